import assert from 'node:assert/strict';
import { folds, manyPlaces } from '../../src/render/folds.ts';
import { reportText } from '../../src/render/text.ts';
import { change, PLAIN, report, target } from './reports.ts';

const unchanged = (index: number, region = 'us-east-1') =>
  target({
    account: String(100_000_000_000 + index),
    region,
    status: 'unchanged',
    changes: [change({ action: 'none', status: 'unchanged', summary: 'CloudWatch log group sessions already exists' })],
  });

const many = (count: number) => Array.from({ length: count }, (_, index) => unchanged(index));

describe('targets of which the same is to be told', () => {
  it('are told of one by one while they fit on a screen', () => {
    assert.equal(folds(many(24), () => ['x']).length, 24);
    const text = reportText(report(many(2)), PLAIN);
    assert.match(text, /^100000000000\/us-east-1\n {2}CloudWatch log group sessions already exists\n/);
  });

  it('are one block, without rows in the table, where there are more', () => {
    const lines = reportText(
      report([...many(2000), ...many(2000).map((one) => ({ ...one, region: 'eu-west-1' }))]),
      PLAIN,
    );
    assert.deepEqual(lines.split('\n'), [
      '4000 targets, unchanged, in 2000 accounts and 2 regions',
      '  CloudWatch log group sessions already exists',
      '',
      '4000 targets: 4000 unchanged; nothing to do',
    ]);
  });

  it('leave those that differ for themselves, in the table, too', () => {
    const lines = reportText(report([...many(30), target()]), PLAIN).split('\n');
    assert.equal(lines[0], '30 targets, unchanged, in 30 accounts and 1 region');
    assert.ok(lines.includes('111122223333/us-east-1'));
    assert.equal(lines.filter((line) => line.startsWith('111122223333  us-east-1  changed')).length, 1);
    assert.ok(!lines.some((line) => line.startsWith('1000000000')));
  });

  it('keep their rows in the table where they failed', () => {
    const error = { code: 'X', message: 'it failed' };
    const failed = many(30).map((one) => ({ ...one, status: 'failed' as const, error }));
    const lines = reportText(report([...failed, target()]), PLAIN).split('\n');
    assert.equal(lines.filter((line) => line === '  failed: it failed').length, 1);
    assert.equal(lines.filter((line) => line.startsWith('1000000000')).length, 30);
  });

  it('are counted by accounts and regions', () => {
    assert.equal(manyPlaces([unchanged(1), unchanged(1, 'b')]), '2 targets, unchanged, in 1 account and 2 regions');
  });
});
