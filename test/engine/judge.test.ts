import assert from 'node:assert/strict';
import { type Judge, judgementOf } from '../../src/engine/judge.ts';
import type { ChangeReport, Strictness } from '../../src/engine/report.ts';
import { change } from '../render/reports.ts';
import { fault, target } from '../reports/reports.ts';

const FOUND = [target('111111111111', { findings: [fault(), fault({ subject: 'key/2', verdict: 'warn' })] })];

const accepting: Judge['mark'] = (targets) =>
  targets.map((one) => ({
    ...one,
    findings: one.findings.map((finding) =>
      finding.verdict === 'fail' ? { ...finding, accepted: { reason: 'it is old' } } : finding,
    ),
  }));

const since: Judge['mark'] = (targets) =>
  targets.map((one) => ({
    ...one,
    findings: one.findings.map((finding) =>
      finding.verdict === 'ok' ? finding : { ...finding, since: finding.verdict === 'warn' ? 'new' : 'unchanged' },
    ),
  }));

describe('what was found in a place', () => {
  const fails = (judge: Judge | undefined, usual: 'fail' | 'never' = 'fail'): boolean =>
    judgementOf(FOUND, judge, { usual }).failed;

  it('fails as is usual for the command, unless something else was asked for', () => {
    assert.deepEqual([fails(undefined), fails(undefined, 'never')], [true, false]);
    const of = (strictness: Strictness, usual?: 'never') => fails({ strictness }, usual);
    assert.deepEqual([of({ failOn: 'never' }), of({ failOn: 'fail' }, 'never')], [false, true]);
    assert.deepEqual([of({ failOn: 'warn' }), of({ strict: true }, 'never')], [true, true]);
  });

  it('does not count what somebody has accepted, and says so', () => {
    assert.deepEqual(judgementOf(FOUND, { mark: accepting }, { usual: 'fail' }), {
      failed: false,
      fail: 0,
      warn: 1,
      notes: ['1 accepted'],
    });
    assert.equal(fails({ mark: accepting, strictness: { failOn: 'warn' } }), true);
  });

  it('fails only for failures that are new where these count, and says what is', () => {
    const judge = { mark: since, strictness: { failOn: 'new' as const } };
    assert.deepEqual(judgementOf(FOUND, judge, { usual: 'fail' }).notes, ['1 of these new']);
    assert.equal(fails(judge), false);
    assert.equal(fails({ ...judge, mark: (targets) => since(accepting(targets)) }), false);
    const worse: Judge['mark'] = (targets) =>
      targets.map((one) => ({
        ...one,
        findings: one.findings.map((finding) => ({ ...finding, since: 'new' }) as typeof finding),
      }));
    assert.equal(fails({ ...judge, mark: worse }), true);
  });

  it('fails strictly for what could not be looked at, and for a region that was closed though it was named', () => {
    const unread = [target('1', { findings: [fault({ verdict: 'unknown', unread: ['kms:DescribeKey'] })] })];
    const strict: Judge = { strictness: { strict: true } };
    assert.deepEqual(judgementOf(unread, strict, { usual: 'fail' }).notes, ['1 not looked at']);
    assert.equal(judgementOf(unread, strict, { usual: 'fail' }).failed, true);
    assert.equal(judgementOf(unread, undefined, { usual: 'fail' }).failed, false);
    const closed = [target('1', { status: 'skipped', error: { code: 'RegionNotEnabled', message: 'closed' } })];
    const failed = (named: boolean): boolean => judgementOf(closed, strict, { usual: 'fail', named }).failed;
    assert.deepEqual([failed(true), failed(false)], [true, false]);
  });

  it('has a warning for what differs and is left as it is', () => {
    const kept: ChangeReport = change({
      action: 'keep',
      status: 'kept',
      differences: [{ field: 'retentionInDays', have: 1, want: 30 }],
    });
    const { warn, failed } = judgementOf(
      [target('1', { changes: [kept] })],
      { strictness: { failOn: 'warn' } },
      { usual: 'never' },
    );
    assert.deepEqual([warn, failed], [1, true]);
  });
});
