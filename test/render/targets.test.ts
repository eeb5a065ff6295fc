import assert from 'node:assert/strict';
import type { TargetListing } from '../../src/engine/targets.ts';
import { SHARD_FORMATS, TARGET_FORMATS } from '../../src/render/targets.ts';
import { PLAIN } from './reports.ts';

const OPTIONS = { width: 80, paint: PLAIN, now: 0 };

const listing: TargetListing = {
  command: 'targets',
  targets: [
    { account: '111111111111', accountName: 'payments', region: 'us-east-1', status: 'listed' },
    { account: '222222222222', accountName: 'bad\u001B[31m, name', region: 'eu-west-1', status: 'listed' },
    { account: '333333333333', region: 'us-east-1', status: 'listed' },
    {
      account: '999999999999',
      region: 'us-east-1',
      status: 'skipped',
      error: { code: 'AccountNotActive', message: 'it is\u001B[2J closed' },
    },
  ],
  summary: { targets: 4, listed: 3, failed: 0, skipped: 1, accounts: 4 },
};

describe('targets as they are printed', () => {
  it('are a line each, with the names of accounts, in which nothing is hidden', () => {
    assert.deepEqual(TARGET_FORMATS.text(listing, OPTIONS).split('\n'), [
      'account       name               region',
      '111111111111  payments           us-east-1',
      String.raw`222222222222  bad\x1b[31m, name  eu-west-1`,
      '333333333333  -                  us-east-1',
      '',
      '999999999999/us-east-1',
      String.raw`  skipped: it is\x1b[2J closed`,
      '',
      '4 targets in 4 accounts, 1 skipped',
    ]);
  });

  it('say once what is wrong with all of them', () => {
    const error = { code: 'Denied', message: 'may not', advice: 'ask' };
    const text = TARGET_FORMATS.text(
      {
        command: 'targets',
        interrupted: true,
        targets: ['us-east-1', 'eu-west-1'].map((region) => ({ account: null, region, status: 'failed', error })),
        summary: { targets: 2, listed: 0, failed: 2, skipped: 0, accounts: 1 },
      },
      OPTIONS,
    );
    assert.equal(text.match(/may not/g)?.length, 1);
    assert.match(text, /2 targets in 1 account, 2 failed; interrupted, run it again for all$/);
  });

  it('are rows for a spreadsheet and for a pull request', () => {
    assert.deepEqual(TARGET_FORMATS.csv(listing, OPTIONS).split('\r\n').slice(0, 3), [
      'account,name,region',
      '111111111111,payments,us-east-1',
      String.raw`222222222222,"bad\x1b[31m, name",eu-west-1`,
    ]);
    assert.match(TARGET_FORMATS.markdown(listing, OPTIONS), /\| `111111111111` \| payments \| `us-east-1` \|/);
  });
});

describe('shards as they are printed', () => {
  const matrix = {
    include: [
      { shard: '1/2', accounts: 12 },
      { shard: '2/2', accounts: 0 },
    ],
  };
  it('are a line each', () => {
    assert.equal(SHARD_FORMATS.text(matrix), 'shard  accounts\n1/2    12\n2/2    0\n\n2 shards: 12 accounts');
    assert.equal(SHARD_FORMATS.csv(matrix), 'shard,accounts\r\n1/2,12\r\n2/2,0\r');
    assert.match(SHARD_FORMATS.markdown(matrix), /\| `2\/2` \| 0 \|/);
  });
});
