// Reports for tests of what is read and merged.
import type { Fault } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import { bestFixes } from '../../src/engine/fixes.ts';
import { createDiagnosis, createReport, type Report, type TargetReport } from '../../src/engine/report.ts';

export const fault = (members: Partial<Fault> = {}): Fault => ({
  check: 'kms.disabled',
  scope: 'region',
  verdict: 'fail',
  subject: 'key/1',
  summary: 'the key is disabled',
  remedy: hint('enable it'),
  ...members,
});

export const target = (account: string, members: Partial<TargetReport> = {}): TargetReport => ({
  account,
  region: 'us-east-1',
  status: 'unchanged',
  changes: [],
  findings: [],
  ...members,
});

export const diagnosis = (...targets: readonly TargetReport[]): Report => {
  const fixes = bestFixes(targets.flatMap(({ findings }) => findings));
  return { ...createDiagnosis(targets), fixes };
};

export const setupReport = (...targets: readonly TargetReport[]): Report => createReport('setup', false, targets);

/** A diagnosis with a fault, a check that could not look, a fine one and a target that failed. */
export const REPORT = diagnosis(
  target('111111111111', {
    findings: [
      fault(),
      fault({ check: 's3.missing', verdict: 'unknown', unread: ['s3:GetBucketLocation'], summary: 'denied' }),
      { check: 'log-group.missing', scope: 'region', verdict: 'ok', summary: 'log group sessions is there' },
    ],
  }),
  target('222222222222', { status: 'failed', error: { code: 'AccessDenied', message: 'no', advice: 'allow it' } }),
);
