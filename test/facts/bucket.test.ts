import assert from 'node:assert/strict';
import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import { partitionOf } from '../../src/aws/regions.ts';
import { readBucket, readBucketPolicy } from '../../src/facts/bucket.ts';
import { sandboxHandler } from '../../src/sandbox/door/handler.ts';
import { createSandbox } from '../../src/sandbox/door/sandbox.ts';
import { createTarget } from '../../src/targets/target.ts';
import { awsError, CREDENTIALS, mockAws, testTarget } from '../aws.ts';

const BLOCKED: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const Bucket = 'logs';

describe('facts bucket', () => {
  const aws = mockAws();

  /** A bucket for which nothing is set. */
  beforeEach(() => {
    aws.s3
      .on(GetBucketLocationCommand, { Bucket })
      .resolves({ LocationConstraint: 'eu-central-1' })
      .on(GetBucketEncryptionCommand, { Bucket })
      .rejects(awsError('ServerSideEncryptionConfigurationNotFoundError'))
      .on(GetPublicAccessBlockCommand, { Bucket })
      .rejects(awsError('NoSuchPublicAccessBlockConfiguration'))
      .on(GetBucketPolicyStatusCommand, { Bucket })
      .rejects(awsError('NoSuchBucketPolicy'));
  });
  const read = () => readBucket(testTarget(), Bucket);

  it('is not looked for under the alias of an access point', async () => {
    await assert.rejects(readBucket(testTarget(), 'logs-1a-s3alias'), { code: 'AccessPoint' });
    assert.deepEqual(aws.names(), []);
  });

  it('is read as it is', async () => {
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/a' },
    };
    aws.s3
      .on(GetBucketEncryptionCommand)
      .resolves({ ServerSideEncryptionConfiguration: { Rules: [rule] } })
      .on(GetPublicAccessBlockCommand)
      .resolves({ PublicAccessBlockConfiguration: { ...BLOCKED, RestrictPublicBuckets: false } })
      .on(GetBucketPolicyStatusCommand)
      .resolves({ PolicyStatus: { IsPublic: true } });
    assert.deepEqual(await read(), {
      name: 'logs',
      region: 'eu-central-1',
      encryption: 'aws:kms',
      key: 'alias/a',
      isPublic: true,
      aclsIgnored: true,
      publicAccessBlocked: false,
    });
  });

  it('is not public where its block restricts a public policy to its own account', async () => {
    aws.s3.on(GetBucketPolicyStatusCommand).resolves({ PolicyStatus: { IsPublic: true } });
    for (const [RestrictPublicBuckets, expected] of [
      [true, false],
      [false, true],
    ] as const) {
      aws.s3
        .on(GetPublicAccessBlockCommand)
        .resolves({ PublicAccessBlockConfiguration: { ...BLOCKED, RestrictPublicBuckets } });
      assert.equal((await read())?.isPublic, expected);
    }
  });

  it('has no encryption, no policy and no block where AWS says by an error that none is set', async () => {
    assert.deepEqual(await read(), {
      name: 'logs',
      region: 'eu-central-1',
      isPublic: false,
      withoutPolicy: true,
      publicAccessBlocked: false,
    });
  });

  for (const [constraint, region] of [
    ['eu-central-1', 'eu-central-1'],
    ['EU', 'eu-west-1'],
    ['', 'us-east-1'],
    [undefined, 'us-east-1'],
  ] as const) {
    it(`is in ${region} where AWS says ${constraint === undefined ? 'nothing' : `"${constraint}"`}`, async () => {
      const answer = constraint === undefined ? {} : { LocationConstraint: constraint as 'EU' };
      aws.s3.on(GetBucketLocationCommand).resolves(answer);
      assert.equal((await read())?.region, region);
    });
  }

  it('is closed where neither an ACL nor a policy can make it public, whether people may still write them or not', async () => {
    for (const name of Object.keys(BLOCKED)) {
      aws.s3
        .on(GetPublicAccessBlockCommand)
        .resolves({ PublicAccessBlockConfiguration: { ...BLOCKED, [name]: false } });
      const { publicAccessBlocked, policyRestricted, aclsIgnored } = (await read()) ?? assert.fail();
      assert.equal(publicAccessBlocked, name.startsWith('Block'), name);
      assert.equal(policyRestricted === true, name !== 'RestrictPublicBuckets', name);
      assert.equal(aclsIgnored === true, name !== 'IgnorePublicAcls', name);
    }
    aws.s3.on(GetPublicAccessBlockCommand).resolves({});
    assert.equal((await read())?.publicAccessBlocked, false);
  });

  it('is not said to be open where the endpoint does not offer to tell', async () => {
    aws.s3
      .on(GetPublicAccessBlockCommand)
      .rejects(awsError('NotImplemented', 'x', 501))
      .on(GetBucketPolicyStatusCommand)
      .rejects(awsError('NotImplemented', 'x', 501));
    const bucket = await read();
    assert.deepEqual([bucket?.publicAccessBlocked, bucket?.isPublic], [undefined, false]);
  });

  it('is none where there is none, and nothing more is asked', async () => {
    for (const name of ['NoSuchBucket', 'NotFound']) {
      aws.s3.on(GetBucketLocationCommand).rejects(awsError(name, name, 404));
      assert.equal(await read(), undefined);
    }
    assert.deepEqual(aws.names(), ['s3.GetBucketLocation', 's3.GetBucketLocation']);
  });

  it('is not known where any of it may not be read', async () => {
    const denied = awsError('AccessDenied', 'Access Denied', 403);
    for (const command of [
      GetBucketPolicyStatusCommand,
      GetPublicAccessBlockCommand,
      GetBucketEncryptionCommand,
      GetBucketLocationCommand,
    ] as const) {
      aws.s3.on(command).rejects(denied);
      await assert.rejects(read(), { name: 'AccessDenied' });
    }
  });
});

