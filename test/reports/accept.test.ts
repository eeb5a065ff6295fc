import assert from 'node:assert/strict';
import type { Fault, Finding } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import { type BaselineEntry, exitCode, type Report, type TargetReport } from '../../src/engine/report.ts';
import { accepting, matcherOf } from '../../src/reports/accept.ts';
import type { Baseline } from '../../src/reports/baseline.ts';
import { diagnosis, fault, setupReport, target } from './reports.ts';

const TODAY = '2026-11-26';
const [ONE, TWO] = ['111111111111', '222222222222'];
const fine = (check: string): Finding => ({ check, scope: 'region', verdict: 'ok', summary: 'nothing found' });

const baseline = (...entries: readonly BaselineEntry[]): Baseline => ({
  file: 'b.yaml',
  form: 'yaml',
  text: '',
  entries,
});
const entry = (extra: Partial<BaselineEntry> = {}): BaselineEntry => ({
  check: 'kms.disabled',
  reason: 'it is old',
  ...extra,
});
const accepted = ({ targets }: Report): readonly (string | undefined)[] =>
  targets.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.verdict === 'ok' ? [] : [finding.accepted?.reason])),
  );
const judge = (entries: readonly BaselineEntry[], ...targets: readonly TargetReport[]): Report =>
  accepting(diagnosis(...targets), baseline(...entries), TODAY);

describe('what a baseline accepts', () => {
  it('was accepted before only as long as its last day is not over', () => {
    const at = (expires: string) => fault({ accepted: { reason: 'for a while', expires } });
    const before = judge([], target(ONE, { findings: [at('2026-11-26'), at('2026-11-25')] }));
    assert.deepEqual(accepted(before), ['for a while', undefined]);
    assert.deepEqual([before.summary.fail, before.summary.accepted], [1, 1]);
    const over = judge([], target(ONE, { findings: [at('2026-11-25')] }));
    assert.deepEqual([over.summary.accepted, over.fixes?.length], [undefined, 1]);
    const renewed = judge([entry({ reason: 'again' })], target(ONE, { findings: [at('2026-11-25')] }));
    assert.deepEqual(accepted(renewed), ['again']);
  });

  it('keeps its verdict, says why, by whom and until when, and is no failure', () => {
    const { targets, summary, fixes, ...report } = judge(
      [entry({ owner: 'ann', expires: '2027-01-31', subject: 'key/1' })],
      target(ONE, { findings: [fault(), fault({ subject: 'key/2', verdict: 'warn' })] }),
    );
    assert.deepEqual(targets[0]?.findings, [
      fault({ accepted: { reason: 'it is old', owner: 'ann', expires: '2027-01-31' } }),
      fault({ subject: 'key/2', verdict: 'warn' }),
    ]);
    assert.deepEqual(
      [summary.fail, summary.warn, summary.accepted, exitCode({ ...report, targets, summary })],
      [0, 1, 1, 0],
    );
    assert.deepEqual(
      fixes?.map(({ clears }) => clears),
      [1],
    );
  });

  it('is what an entry names, and nothing else', () => {
    const where = { account: ONE, region: 'us-east-1' };
    const matches = (extra: Partial<BaselineEntry>, found: Fault = fault()) => matcherOf(entry(extra))(where, found);
    assert.ok(matches({ check: 'kms' }) && matches({ subject: 'key/?' }) && matches({ account: '1*', region: 'us-*' }));
    assert.ok(!matches({ check: 'kms.missing' }) && !matches({ subject: 'key/2' }) && !matches({ account: TWO }));
    assert.ok(!matches({ region: 'eu-*' }) && !matches({ region: 'us-east-11' }));
    const { subject: _subject, ...bare } = fault();
    assert.ok(matches({}, bare) && matches({ subject: '*' }, bare) && !matches({ subject: 'key/1' }, bare));
  });

  it('is of the machine only where no account and no region is named', () => {
    const machine = fault({ check: 'client.clock', scope: 'machine', subject: 'clock' });
    const findings = [machine];
    assert.deepEqual(accepted(judge([entry({ check: 'client' })], target(ONE, { findings }))), ['it is old']);
    assert.deepEqual(accepted(judge([entry({ check: 'client', account: ONE })], target(ONE, { findings }))), [
      undefined,
    ]);
  });

  it('is accepted on the last day, and fails again on the next, which is said with its owner', () => {
    const findings = [fault()];
    const at = (expires: string) => judge([entry({ expires, owner: 'ann' })], target(ONE, { findings }));
    assert.deepEqual(accepted(at(TODAY)), ['it is old']);
    assert.deepEqual(at(TODAY).baseline?.expired, []);
    const over = at('2026-11-25');
    assert.deepEqual([accepted(over), exitCode(over)], [[undefined], 1]);
    assert.deepEqual(over.baseline?.expired, [entry({ expires: '2026-11-25', owner: 'ann' })]);
  });

  it('takes the first entry that has not expired', () => {
    const entries = [
      entry({ reason: 'over', expires: '2026-01-01' }),
      entry({ check: '*', account: '1*', reason: 'first' }),
      entry({ reason: 'second' }),
    ];
    const report = judge(entries, target(ONE, { findings: [fault()] }));
    assert.deepEqual(accepted(report), ['first']);
    assert.deepEqual([report.baseline?.expired.length, report.baseline?.unmatched], [1, []]);
  });

  it('holds for setup, whose warnings about what is left alone stay', () => {
    const report = accepting(
      setupReport(target(ONE, { findings: [fault({ check: 'instance.role-trust', scope: 'account' })] })),
      baseline(entry({ check: 'instance' })),
      TODAY,
    );
    assert.deepEqual([report.summary.fail, report.summary.accepted, report.baseline?.unmatched], [0, 1, []]);
  });

  it('is no failure to look, also with --strict', () => {
    const report = judge(
      [entry({ check: 's3' })],
      target(ONE, { findings: [fault({ check: 's3.missing', verdict: 'unknown', unread: ['s3:GetBucketLocation'] })] }),
    );
    assert.deepEqual([report.summary.unread, report.unread, exitCode(report, true)], [undefined, undefined, 0]);
  });

  it('does not take what it causes along, and says so there', () => {
    const cause = fault({ check: 'instance.role-trust', scope: 'account', subject: 'role/web', causes: 1 });
    const symptom = fault({
      check: 'instance.ping-lost',
      subject: 'i-1',
      causedBy: [{ check: 'instance.role-trust', subject: 'role/web' }],
      remedy: hint('first fix instance.role-trust of role/web'),
    });
    const report = judge([entry({ check: 'instance.role-trust' })], target(ONE, { findings: [cause, symptom] }));
    assert.deepEqual(accepted(report), ['it is old', undefined]);
    const [, told] = report.targets[0]?.findings ?? [];
    assert.deepEqual(told?.verdict !== 'ok' && told?.remedy, {
      kind: 'hint',
      text: 'first fix instance.role-trust of role/web: instance.role-trust is accepted, and what it causes is not',
    });
  });
});

