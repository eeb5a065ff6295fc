import assert from 'node:assert/strict';
import { isRegion, nearestRegion, partitionOf } from '../../src/aws/regions.ts';

describe('regions', () => {
  it('belong to a partition with its own suffix and global region', () => {
    const known = [
      ['us-east-1', 'aws', 'amazonaws.com', 'us-east-1'],
      ['eu-west-1', 'aws', 'amazonaws.com', 'us-east-1'],
      ['cn-north-1', 'aws-cn', 'amazonaws.com.cn', 'cn-northwest-1'],
      ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com', 'us-gov-west-1'],
      ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov', 'us-iso-east-1'],
      ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov', 'us-isob-east-1'],
      ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu', 'eusc-de-east-1'],
    ] as const;
    for (const [region, name, dnsSuffix, globalRegion] of known) {
      assert.deepEqual(partitionOf(region), { name, dnsSuffix, globalRegion }, region);
    }
  });

  it('are those that AWS has, in every partition', () => {
    for (const name of [
      'us-east-1',
      'ap-southeast-2',
      'mx-central-1',
      'cn-northwest-1',
      'us-gov-west-1',
      'eusc-de-east-1',
    ]) {
      assert.equal(isRegion(name), true, name);
    }
    for (const name of ['', 'all', 'us-east', 'us-east-9', 'us-east-1a', 'US-EAST-1', 'toString', 'frankfurt']) {
      assert.equal(isRegion(name), false, name);
    }
  });

  it('are not the names under which the SDK keeps global services', () => {
    for (const name of ['aws-global', 'aws-cn-global', 'aws-us-gov-global', 'aws-iso-global']) {
      assert.equal(isRegion(name), false, name);
    }
  });

  it('are guessed from a slip of the pen', () => {
    const slips = [
      ['us-esat-1', 'us-east-1'],
      ['useast1', 'us-east-1'],
      ['eu-west', 'eu-west-1'],
      ['eu_central_1', 'eu-central-1'],
      ['Us-West-2', 'us-west-2'],
      ['cn-norht-1', 'cn-north-1'],
      ['us-gov-wset-1', 'us-gov-west-1'],
      ['eusc-de-eats-1', 'eusc-de-east-1'],
    ] as const;
    for (const [slip, meant] of slips) assert.equal(nearestRegion(slip), meant, slip);
  });

  it('are not guessed from something else', () => {
    for (const name of ['', 'frankfurt', 'moon', 'global']) assert.equal(nearestRegion(name), undefined, name);
  });
});
