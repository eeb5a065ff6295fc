import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { reportText } from '../../src/render/text.ts';
import { toldBlocks } from '../../src/render/told-blocks.ts';
import { widthOf } from '../../src/render/width.ts';
import { change, fault, fine, PLAIN, report, target } from './reports.ts';

const THERE = change({ action: 'none', status: 'unchanged', summary: 'CloudWatch log group sessions already exists' });
const REGIONS = Array.from({ length: 17 }, (_, index) => `xx-region-${index + 1}`);
const unchanged = (account: string, region: string, extra: Partial<TargetReport> = {}) =>
  target({ account, region, status: 'unchanged', changes: [THERE], ...extra });
const grid = (accounts: number, regions = REGIONS) =>
  Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index)).flatMap((account) =>
    regions.map((region) => unchanged(account, region)),
  );
const lines = (...args: Parameters<typeof report>): readonly string[] => reportText(report(...args), PLAIN).split('\n');
const denied = (one: TargetReport, message = 'role/Admin cannot be assumed'): TargetReport => ({
  ...one,
  status: 'failed',
  changes: [],
  error: { code: 'AssumeRoleDenied', message: `arn:aws:iam::${one.account}:${message}`, advice: 'allow it' },
});

describe('blocks of a report', () => {
  it('are one for each of up to four targets, with a heading', () => {
    const text = lines(grid(2, ['us-east-1', 'eu-west-1']));
    assert.equal(text.filter((line) => line === '  CloudWatch log group sessions already exists').length, 4);
    assert.ok(text.includes('100000000001/eu-west-1'));
  });

  it('are one, with the sentences once, for more that are alike', () => {
    assert.deepEqual(lines(grid(1)), [
      '17 targets unchanged: 100000000000 in all 17 regions',
      '  CloudWatch log group sessions already exists',
      '',
      'account       region          status     log-group',
      '100000000000  all 17 regions  unchanged  ok',
      '',
      '17 targets: 17 unchanged; nothing to do',
    ]);
  });

  it('are none where there is nothing to do in many targets', () => {
    assert.deepEqual(lines(grid(3)), ['51 targets: 51 unchanged; nothing to do']);
    const audited = grid(3).map((one) => ({ ...one, findings: fine(2) }));
    assert.equal(lines(audited).length, 1);
  });

  it('tell whole what differs, after a line for the others', () => {
    const [first, ...others] = grid(3);
    const differs = { ...first, status: 'changed' as const, changes: [change()] } as TargetReport;
    assert.deepEqual(lines([differs, ...others]), [
      '50 targets unchanged: 3 accounts and 17 regions (--json has all)',
      '',
      '100000000000/xx-region-1',
      '  Creating CloudWatch log group: sessions',
      '',
      'account       region       status     log-group',
      '3 accounts    50 targets   unchanged  ok',
      '100000000000  xx-region-1  changed    created',
      '',
      '51 targets: 1 changed, 50 unchanged',
    ]);
  });

  it('hide nothing that a plan says of what stays', () => {
    const noted = { ...THERE, untouched: [{ field: 'inputs.later', have: '1' }] };
    const text = lines(
      grid(3).map((one) => ({ ...one, changes: [noted] })),
      { command: 'plan' },
    );
    assert.ok(text.includes('    inputs.later is not known to session-manager, and stays 1'));
    assert.equal(text[0], '51 targets unchanged: 100000000000, 100000000001 and 100000000002 in all 17');
  });

  it('tell failures that are alike but for the account once, with every account that has it, last', () => {
    const all = grid(6, ['us-east-1']);
    const text = lines([...all.slice(0, 5).map((one) => denied(one)), ...all.slice(5)]);
    assert.equal(text[0], '100000000005/us-east-1');
    assert.deepEqual(text.slice(3, 8), [
      '5 targets failed: 100000000000, 100000000001, 100000000002, 100000000003 and',
      '  100000000004 in us-east-1',
      '  failed: arn:aws:iam::100000000000:role/Admin cannot be assumed',
      '    try: allow it',
      '  (of 100000000000/us-east-1; alike in the others: --json has all)',
    ]);
  });

  it('tell two failures together, also of few targets, and not two that differ', () => {
    const [one, other, third] = grid(3, ['us-east-1']);
    if (!one || !other || !third) throw new Error('there are three');
    assert.equal(lines([denied(one), denied(other), third]).filter((line) => line.includes('cannot be')).length, 1);
    const text = lines([denied(one), denied(other, 'role/Admin does not exist'), third]);
    assert.ok(text.includes('100000000000/us-east-1') && text.includes('100000000001/us-east-1'));
  });

  it('tell findings apart from changes that are alike, and alike findings once', () => {
    const [first, ...others] = grid(1);
    const found = fault({ summary: 'the role of its nodes lacks something' });
    const text = lines([{ ...first, findings: [found] } as TargetReport, ...others]);
    assert.equal(text[0], '17 targets unchanged: 100000000000 in all 17 regions');
    assert.equal(text[3], '100000000000/xx-region-1');
    assert.match(text[4] ?? '', /^ {2}fail {5}kms.disabled: the role of its/);
    const two = lines(grid(1).map((one, index) => (index < 2 ? { ...one, findings: [found] } : one)));
    assert.equal(two.filter((line) => line.includes('the role of its nodes')).length, 1);
    assert.equal(two[3], '2 targets: 100000000000 in xx-region-1 and xx-region-2');
  });

  it('are the same under --noop', () => {
    const planned = change({ status: 'planned' });
    const text = lines(
      grid(1).map((one) => ({ ...one, status: 'planned' as const, changes: [planned] })),
      { noop: true },
    );
    assert.deepEqual(text, [
      '17 targets planned: 100000000000 in all 17 regions',
      '  NOOP: Creating CloudWatch log group: sessions',
    ]);
  });

  it('have headings and rows no wider than the terminal', () => {
    const named = grid(20).map((one) => ({ ...one, accountName: '支払い部門の共有アカウント' }));
    const mixed = named.map((one, index) => (index % 7 === 0 ? denied(one, 'x') : one));
    for (const width of [60, 80, 120])
      for (const some of [named.slice(0, 3), named.slice(0, 17), mixed.slice(0, 30), mixed])
        for (const line of reportText(report(some), PLAIN, width).split('\n'))
          assert.ok(widthOf(line) <= width, `${width}: ${line}`);
  });

  it('of no targets are none', () =>
    assert.deepEqual(
      toldBlocks([], () => [], { ofRun: [], paint: PLAIN, width: 80 }),
      { blocks: [], rows: [] },
    ));
});