describe('an entry that matches nothing', () => {
  const unmatched = (entries: readonly BaselineEntry[], ...targets: readonly TargetReport[]) =>
    judge(entries, ...targets).baseline?.unmatched.map(({ reason }) => reason);
  const sound = target(ONE, { findings: [fine('kms.disabled')] });

  it('is said where its place and check were looked at', () => {
    assert.deepEqual(unmatched([entry()], sound), ['it is old']);
    assert.deepEqual(unmatched([entry({ check: '*', subject: 'key/1' })], sound), ['it is old']);
    assert.deepEqual(unmatched([entry({ expires: '2026-01-01' })], sound), ['it is old']);
    assert.deepEqual(unmatched([entry({ check: 's3' })], sound), ['it is old'], 'no bucket is logged to any more');
  });

  it('is not said where they were not', () => {
    const failed = target(ONE, { status: 'failed', error: { code: 'x', message: 'y' } });
    const unread = target(ONE, {
      findings: [fault({ verdict: 'unknown', unread: [] })].map(({ subject: _subject, ...rest }) => rest),
    });
    for (const targets of [[failed], [unread], []] as const) assert.deepEqual(unmatched([entry()], ...targets), []);
    for (const extra of [{ account: TWO }, { region: 'eu-*' }]) assert.deepEqual(unmatched([entry(extra)], sound), []);
    const some = { ...diagnosis(sound), selected: ['kms.disabled'] };
    assert.deepEqual(accepting(some, baseline(entry({ check: 's3' })), TODAY).baseline?.unmatched, []);
    const setup = setupReport(target(ONE));
    assert.deepEqual(accepting(setup, baseline(entry()), TODAY).baseline?.unmatched, []);
  });
});
