// A report that was compared with a baseline and with an earlier report.
import { createDiagnosis, type Report } from '../../src/engine/report.ts';
import { fault, fine, looked } from './reports.ts';

export const ACCEPTED = { reason: 'it is old', owner: 'ann', expires: '2027-01-31' };
export const GONE = {
  id: '0123456789abcdef',
  check: 'kms.missing',
  scope: 'region',
  account: '111122223333',
  region: 'us-east-1',
  subject: 'alias/session',
  verdict: 'fail',
  summary: 'there is no such key',
} as const;
const MADE = createDiagnosis([
  looked([
    fault({ subject: 'key/1', accepted: ACCEPTED }),
    fault({ subject: 'key/2', accepted: ACCEPTED }),
    fault({ subject: 'key/3', since: 'new', was: 'warn' }),
    fault({ check: 's3.missing', summary: 'no bucket', subject: 'bucket/a', since: 'new' }),
    fault({ check: 's3.missing', summary: 'no bucket', subject: 'bucket/b', since: 'unchanged' }),
    ...fine(3),
  ]),
]);
export const REPORT: Report = {
  ...MADE,
  summary: { ...MADE.summary, newFindings: 2, goneFindings: 1, unchangedFindings: 1 },
  baseline: {
    file: 'accepted.yaml',
    expired: [{ check: 'kms', account: '111122223333', reason: 'for a while', owner: 'bob', expires: '2026-11-25' }],
    unmatched: [{ check: 'log-group.missing', subject: 'x*', reason: 'was a try' }],
  },
  since: { file: 'last.json', time: '2026-11-25T10:00:12.000Z', gone: [GONE], unlooked: [] },
};
