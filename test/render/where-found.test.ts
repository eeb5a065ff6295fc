import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { whereFound } from '../../src/render/where-found.ts';
import { looked } from './reports.ts';

const REGIONS = ['us-east-1', 'us-east-2', 'eu-west-1', 'ap-southeast-2'];
const ids = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${100_000_000_000 + index}`);
const over = (accounts: readonly string[], regions: readonly string[]): readonly TargetReport[] =>
  accounts.flatMap((account) => regions.map((region) => looked([], { account, region })));

describe('where something is found', () => {
  const [one = '', two = ''] = ids(2);
  const all = over(ids(30), REGIONS);

  it('is not said where there is one place only', () => {
    const [only] = over([one], ['us-east-1']);
    assert.equal(whereFound(only ? [only] : [], only ? [only] : []), '');
    assert.equal(whereFound([], all), '');
    assert.equal(whereFound(over([one], REGIONS), over([one], REGIONS), 'account'), '');
  });

  it('is a place, with the name of its account', () => {
    const named = looked([], { account: one, accountName: 'payments' });
    assert.equal(whereFound([named], [named, ...all]), `in ${one}/us-east-1 (payments)`);
    assert.equal(
      whereFound([named], [named, ...all], 'region', () => ''),
      `in ${one}/us-east-1`,
    );
    assert.equal(whereFound([named], all, 'account'), `in account ${one} (payments)`);
    assert.equal(whereFound([named], all, 'machine'), 'on this machine');
  });

  it('is told by regions and accounts, as many as there is room for', () => {
    assert.equal(whereFound(over([one], REGIONS), over([one], REGIONS)), 'in all 4 regions');
    assert.equal(whereFound(over([one], REGIONS), all), `in all 4 regions of account ${one}`);
    assert.equal(
      whereFound(over([one, two], REGIONS.slice(0, 2)), all),
      `in us-east-1 and us-east-2 of accounts ${one} and ${two}`,
    );
    assert.equal(whereFound(over(ids(20), ['us-east-1']), all), 'in us-east-1 of 20 accounts');
    assert.equal(whereFound(over(ids(20), ['us-east-1']), all, 'account'), 'in 20 accounts');
    assert.equal(whereFound(all, all), 'in all 120 targets');
    assert.equal(whereFound(all, all, 'account'), 'in all 30 accounts');
    const both = over([one, two], ['us-east-1']);
    assert.equal(whereFound(both, both), 'in both targets');
    assert.equal(whereFound(both, both, 'account'), 'in both accounts');
  });

  it('is told by targets where there is no order', () => {
    const odd = [...over([one], ['us-east-1']), ...over([two], ['us-east-2', 'eu-west-1'])];
    assert.equal(whereFound(odd, all), `in 3 of 120 targets: ${one}/us-east-1, ${two}/us-east-2 and 1 more`);
  });
});
