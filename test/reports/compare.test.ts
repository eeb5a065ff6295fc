import assert from 'node:assert/strict';
import type { Fault, Finding } from '../../src/checks/check.ts';
import { exitCode, type Report } from '../../src/engine/report.ts';
import { printedReport } from '../../src/render/json.ts';
import { checkComparable, comparedWith } from '../../src/reports/compare.ts';
import { parseReport } from '../../src/reports/read.ts';
import { diagnosis, fault, REPORT, setupReport, target } from './reports.ts';

const [ONE, TWO] = ['111111111111', '222222222222'];
const fine = (check: string): Finding => ({ check, scope: 'region', verdict: 'ok', summary: 'nothing found' });
const compared = (now: Report, then: Report): Report => comparedWith(now, { file: 'last.json', report: then });
const of = (...findings: readonly Finding[]): Report => diagnosis(target(ONE, { findings }));
const marks = ({ targets }: Report): readonly unknown[] =>
  targets.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.verdict === 'ok' ? [] : [[finding.since, finding.was]])),
  );
const counts = ({ summary }: Report) => [summary.newFindings, summary.unchangedFindings, summary.goneFindings];

describe('a report compared with an earlier one', () => {
  it('has nothing new, and nothing gone, if it is that one: also when it was printed and read again', () => {
    const again = parseReport(JSON.stringify(printedReport(REPORT)), 'last.json');
    for (const then of [REPORT, again]) {
      const report = compared(REPORT, then);
      assert.deepEqual(counts(report), [0, 2, 0]);
      assert.deepEqual(report.since, { file: 'last.json', gone: [], unlooked: [] });
      assert.equal(exitCode(report, { failOn: 'new' }), 1, 'a target failed');
    }
  });

  it('says what is new, what was there, and what is gone, with when that was', () => {
    const then = {
      ...of(fault(), fault({ subject: 'key/2' })),
      run: { version: '0.1.0', time: '2026-11-25T10:00:00.000Z', seconds: 1, arguments: [] },
    };
    const report = compared(of(fault(), fault({ subject: 'key/3' }), fine('kms.missing')), then);
    assert.deepEqual(marks(report), [
      ['unchanged', undefined],
      ['new', undefined],
    ]);
    assert.deepEqual(counts(report), [1, 1, 1]);
    assert.deepEqual(report.since, {
      file: 'last.json',
      time: '2026-11-25T10:00:00.000Z',
      unlooked: [],
      gone: [
        {
          id: report.since?.gone[0]?.id,
          check: 'kms.disabled',
          scope: 'region',
          account: ONE,
          region: 'us-east-1',
          subject: 'key/2',
          verdict: 'fail',
          summary: 'the key is disabled',
        },
      ],
    });
  });

  it('recognises findings whatever is said of them, wherever their targets stand', () => {
    const [one, two] = [target(ONE, { findings: [fault()] }), target(TWO, { findings: [fault({ subject: 'key/2' })] })];
    const reworded = { ...two, findings: [fault({ subject: 'key/2', summary: 'other words', ref: 'https://a' })] };
    assert.deepEqual(counts(compared(diagnosis(reworded, one), diagnosis(one, two))), [0, 2, 0]);
  });

  it('gives what is gone no identity of what is still there', () => {
    const [here, there] = [fault({ summary: 'here' }), fault({ summary: 'there' })];
    const then = compared(of(here, there), of(here, there));
    const [, second] = printedReport(then).targets.flatMap(({ findings }) => findings);
    const now = compared(of(there), of(here, there));
    assert.deepEqual(counts(now), [0, 1, 1]);
    assert.ok(second && 'id' in second);
    assert.deepEqual(
      now.since?.gone.map(({ id, summary }) => [id, summary]),
      [[second.id, 'here']],
    );
  });

  it('takes a worse verdict for new, and a better one for what was there', () => {
    const warn = fault({ verdict: 'warn' });
    assert.deepEqual(marks(compared(of(fault()), of(warn))), [['new', 'warn']]);
    assert.deepEqual(marks(compared(of(warn), of(fault()))), [['unchanged', 'fail']]);
    assert.deepEqual(marks(compared(of(fault()), of(fault({ verdict: 'unknown' })))), [['new', 'unknown']]);
    assert.deepEqual(marks(compared(of(fault()), of(fine('kms.disabled')))), [['new', 'ok']]);
  });

  it('fails only for new failures, if asked to', () => {
    const report = compared(of(fault(), fault({ check: 'kms.missing', verdict: 'warn' })), of(fault()));
    assert.deepEqual([exitCode(report), exitCode(report, { failOn: 'new' })], [1, 0]);
    const worse = compared(of(fault()), of(fault({ verdict: 'warn' })));
    assert.equal(exitCode(worse, { failOn: 'new' }), 1);
  });

  it('tells findings of one identity apart by region, words and verdict', () => {
    const role = (summary: string, extra: Partial<Fault> = {}) =>
      fault({ check: 'instance.kms-decrypt', scope: 'account', subject: 'role/web', summary, ...extra });
    const at = (region: string, ...findings: readonly Fault[]) => target(ONE, { region, findings });
    const then = diagnosis(at('us-east-1', role('a')), at('eu-west-1', role('a')), at('eu-west-2'));
    const now = diagnosis(at('eu-west-2', role('a')), at('eu-west-1', role('a')), at('us-east-1', role('b')));
    const report = compared(now, then);
    assert.deepEqual(marks(report), [
      ['new', undefined],
      ['unchanged', undefined],
      ['unchanged', undefined],
    ]);
    assert.deepEqual(counts(compared(then, now)), [0, 2, 1]);
  });

  it('does not take for gone what it has not looked at', () => {
    const then = diagnosis(target(ONE, { findings: [fault()] }), target(TWO, { findings: [fault()] }));
    const failed = target(TWO, { status: 'failed', error: { code: 'x', message: 'y' } });
    const report = compared(diagnosis(target(ONE), failed), then);
    assert.deepEqual(
      report.since?.gone.map(({ account }) => account),
      [ONE],
    );
    assert.deepEqual(
      report.since?.unlooked.map(({ account }) => account),
      [TWO],
    );
    const some = compared({ ...diagnosis(target(ONE)), selected: ['s3.missing'] }, of(fault()));
    assert.deepEqual([some.since?.gone.length, some.since?.unlooked.length], [0, 1]);
  });

  it('does not take for gone what was found of people that it was not asked about', () => {
    const then: Report = { ...of(fault({ check: 'user.access', scope: 'account' })), principals: 'all' };
    const gone = (now: Partial<Report>) => compared({ ...of(), ...now }, then).since?.gone.length;
    assert.deepEqual([gone({ principals: 'all' }), gone({}), gone({ principals: ['arn'] })], [1, 0, 0]);
    const run = (caller: string) => ({ run: { version: '1', time: '', seconds: 1, arguments: [], caller } });
    const as = (caller: string, then2: string) =>
      compared({ ...of(), ...run(caller) }, { ...then, ...run(then2), principals: ['x'] }).since?.gone.length;
    assert.equal(as('a', 'a'), 0);
    const { principals: _principals, ...byCaller } = then;
    const session = 'arn:aws:sts::111111111111:assumed-role/reader/';
    const same = compared({ ...of(), ...run(`${session}1`) }, { ...byCaller, ...run(`${session}2`) });
    const other = compared(
      { ...of(), ...run(`${session}1`) },
      { ...byCaller, ...run('arn:aws:iam::111111111111:user/a') },
    );
    assert.deepEqual([same.since?.gone.length, other.since?.gone.length], [1, 0]);
  });

  it('knows an account by its profile where one report does not know its id', () => {
    const named = target(ONE, { profile: 'dev', findings: [fault()] });
    const nameless = { ...named, account: null };
    assert.deepEqual(counts(compared(diagnosis(named), diagnosis(nameless))), [0, 1, 0]);
    assert.deepEqual(counts(compared(diagnosis(nameless), diagnosis(named))), [0, 1, 0]);
    const empty = compared(diagnosis({ ...named, findings: [] }), diagnosis(nameless));
    assert.deepEqual(counts(empty), [0, 0, 1]);
  });

  it('never takes for new what is accepted, but what is accepted no longer', () => {
    const accepted = { reason: 'it is old' };
    const known = fault({ subject: 'key/2', accepted });
    const report = compared(of(fault({ accepted }), known), of(known));
    assert.deepEqual(marks(report), [
      [undefined, undefined],
      ['unchanged', undefined],
    ]);
    assert.deepEqual([counts(report), exitCode(report, { failOn: 'new' })], [[0, 0, 0], 0]);
    const over = compared(of(fault()), of(fault({ accepted })));
    assert.deepEqual([marks(over), exitCode(over, { failOn: 'new' })], [[['new', 'accepted']], 1]);
  });

  it('lists what is gone the worst first', () => {
    const then = of(
      fault({ verdict: 'info' }),
      fault({ subject: 'b' }),
      fault({ subject: 'a' }),
      fault({ subject: 'c', verdict: 'warn' }),
    );
    const { since } = compared(of(), then);
    assert.deepEqual(
      since?.gone.map(({ subject }) => subject),
      ['a', 'b', 'c', 'key/1'],
    );
  });
});

describe('an earlier report', () => {
  it('must have looked, for doctor as doctor does', () => {
    const check = (command: string, report: Report) => () => checkComparable(command, { file: 'last.json', report });
    assert.throws(check('doctor', { ...REPORT, noop: true }), /^UserError: last\.json is a report of --noop/);
    assert.throws(
      check('doctor', setupReport()),
      /^UserError: last\.json is a report of setup, which makes few checks/,
    );
    assert.doesNotThrow(check('setup', REPORT));
    assert.doesNotThrow(check('plan', setupReport()));
  });
});
