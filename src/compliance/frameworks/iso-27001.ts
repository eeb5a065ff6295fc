import { AGAINST, AROUND, AT_REST, DEVIATING, KEYS, LOGGED, OPEN, UPDATED } from '../evidence.ts';
import type { Framework } from '../framework.ts';

/** Annex A of ISO/IEC 27001:2022. */
export const iso: Framework = {
  title: 'ISO/IEC 27001:2022 Annex A',
  source: 'https://www.iso.org/standard/27001',
  controls: [
    {
      id: 'A.5.33',
      title: 'Protection of records',
      asks: 'records are protected from loss, destruction, falsification, and from access and release without a right to it',
      shownBy: [],
      refutedBy: ['s3.public', 'bypass.erase', 'log-group.retention', 'log-group.deletion-protection'],
    },
    {
      id: 'A.8.2',
      title: 'Privileged access rights',
      asks: 'privileged access rights are restricted and managed',
      shownBy: [],
      refutedBy: ['instance.deprecated-policy', ...AGAINST, 'user.terminate-any'],
    },
    {
      id: 'A.8.3',
      title: 'Information access restriction',
      asks: 'access to information and to what belongs to it is restricted',
      shownBy: [],
      refutedBy: [...OPEN, 'user.document-access-check'],
    },
    {
      id: 'A.8.8',
      title: 'Management of technical vulnerabilities',
      asks: 'vulnerabilities of systems in use are known and dealt with',
      shownBy: UPDATED,
    },
    {
      id: 'A.8.9',
      title: 'Configuration management',
      asks: 'configurations are laid down, put into effect, monitored and reviewed',
      shownBy: [],
      refutedBy: DEVIATING,
    },
    {
      id: 'A.8.15',
      title: 'Logging',
      asks: 'logs of activities are produced, stored and protected',
      shownBy: LOGGED,
      refutedBy: ['s3.public', ...AROUND, ...AGAINST],
    },
    {
      id: 'A.8.24',
      title: 'Use of cryptography',
      asks: 'cryptography is used by rules, and so are its keys managed',
      shownBy: [...AT_REST, ...KEYS, 'kms.rotation'],
      byHints: ['kms.rotation'],
    },
  ],
};
