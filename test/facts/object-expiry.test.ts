import assert from 'node:assert/strict';
import { GetBucketLifecycleConfigurationCommand, type LifecycleRule } from '@aws-sdk/client-s3';
import { readObjectExpiry } from '../../src/facts/object-expiry.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts object-expiry', () => {
  const aws = mockAws();
  const read = () => readObjectExpiry(testTarget(), 'logs');
  const told = (rule: Partial<LifecycleRule>): void => {
    aws.s3.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [{ Status: 'Enabled', ...rule }] });
  };
  const date = new Date('2026-08-01T00:00:00Z');
  const tag = { Key: 'keep', Value: 'no' };

  for (const [rule, rules] of [
    [{ Expiration: { Days: 7 } }, [{ prefix: '', days: 7 }]],
    [{ Expiration: { Days: 7 }, Prefix: 'ssm/' }, [{ prefix: 'ssm/', days: 7 }]],
    [{ Expiration: { Date: date }, Filter: { Prefix: 'ssm/' } }, [{ prefix: 'ssm/', date: date.getTime() }]],
    [{ Expiration: { Days: 7 }, Filter: { ObjectSizeLessThan: 1000 } }, [{ prefix: '', days: 7 }]],
    [
      { Expiration: { Days: 7 }, Filter: { And: { Prefix: 'a', ObjectSizeGreaterThan: 1 } } },
      [{ prefix: 'a', days: 7 }],
    ],
    [{ Expiration: { Days: 7 }, Filter: { Tag: tag } }, []],
    [{ Expiration: { Days: 7 }, Filter: { And: { Prefix: 'ssm/', Tags: [tag] } } }, []],
    [{ Expiration: { Days: 7 }, Status: 'Disabled' }, []],
    [{ Expiration: { ExpiredObjectDeleteMarker: true } }, []],
    [{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }, []],
    [{ Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }, []],
  ] as const) {
    it(`is ${JSON.stringify(rules)} by ${JSON.stringify(rule)}`, async () => {
      told(rule as Partial<LifecycleRule>);
      assert.deepEqual(await read(), rules);
    });
  }

  it('is none where there is no lifecycle, or the endpoint knows none, and rejects where it may not be read', async () => {
    for (const [name, status] of [
      ['NoSuchLifecycleConfiguration', 404],
      ['NotImplemented', 501],
    ] as const) {
      aws.s3.on(GetBucketLifecycleConfigurationCommand).rejects(awsError(name, 'no', status));
      assert.deepEqual(await read(), []);
    }
    aws.s3.on(GetBucketLifecycleConfigurationCommand).rejects(awsError('AccessDenied', 'no', 403));
    await assert.rejects(read(), { name: 'AccessDenied' });
  });
});
