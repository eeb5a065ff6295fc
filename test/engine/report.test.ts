import assert from 'node:assert/strict';
import { createReport, exitCode, type TargetReport, type TargetStatus } from '../../src/engine/report.ts';

const target = (status: TargetStatus): TargetReport => ({
  account: '111111111111',
  region: 'us-east-1',
  status,
  changes: [],
  findings: [],
});
const exit = (...statuses: TargetStatus[]): number => exitCode(createReport('setup', false, statuses.map(target)));

describe('a report', () => {
  it('counts its targets by status', () => {
    const { summary } = createReport('setup', false, [target('changed'), target('changed'), target('failed')]);
    assert.deepEqual(summary, { targets: 3, changed: 2, unchanged: 0, planned: 0, failed: 1, skipped: 0 });
  });

  it('ends with 1 when something failed, or when no target could be worked on', () => {
    assert.equal(exit('changed', 'unchanged', 'planned'), 0);
    assert.equal(exit('changed', 'failed'), 1);
    assert.equal(exit('changed', 'skipped'), 0);
    assert.equal(exit('skipped', 'skipped'), 1);
  });

  it('ends with 130 when it was interrupted', () => {
    const cut: TargetReport = { ...target('failed'), error: { code: 'Interrupted', message: 'interrupted' } };
    assert.equal(exitCode(createReport('setup', false, [target('changed'), cut])), 130);
    assert.equal(createReport('setup', false, [cut]).interrupted, true);
  });

  it('ends with 1 when the user said no, or nothing was left to work on', () => {
    assert.equal(exitCode(createReport('delete', false, [target('planned')], true)), 1);
    assert.equal(exit(), 1);
  });
});