describe('facts policy of a bucket', () => {
  const aws = mockAws();
  const bucket = { name: Bucket, region: 'eu-west-1', isPublic: false, publicAccessBlocked: true };

  it('is read where there is one, and is none where AWS says so', async () => {
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    aws.s3.on(GetBucketPolicyCommand, { Bucket }).resolves({ Policy: JSON.stringify({ Statement: statement }) });
    assert.deepEqual(await readBucketPolicy(testTarget(), bucket), { Statement: [statement] });
    aws.s3.on(GetBucketPolicyCommand).rejects(awsError('NoSuchBucketPolicy'));
    assert.equal(await readBucketPolicy(testTarget(), bucket), undefined);
    assert.equal(aws.names().length, 2);
    assert.equal(await readBucketPolicy(testTarget(), { ...bucket, withoutPolicy: true }), undefined);
    assert.equal(aws.names().length, 2);
    aws.s3.on(GetBucketPolicyCommand).rejects(awsError('AccessDenied', 'Access Denied', 403));
    await assert.rejects(readBucketPolicy(testTarget(), bucket), { name: 'AccessDenied' });
  });
});

describe('facts bucket of another region', () => {
  it('is read where it is: S3 answers with a redirect', async () => {
    const account = '123456789012';
    const sandbox = createSandbox();
    await sandbox.edit((state) => {
      state.buckets[Bucket] = {
        account,
        region: 'eu-central-1',
        created: '2026-01-01T00:00:00.000Z',
        encryption: 'AES256',
        publicAccessBlock: null,
        tags: {},
      };
    });
    const credentials = () => Promise.resolve(CREDENTIALS);
    const place = { account, region: 'eu-west-1', partition: partitionOf('eu-west-1') };
    const target = createTarget(place, credentials, { handler: sandboxHandler(sandbox), readOnly: true });
    assert.deepEqual(await readBucket(target, Bucket), {
      name: 'logs',
      region: 'eu-central-1',
      encryption: 'AES256',
      isPublic: false,
      withoutPolicy: true,
      publicAccessBlocked: false,
    });
  });
});
