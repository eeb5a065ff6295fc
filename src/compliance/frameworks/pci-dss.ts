import { AROUND, LOGGED, OPEN, UPDATED } from '../evidence.ts';
import type { Framework } from '../framework.ts';

/** PCI DSS, version 4.0.1. Its requirements have no titles: ours say what they are about. */
export const pci: Framework = {
  title: 'PCI DSS v4.0.1',
  source: 'https://www.pcisecuritystandards.org/document_library/',
  controls: [
    {
      id: '6.3.3',
      title: 'Security patches',
      asks: 'known vulnerabilities are closed by installing security patches and updates in time',
      shownBy: UPDATED,
    },
    {
      id: '7.2.2',
      title: 'Access by job',
      asks: 'access is assigned by job and function, with the least privileges that these require',
      shownBy: [],
      refutedBy: ['instance.deprecated-policy', 'user.terminate-any', 'user.document-access-check'],
    },
    {
      id: '7.3.1',
      title: 'Access by need to know',
      asks: 'access control restricts access by need to know, for all system components',
      shownBy: [],
      refutedBy: OPEN,
    },
    {
      id: '10.2.1',
      title: 'Audit logs are active',
      asks: 'audit logs are enabled and active for all system components',
      shownBy: LOGGED,
      refutedBy: AROUND,
    },
    {
      id: '10.2.1.2',
      title: 'Actions of administrators',
      asks: 'audit logs have all that individuals with administrative access do, interactive use of accounts of systems included',
      shownBy: LOGGED,
      refutedBy: AROUND,
    },
    {
      id: '10.3.1',
      title: 'Reading audit logs',
      asks: 'only those whose job requires it can read audit logs',
      shownBy: [],
      refutedBy: ['s3.public'],
    },
    {
      id: '10.3.2',
      title: 'Changing audit logs',
      asks: 'audit logs are protected from being modified by individuals',
      shownBy: [],
      refutedBy: ['bypass.erase', 'log-group.deletion-protection'],
    },
    {
      id: '10.5.1',
      title: 'Keeping audit logs',
      asks: 'audit logs are kept for at least twelve months, the last three of them at hand',
      shownBy: [],
      refutedBy: ['log-group.retention'],
    },
  ],
};
