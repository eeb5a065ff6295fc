import { AGAINST, AROUND, AT_REST, DEVIATING, KEYS, LOGGED, OPEN, UPDATED } from '../evidence.ts';
import type { Framework } from '../framework.ts';

/** NIST SP 800-53, revision 5. */
export const nist: Framework = {
  title: 'NIST SP 800-53 Rev. 5',
  source: 'https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final',
  controls: [
    {
      id: 'AC-3',
      title: 'Access Enforcement',
      asks: 'only who is authorized gets at information and at what the system is made of',
      shownBy: [],
      refutedBy: [...OPEN, 'user.document-access-check'],
    },
    {
      id: 'AC-6',
      title: 'Least Privilege',
      asks: 'users, and what acts for them, have no more access than their tasks require',
      shownBy: [],
      refutedBy: ['instance.deprecated-policy', 'user.terminate-any', 'user.document-access-check'],
    },
    {
      id: 'AC-6(9)',
      title: 'Log Use of Privileged Functions',
      asks: 'what is done with privileges is logged',
      shownBy: LOGGED,
      refutedBy: AROUND,
    },
    {
      id: 'AC-17(1)',
      title: 'Remote Access: Monitoring and Control',
      asks: 'remote access is monitored and controlled by automated means',
      shownBy: LOGGED,
      refutedBy: AROUND,
    },
    {
      id: 'AU-9',
      title: 'Protection of Audit Information',
      asks: 'audit records and their settings are protected from access, change and deletion by who has no right to it',
      shownBy: [],
      refutedBy: ['s3.public', ...AGAINST, 'log-group.deletion-protection'],
    },
    {
      id: 'AU-9(4)',
      title: 'Protection of Audit Information: Access by Subset of Privileged Users',
      asks: 'only some of the privileged users manage the audit log',
      shownBy: [],
      refutedBy: AGAINST,
    },
    {
      id: 'AU-11',
      title: 'Audit Record Retention',
      asks: 'audit records are kept for the time that the organization has set',
      shownBy: [],
      refutedBy: ['log-group.retention'],
    },
    {
      id: 'AU-12',
      title: 'Audit Record Generation',
      asks: 'systems generate audit records of the events that are to be logged',
      shownBy: LOGGED,
    },
    {
      id: 'AU-14',
      title: 'Session Audit',
      asks: 'the content of user sessions can be recorded or logged',
      shownBy: LOGGED,
      refutedBy: ['bypass.ssh', 'bypass.document'],
    },
    {
      id: 'CM-6',
      title: 'Configuration Settings',
      asks: 'settings are laid down and put into effect, and what deviates from them is found',
      shownBy: [],
      refutedBy: DEVIATING,
    },
    {
      id: 'MA-4',
      title: 'Nonlocal Maintenance',
      asks: 'records are kept of maintenance that is done over a network (part d)',
      shownBy: LOGGED,
      refutedBy: AROUND,
    },
    {
      id: 'SC-12',
      title: 'Cryptographic Key Establishment and Management',
      asks: 'keys are established and managed wherever cryptography is used',
      shownBy: [...KEYS, 'kms.rotation'],
      byHints: ['kms.rotation'],
    },
    {
      id: 'SC-28(1)',
      title: 'Protection of Information at Rest: Cryptographic Protection',
      asks: 'cryptography keeps stored information from being disclosed or changed',
      shownBy: AT_REST,
    },
    {
      id: 'SI-2',
      title: 'Flaw Remediation',
      asks: 'flaws of software are corrected, and updates that matter for security are installed in time (parts a and c)',
      shownBy: UPDATED,
    },
  ],
};
