import { AGAINST, AROUND, AT_REST, KEYS, LOGGED, OPEN, UPDATED } from '../evidence.ts';
import type { Framework } from '../framework.ts';

/** The common criteria of the Trust Services Criteria, 2017, with the points of focus of 2022. Their titles are ours. */
export const soc2: Framework = {
  title: 'SOC 2 (Trust Services Criteria 2017, revised 2022)',
  source:
    'https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022',
  controls: [
    {
      id: 'CC6.1',
      title: 'Logical access security',
      asks: 'logical access to protected information is restricted, stored data is encrypted and keys are protected',
      shownBy: [],
      refutedBy: [...OPEN, ...AT_REST, ...KEYS],
    },
    {
      id: 'CC6.3',
      title: 'Access by role',
      asks: 'access follows roles and responsibilities, with least privilege and segregation of duties',
      shownBy: [],
      refutedBy: ['instance.deprecated-policy', 'user.terminate-any', 'user.document-access-check', ...AGAINST],
    },
    {
      id: 'CC6.6',
      title: 'Threats from outside',
      asks: 'what can be done through a channel from outside is restricted',
      shownBy: [],
      refutedBy: ['bypass.ssh'],
    },
    {
      id: 'CC7.1',
      title: 'Changes and vulnerabilities',
      asks: 'changes of configurations that open vulnerabilities are found, and so are new vulnerabilities',
      shownBy: UPDATED,
      refutedBy: ['prefs.default-not-latest', 'prefs.drift'],
    },
    {
      id: 'CC7.2',
      title: 'Anomalies',
      asks: 'components and what is done on them are monitored for what is not usual, actions of authorized people included',
      shownBy: [],
      refutedBy: [...LOGGED, ...AROUND],
    },
  ],
};
