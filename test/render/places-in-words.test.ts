import assert from 'node:assert/strict';
import { placesInWords } from '../../src/render/places-in-words.ts';
import { target } from './reports.ts';

const REGIONS = ['us-east-1', 'us-east-2', 'eu-west-1', 'eu-west-2', 'ap-southeast-2'];
const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));
const run = (count: number, regions = REGIONS) =>
  accounts(count).flatMap((account) => regions.map((region) => target({ account, region })));

describe('places in words', () => {
  it('are accounts by their names and ids, and all regions of the run by their number', () => {
    const named = run(2).map((one) => ({ ...one, ...(one.account?.endsWith('1') && { accountName: 'payments' }) }));
    assert.equal(placesInWords(run(1), run(1), 'unchanged'), '100000000000 in all 5 regions');
    assert.equal(placesInWords(named, named, 'unchanged'), '100000000000 and 100000000001 (payments) in all 5 regions');
  });

  it('are a number of accounts where there is nothing to do there, or all of them are meant', () => {
    const all = run(20, ['us-east-1']);
    assert.equal(placesInWords(all, all, 'failed'), 'all 20 accounts in us-east-1');
    assert.equal(placesInWords(all.slice(1), all, 'unchanged'), '19 of 20 accounts in us-east-1');
    assert.equal(placesInWords(all.slice(1), all, 'done'), '19 of 20 accounts in us-east-1');
    assert.equal(
      placesInWords(all.slice(1), all, 'failed').replaceAll(/1000000000/g, ''),
      '01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12 and 7 more accounts in us-east-1 (--json has all)',
    );
  });

  it('name every account that somebody has to go to, while there are few', () => {
    const all = run(20, ['us-east-1']);
    const five = placesInWords(all.slice(3, 8), all, 'failed');
    assert.equal(five, `${accounts(8).slice(3, 7).join(', ')} and 100000000007 in us-east-1`);
  });

  it('are told account by account where these differ in a few ways, and counted where they differ in more', () => {
    const all = run(2);
    assert.equal(
      placesInWords(all.slice(1), all, 'failed'),
      '100000000000 in all 5 regions but us-east-1; 100000000001 in all 5 regions',
    );
    assert.equal(placesInWords(all.slice(1), all, 'unchanged'), '2 accounts and 5 regions (--json has all)');
    const ragged = run(5).filter((_, index) => index % 6 > 0);
    assert.equal(placesInWords(ragged, run(5), 'failed'), '5 accounts and 5 regions (--json has all)');
    const few = ragged.filter((_, index) => index % 3 === 0);
    assert.match(placesInWords(few, run(5), 'failed'), /^100000000000\/us-east-2, .* and 100000000004\/eu-west-1$/);
  });
});
