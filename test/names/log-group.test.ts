import assert from 'node:assert/strict';
import { partitionOf } from '../../src/aws/regions.ts';
import { logGroupArn, logGroupName } from '../../src/names/log-group.ts';

const placeIn = (region: string) => ({ account: '123456789012', region, partition: partitionOf(region) });

describe('names of a log group', () => {
  it('are its name, its ARN, and its ARN with the asterisk of its streams', () => {
    for (const name of ['sessions', '/aws/ssm/a.b#c']) {
      const arn = logGroupArn(placeIn('cn-north-1'), name);
      assert.equal(arn, `arn:aws-cn:logs:cn-north-1:123456789012:log-group:${name}`);
      for (const one of [name, arn, `${arn}:*`, `${arn}:log-stream:x`]) assert.equal(logGroupName(one), name, one);
    }
  });

  it('are not those of something else', () => {
    for (const other of ['', 'arn:aws:s3:::log-group:sessions']) assert.equal(logGroupName(other), other);
  });
});
