import assert from 'node:assert/strict';
import { partitionOf } from '../../src/aws/regions.ts';
import { examplePlace, inOneRegion, madePlace, printedPlace } from '../../src/engine/policy-place.ts';
import { parseScope, type RawScope, type Scope } from '../../src/targets/scope.ts';
import { badInput } from '../aws.ts';

const scopeOf = (raw: RawScope = {}, environment: NodeJS.ProcessEnv = {}): Promise<Scope> =>
  parseScope(raw, environment);
const ONE = '111111111111';
const TWO = '222222222222';

describe('the place of a printed policy', () => {
  it('is any account and region, where none is named', async () => {
    for (const kind of ['instance', 'user', 'operator'] as const) {
      const { account, regions, partition } = printedPlace(kind, await scopeOf());
      assert.deepEqual([account, regions, partition.name], ['*', ['*'], 'aws']);
    }
  });

  it('takes its partition from the region of the SDK, and is good for all regions all the same', async () => {
    const { regions, partition } = printedPlace('user', await scopeOf({}, { AWS_REGION: 'cn-north-1' }));
    assert.deepEqual([regions, partition.name], [['*'], 'aws-cn']);
  });

  it('is the account and the regions that are named', async () => {
    const scope = await scopeOf({
      accounts: [ONE, TWO],
      'exclude-accounts': TWO,
      regions: ['us-gov-west-1', 'us-gov-east-1'],
      'exclude-regions': 'us-gov-east-1',
    });
    const { account, regions, partition } = printedPlace('user', scope);
    assert.deepEqual([account, regions, partition.name], [ONE, ['us-gov-west-1'], 'aws-us-gov']);
    assert.deepEqual(printedPlace('user', await scopeOf({ regions: 'all' })).regions, ['*']);
  });

  it('is one account and one region for a key, be it of the SDK', async () => {
    const scope = await scopeOf({ accounts: ONE }, { AWS_REGION: 'eu-west-1' });
    assert.deepEqual(printedPlace('key', scope).regions, ['eu-west-1']);
    const named = await scopeOf({ accounts: ONE, regions: 'us-east-1' }, { AWS_REGION: 'eu-west-1' });
    assert.deepEqual(printedPlace('key', named).regions, ['us-east-1']);
  });

  it('is the account of the sandbox in the sandbox', async () => {
    assert.equal(printedPlace('key', await scopeOf({ regions: 'us-east-1' }), true).account, '123456789012');
  });

  it('is refused where it is not one, or none', async () => {
    const many = await scopeOf({ accounts: [ONE, TWO], regions: 'us-east-1' });
    badInput(() => printedPlace('user', many), '--accounts', ONE, TWO, '--create');
    badInput(() => printedPlace('key', many), '--accounts', 'one account');
    const all = await scopeOf({ accounts: 'all', regions: 'us-east-1' });
    badInput(() => printedPlace('user', all), '--accounts', 'all');
    const regions = await scopeOf({ accounts: ONE, regions: ['us-east-1', 'eu-west-1'] });
    badInput(() => printedPlace('key', regions), '--regions', 'one region');
    const everywhere = await scopeOf({ accounts: ONE, regions: 'all' }, { AWS_REGION: 'eu-west-1' });
    for (const kind of ['key', 'vpc-endpoint'] as const) {
      badInput(() => printedPlace(kind, everywhere), '--regions', 'all', 'name the regions');
    }
    const nowhere = await scopeOf({ accounts: ONE });
    badInput(() => printedPlace('key', nowhere), '--regions');
    badInput(() => printedPlace('vpc-endpoint', nowhere), '--regions');
    assert.deepEqual(printedPlace('vpc-endpoint', nowhere, false, 'logs').regions, ['*']);
    const nobody = await scopeOf({ regions: 'us-east-1' });
    badInput(() => printedPlace('key', nobody), '--accounts');
  });
});

describe('the place of a policy that is made', () => {
  it('is the account that was entered, with the regions that were named of its partition', async () => {
    const entered = { account: ONE, partition: partitionOf('us-east-1') };
    assert.deepEqual(madePlace(await scopeOf({ regions: ['us-east-1', 'eu-west-1'] }), entered), {
      ...entered,
      regions: ['us-east-1', 'eu-west-1'],
    });
    assert.deepEqual(madePlace(await scopeOf({ regions: 'all' }), entered).regions, ['*']);
    assert.deepEqual(madePlace(await scopeOf({}, { AWS_REGION: 'eu-west-1' }), entered).regions, ['*']);
    const china = { account: ONE, partition: partitionOf('cn-north-1') };
    assert.deepEqual(madePlace(await scopeOf({ regions: 'us-east-1' }), china).regions, ['*']);
  });

  it('is as long as an example of it', async () => {
    const example = examplePlace(await scopeOf({ regions: ['eu-west-1', 'eu-west-2'] }));
    assert.match(example.account, /^\d{12}$/);
    assert.deepEqual(example.regions, ['eu-west-1', 'eu-west-2']);
  });

  it('is reached by one region, since IAM is the same in all', async () => {
    const regions = async (raw: RawScope, environment?: NodeJS.ProcessEnv): Promise<Scope['regions']> =>
      inOneRegion(await scopeOf(raw, environment)).regions;
    assert.deepEqual(await regions({ regions: ['us-east-1', 'eu-west-1'], 'exclude-regions': 'us-east-1' }), [
      'eu-west-1',
    ]);
    assert.deepEqual(await regions({ regions: 'all' }, { AWS_REGION: 'eu-west-1' }), ['eu-west-1']);
    assert.deepEqual(await regions({ regions: 'all' }), ['us-east-1']);
    assert.equal(await regions({}, { AWS_REGION: 'eu-west-1' }), undefined);
  });
});
