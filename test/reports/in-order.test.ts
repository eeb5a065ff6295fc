import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { inOrder } from '../../src/reports/in-order.ts';
import { mergeReports } from '../../src/reports/merge.ts';
import { setupReport, target } from './reports.ts';

const [ONE, TWO, THREE] = ['111111111111', '222222222222', '333333333333'] as const;

const shown = (targets: readonly TargetReport[]): readonly string[] =>
  targets.map(({ account, region }) => `${account?.slice(0, 1) ?? '-'}/${region}`);

const at = (account: string, region: string, members: Partial<TargetReport> = {}): TargetReport =>
  target(account, { region, ...members });

describe('the targets of reports that are merged', () => {
  const [east, west] = ['us-east-1', 'eu-west-1'];

  it('come by their accounts, whichever file is named first, and the regions of each as they were', () => {
    const shards = [
      [at(TWO, east), at(TWO, west)],
      [at(ONE, east), at(ONE, west), at(THREE, east), at(THREE, west)],
    ];
    const expected = ['1/us-east-1', '1/eu-west-1', '2/us-east-1', '2/eu-west-1', '3/us-east-1', '3/eu-west-1'];
    assert.deepEqual(shown(inOrder(shards)), expected);
    assert.deepEqual(shown(inOrder(shards.toReversed())), expected);
    const filed = shards.map((targets, index) => ({ file: `${index}.json`, report: setupReport(...targets) }));
    assert.deepEqual(shown(mergeReports(filed).targets), expected);
  });

  it('bring the regions of one account together', () => {
    const byRegion = [west, east].map((region) => [at(ONE, region), at(TWO, region)]);
    assert.deepEqual(shown(inOrder(byRegion)), ['1/eu-west-1', '1/us-east-1', '2/eu-west-1', '2/us-east-1']);
  });

  it('have what is not known last', () => {
    const unknown = target('', { account: null, region: east });
    assert.deepEqual(shown(inOrder([[at(TWO, east), unknown], [at(ONE, east)]])).at(-1), '-/us-east-1');
  });

  it('stay one report after the other where accounts were named in another order, or reached by several profiles', () => {
    const named = [[at(THREE, east), at(ONE, east)], [at(TWO, east)]];
    assert.deepEqual(shown(inOrder(named)), ['3/us-east-1', '1/us-east-1', '2/us-east-1']);
    const profiles = [[at(TWO, east, { profile: 'dev' })], [at(ONE, east, { profile: 'prod' })]];
    assert.deepEqual(shown(inOrder(profiles)), ['2/us-east-1', '1/us-east-1']);
  });
});
