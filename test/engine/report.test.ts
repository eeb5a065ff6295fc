import assert from 'node:assert/strict';
import {
  createDiagnosis,
  createReport,
  exitCode,
  type TargetReport,
  type TargetStatus,
} from '../../src/engine/report.ts';
import { change, fault, fine } from '../render/reports.ts';

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

  it('tells what was throttled in each target, and in all, with the way into accounts', () => {
    const met = { calls: 4, seconds: 2.5 };
    const throttling = {
      in: (place: string) => (place === '111111111111/us-east-1' ? met : undefined),
      total: { calls: 5, seconds: 3 },
    };
    const there = { ...target('changed'), region: 'eu-west-1' };
    for (const { targets, summary } of [
      createReport('setup', false, [target('changed'), there], { throttling }),
      createDiagnosis([target('unchanged'), { ...there, status: 'unchanged' }], { throttling }),
    ]) {
      assert.deepEqual(
        targets.map(({ throttled }) => throttled),
        [met, undefined],
      );
      assert.deepEqual(summary.throttled, { calls: 5, seconds: 3 });
    }
    const calm = createReport('setup', false, [target('changed')], {
      throttling: { in: () => undefined, total: undefined },
    });
    assert.equal('throttled' in calm.summary, false);
  });

  const HELD = change({
    action: 'keep',
    status: 'kept',
    summary: 'WARN: SSM Document SSM-SessionManagerRunShell already exists',
    differences: [{ field: 'idleSessionTimeout', have: '20', want: '5' }],
  });
  const KEPT = change({ action: 'keep', status: 'kept', summary: 'CloudWatch log group sessions', reason: 'a flag' });

  it('counts findings by verdict where there are any, and warnings among them', () => {
    const findings = [fault(), fault({ verdict: 'warn' }), ...fine(3)];
    const { summary } = createReport('setup', false, [{ ...target('changed'), findings, changes: [HELD] }]);
    assert.deepEqual(summary, {
      targets: 1,
      changed: 1,
      unchanged: 0,
      planned: 0,
      failed: 0,
      skipped: 0,
      ok: 3,
      info: 0,
      warn: 2,
      fail: 1,
      unknown: 0,
      kept: 1,
    });
  });

  it('counts what somebody has accepted apart, and does not fail for it', () => {
    const accepted = { reason: 'it is old' };
    const findings = [
      fault({ accepted }),
      fault({ verdict: 'warn', accepted }),
      fault({ verdict: 'unknown', unread: ['kms:DescribeKey'], accepted }),
      ...fine(1),
    ];
    const report = createDiagnosis([{ ...target('unchanged'), findings }]);
    const { ok, fail, warn, unknown, unread } = report.summary;
    assert.deepEqual([ok, fail, warn, unknown, unread, report.summary.accepted], [1, 0, 0, 0, undefined, 3]);
    assert.deepEqual([report.fixes, report.unread, exitCode(report), exitCode(report, true)], [[], undefined, 0, 0]);
  });

  it('counts and lists what could not be looked at, where there is any', () => {
    const findings = [fault({ verdict: 'unknown', unread: ['kms:DescribeKey'] }), fault({ verdict: 'unknown' })];
    const { summary, unread } = createReport('setup', false, [{ ...target('changed'), findings }]);
    assert.deepEqual([summary.unknown, summary.unread, unread?.length], [2, 1, 1]);
    const all = createReport('setup', false, [target('failed')]);
    assert.deepEqual([all.summary.unread, all.unread], [undefined, undefined]);
  });

  it('fails where nothing could be worked on, unless it is of a shard, or of the plan of one: that may be empty', () => {
    const empty = createReport('setup', false, []);
    const plan = { file: 'plan.json', made: '2026-11-26T12:00:00.000Z', digest: 'sha256:0' };
    assert.deepEqual(
      [empty, { ...empty, shard: '2/8' }, { ...empty, plan }].map((report) => exitCode(report)),
      [1, 0, 0],
    );
    assert.equal(exitCode({ ...createReport('setup', false, [target('skipped')]), shard: '2/8' }), 1);
  });

  it('counts the targets of a diagnosis at which nothing could be looked', () => {
    const error = { code: 'RegionNotEnabled', message: 'it is not enabled' };
    const closed = { ...target('skipped'), error };
    const named = createDiagnosis([target('unchanged'), closed], { named: true });
    assert.deepEqual([named.summary.unreadTargets, named.unread?.[0]?.reason], [1, error.message]);
    assert.deepEqual([exitCode(named), exitCode(named, true)], [0, 1]);
    const all = createDiagnosis([target('unchanged'), closed]);
    assert.deepEqual([all.summary.unreadTargets, all.unread, exitCode(all, true)], [undefined, undefined, 0]);
  });

  it('counts what is kept, which is no warning where nothing differs', () => {
    const { summary } = createReport('delete', false, [{ ...target('unchanged'), changes: [KEPT, KEPT] }]);
    assert.deepEqual([summary.kept, summary.warn], [2, undefined]);
  });

  for (const [what, found, code] of [
    ['a check that failed', { findings: [fault()] }, 1],
    ['a finding that warns', { findings: [fault({ verdict: 'warn' })] }, 1],
    ['what is held although it differs', { changes: [HELD] }, 1],
    ['what is kept as a flag says', { changes: [KEPT] }, 0],
    ['what is not known, since others decide', { findings: [fault({ verdict: 'unknown' })] }, 0],
    ['what could not be looked at', { findings: [fault({ verdict: 'unknown', unread: [] })] }, 1],
  ] as const) {
    it(`ends, after setup, with ${code} for ${what} when it is strict, and with 0 when it is not`, () => {
      const report = createReport('setup', false, [{ ...target('unchanged'), ...found }]);
      assert.deepEqual([exitCode(report), exitCode(report, true)], [0, code]);
    });
  }

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
    assert.equal(exitCode(createReport('delete', false, [target('planned')], { declined: true })), 1);
    assert.equal(exit(), 1);
  });
});
