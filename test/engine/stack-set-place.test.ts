import assert from 'node:assert/strict';
import { stackSetPlace } from '../../src/engine/stack-set-place.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { badInputLater } from '../aws.ts';

const placeOf = async (raw: RawScope, environment: NodeJS.ProcessEnv = {}) =>
  stackSetPlace(await parseScope(raw, environment));

const UNITS: RawScope = { 'org-units': 'ou-abcd-11111111', regions: 'eu-west-1,us-east-1' };

describe('where the stacks of a stack set are', () => {
  it('is below units, in the regions that are named', async () => {
    assert.deepEqual(await placeOf(UNITS), {
      accounts: { kind: 'units', units: ['ou-abcd-11111111'] },
      regions: ['eu-west-1', 'us-east-1'],
      concurrency: 16,
    });
  });

  it('is in the region of the SDK where none is named', async () => {
    const { regions } = await placeOf({ accounts: '111122223333' }, { AWS_REGION: 'eu-west-1' });
    assert.deepEqual(regions, ['eu-west-1']);
  });

  it('leaves accounts and regions out, and takes limits as a run does', async () => {
    const { accounts, regions, ...rest } = await placeOf({
      ...UNITS,
      'exclude-accounts': '111122223333',
      'exclude-regions': 'eu-west-1',
      'max-failures': '5%',
      concurrency: '4',
    });
    assert.deepEqual(accounts, {
      kind: 'units',
      units: ['ou-abcd-11111111'],
      filter: { type: 'DIFFERENCE', ids: ['111122223333'] },
    });
    assert.deepEqual(regions, ['us-east-1']);
    assert.deepEqual(rest, { concurrency: 4, maxFailures: { percent: 5 } });
  });

  it('is in those accounts below units that are named, or in named ones alone', async () => {
    const both = await placeOf({ ...UNITS, accounts: '111122223333' });
    assert.deepEqual(both.accounts, {
      kind: 'units',
      units: ['ou-abcd-11111111'],
      filter: { type: 'INTERSECTION', ids: ['111122223333'] },
    });
    const alone = await placeOf({ regions: 'us-east-1', accounts: '111122223333,444455556666' });
    assert.deepEqual(alone.accounts, { kind: 'ids', ids: ['111122223333', '444455556666'] });
  });

  it('goes region by region where an order is given', async () => {
    const { regions, inOrder } = await placeOf({ ...UNITS, 'region-order': 'us-east-1' });
    assert.deepEqual([regions, inOrder], [['us-east-1', 'eu-west-1'], true]);
  });

  for (const [raw, ...words] of [
    [{ regions: 'us-east-1' }, '--stack-set needs --org-units'],
    [{ regions: 'us-east-1', accounts: 'all' }, '--stack-set needs --org-units', 'r-abcd'],
    [{ ...UNITS, regions: 'all' }, '--regions', 'name the regions'],
    [{ 'org-units': 'ou-abcd-11111111' }, 'no region'],
    [{ ...UNITS, 'exclude-org-units': 'ou-abcd-22222222' }, '--exclude-org-units', '--exclude-accounts'],
  ] as const) {
    it(`is refused where CloudFormation cannot go by it: ${JSON.stringify(raw)}`, async () => {
      await badInputLater(placeOf(raw), ...words);
    });
  }
});
