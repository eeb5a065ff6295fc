import assert from 'node:assert/strict';
import { GetPublicAccessBlockCommand as AccountBlockCommand } from '@aws-sdk/client-s3-control';
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Faults } from '../../../../src/sandbox/door/faults.ts';
import { sandboxHandler } from '../../../../src/sandbox/door/handler.ts';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import type { Bucket } from '../../../../src/sandbox/state/s3.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';
const NAME = { Bucket: 'session-logs' };

async function sandboxWith(extra: Partial<Bucket> = {}, faults: Faults = {}): Promise<Sandbox> {
  const sandbox = createSandbox({ faults });
  await sandbox.edit((state) => {
    state.buckets[NAME.Bucket] = {
      account: ACCOUNT,
      region: 'eu-central-1',
      created: '2026-01-01T00:00:00.000Z',
      encryption: 'AES256',
      publicAccessBlock: null,
      tags: {},
      ...extra,
    };
  });
  return sandbox;
}

async function clientWith(extra: Partial<Bucket> = {}, faults: Faults = {}): Promise<S3Client> {
  return clientsOf(await sandboxWith(extra, faults)).s3;
}

const policyOf = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::session-logs/*' };

describe('sandbox: S3', () => {
  it('says in which region a bucket is', async () => {
    assert.equal((await (await clientWith()).send(new HeadBucketCommand(NAME))).BucketRegion, 'eu-central-1');
    const location = async (region: string) => {
      const s3 = await clientWith({ region });
      return (await s3.send(new GetBucketLocationCommand(NAME))).LocationConstraint;
    };
    assert.equal(await location('eu-central-1'), 'eu-central-1');
    assert.equal(await location('eu-west-1'), 'eu-west-1');
    assert.equal((await location('us-east-1')) ?? '', '');
  });

  it('says how a bucket encrypts', async () => {
    const encryption = async (extra: Partial<Bucket>) => {
      const answer = await (await clientWith(extra)).send(new GetBucketEncryptionCommand(NAME));
      return answer.ServerSideEncryptionConfiguration?.Rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault);
    };
    assert.deepEqual(await encryption({}), [{ SSEAlgorithm: 'AES256' }]);
    assert.deepEqual(await encryption({ encryption: 'aws:kms' }), [{ SSEAlgorithm: 'aws:kms' }]);
    assert.deepEqual(await encryption({ encryption: 'aws:kms', kmsKeyId: 'alias/s3' }), [
      { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/s3' },
    ]);
    await refused(encryption({ encryption: 'none' }), 'ServerSideEncryptionConfigurationNotFoundError');
  });

  it('says who may come in', async () => {
    const block = {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: false,
    };
    const s3 = await clientWith({ publicAccessBlock: block });
    assert.deepEqual((await s3.send(new GetPublicAccessBlockCommand(NAME))).PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    });
    const none = await clientWith();
    await refused(none.send(new GetPublicAccessBlockCommand(NAME)), 'NoSuchPublicAccessBlockConfiguration');
    await refused(none.send(new GetBucketPolicyStatusCommand(NAME)), 'NoSuchBucketPolicy');
    await refused(none.send(new GetBucketPolicyCommand(NAME)), 'NoSuchBucketPolicy');
  });

  it('says by which rules objects expire', async () => {
    const rules = [
      { id: 'all', enabled: true, days: 30 },
      { id: 'some', enabled: false, prefix: 'ssm/', date: '2026-01-01T00:00:00.000Z' },
      { id: 'more', enabled: true, prefix: 'a', tag: { key: 'k', value: 'v' }, largerThan: 1, smallerThan: 9, days: 1 },
      { id: 'versions', enabled: true },
    ];
    const s3 = await clientWith({ lifecycle: rules });
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(NAME));
    assert.deepEqual(Rules, [
      { ID: 'all', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } },
      { ID: 'some', Status: 'Disabled', Filter: { Prefix: 'ssm/' }, Expiration: { Date: new Date('2026-01-01') } },
      {
        ID: 'more',
        Status: 'Enabled',
        Filter: {
          And: {
            Prefix: 'a',
            Tags: [{ Key: 'k', Value: 'v' }],
            ObjectSizeGreaterThan: 1,
            ObjectSizeLessThan: 9,
          },
        },
        Expiration: { Days: 1 },
      },
      { ID: 'versions', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ]);
    await refused(
      (await clientWith()).send(new GetBucketLifecycleConfigurationCommand(NAME)),
      'NoSuchLifecycleConfiguration',
    );
  });

  it('says what an ACL gives, and who owns objects', async () => {
    const acl = [{ grantee: 'AllUsers', permission: 'READ' }] as const;
    const s3 = await clientWith({ acl: [...acl] });
    const { Grants = [] } = await s3.send(new GetBucketAclCommand(NAME));
    assert.deepEqual(
      Grants.map(({ Permission }) => Permission),
      ['FULL_CONTROL', 'READ'],
    );
    await refused(s3.send(new GetBucketOwnershipControlsCommand(NAME)), 'OwnershipControlsNotFoundError');
    const owned = await clientWith({ ownership: 'BucketOwnerEnforced' });
    const { OwnershipControls } = await owned.send(new GetBucketOwnershipControlsCommand(NAME));
    assert.deepEqual(OwnershipControls?.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  it('has a public access block of the account, which only that account is told', async () => {
    const sandbox = await sandboxWith();
    const block = (AccountId: string) => clientsOf(sandbox).s3Control.send(new AccountBlockCommand({ AccountId }));
    await refused(block(ACCOUNT), 'NoSuchPublicAccessBlockConfiguration');
    await refused(block('999999999999'), 'AccessDenied');
    await sandbox.edit((state) => {
      const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false };
      state.publicAccessBlocks = { [ACCOUNT]: { ...off, restrictPublicBuckets: true } };
    });
    assert.deepEqual((await block(ACCOUNT)).PublicAccessBlockConfiguration, {
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: true,
    });
  });

  it('answers a policy as it was written, and whether it is public', async () => {
    const isPublic = async (policy: string) => {
      const s3 = await clientWith({ policy });
      assert.equal((await s3.send(new GetBucketPolicyCommand(NAME))).Policy, policy);
      return (await s3.send(new GetBucketPolicyStatusCommand(NAME))).PolicyStatus?.IsPublic;
    };
    const deny = { ...allow, Effect: 'Deny', NotPrincipal: { AWS: ACCOUNT }, Principal: undefined };
    assert.equal(await isPublic(policyOf(deny, allow)), true);
    assert.equal(await isPublic(policyOf({ ...allow, Principal: { AWS: ['x', '*'] } })), true);
    assert.equal(await isPublic(policyOf({ ...allow, Condition: {} })), true);
    assert.equal(await isPublic(policyOf({ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), false);
    assert.equal(await isPublic(policyOf({ ...allow, Principal: { AWS: ACCOUNT } })), false);
    assert.equal(await isPublic(policyOf({ ...allow, Effect: 'Deny' })), false);
  });

  it('does not find a bucket that is not there, or in another partition', async () => {
    const s3 = await clientWith({ region: 'cn-north-1' });
    await refused(
      s3.send(new GetBucketPolicyCommand({ Bucket: 'nobodys' })),
      'NoSuchBucket',
      /^The specified bucket does/,
    );
    await refused(s3.send(new GetBucketEncryptionCommand(NAME)), 'NoSuchBucket');
    await refused(s3.send(new HeadBucketCommand(NAME)), 'NotFound');
  });

  it('lets no other account in, and checks the owner that is expected', async () => {
    const s3 = await clientWith({ account: '111111111111' });
    await refused(s3.send(new GetBucketLocationCommand(NAME)), 'AccessDenied');
    await assert.rejects(s3.send(new HeadBucketCommand(NAME)), (error: { $metadata: { httpStatusCode: number } }) => {
      assert.equal(error.$metadata.httpStatusCode, 403);
      return true;
    });
    const own = await clientWith();
    await own.send(new GetBucketEncryptionCommand({ ...NAME, ExpectedBucketOwner: ACCOUNT }));
    await refused(
      own.send(new GetBucketEncryptionCommand({ ...NAME, ExpectedBucketOwner: '1'.repeat(12) })),
      'AccessDenied',
    );
  });

  it('sends a client to the region of the bucket', async () => {
    const sandbox = await sandboxWith({ region: 'ap-south-1' });
    const stubborn = new S3Client({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'x' },
      requestHandler: sandboxHandler(sandbox),
    });
    await assert.rejects(stubborn.send(new GetBucketEncryptionCommand(NAME)), {
      name: 'PermanentRedirect',
      Endpoint: 'session-logs.s3.ap-south-1.amazonaws.com',
    });
    const { s3 } = clientsOf(sandbox);
    await s3.send(new GetBucketEncryptionCommand(NAME));
    assert.equal((await s3.send(new HeadBucketCommand(NAME))).BucketRegion, 'ap-south-1');
    assert.deepEqual(
      sandbox.calls.slice(1).map(({ operation, region, status }) => [operation, region, status]),
      [
        ['GetBucketEncryption', 'eu-central-1', 301],
        ['GetBucketEncryption', 'ap-south-1', 200],
        ['HeadBucket', 'eu-central-1', 301],
        ['HeadBucket', 'ap-south-1', 200],
      ],
    );
  });

  it('records and refuses calls by the actions that IAM has', async () => {
    const sandbox = await sandboxWith({}, { deniedActions: ['s3:GetEncryptionConfiguration', 's3:HeadBucket'] });
    const { s3 } = clientsOf(sandbox);
    await s3.send(new HeadBucketCommand(NAME));
    await s3.send(new GetBucketLocationCommand(NAME));
    await refused(s3.send(new GetPublicAccessBlockCommand(NAME)), 'NoSuchPublicAccessBlockConfiguration');
    await refused(
      s3.send(new GetBucketEncryptionCommand(NAME)),
      'AccessDenied',
      /is not authorized to perform: s3:GetEncryptionConfiguration on resource: "arn:aws:s3:::session-logs" because no identity-based policy allows the s3:GetEncryptionConfiguration action$/,
    );
    assert.deepEqual(
      sandbox.calls.map(({ operation, action }) => [operation, action]),
      [
        ['HeadBucket', 's3:ListBucket'],
        ['GetBucketLocation', undefined],
        ['GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
        ['GetBucketEncryption', 's3:GetEncryptionConfiguration'],
      ],
    );
    assert.deepEqual(sandbox.calls[0]?.input, NAME);
  });

  it('has codes of its own for what may befall any call', async () => {
    const call = async (faults: Faults) => (await clientWith({}, faults)).send(new GetBucketPolicyCommand(NAME));
    await refused(call({ expired: true }), 'ExpiredToken');
    await refused(call({ throttling: 1 }), 'SlowDown', /^Please reduce your request rate\.$/);
    await refused(call({ errors: 1 }), 'InternalError');
    await refused(call({ disabledRegions: ['eu-central-1'] }), 'InvalidToken');
    await refused((await clientWith()).send(new ListBucketsCommand({})), 'NotImplemented');
  });

  it('takes the bucket from the host or from the path', async () => {
    const sandbox = await sandboxWith();
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=x';
    const send = async (host: string, path: string, query = {}, method = 'GET') =>
      (await sandbox.handle({ method, host, path, query, headers: { authorization }, body: '' })).status;
    const location = { location: '' };
    assert.equal(await send('session-logs.s3.eu-central-1.amazonaws.com', '/', location), 200);
    assert.equal(await send('session-logs.s3-eu-central-1.amazonaws.com', '/', location), 200);
    assert.equal(await send('session-logs.s3.dualstack.eu-central-1.amazonaws.com', '/', location), 200);
    assert.equal(await send('session-logs.localhost:4566', '/', location), 200);
    assert.equal(await send('s3.eu-central-1.amazonaws.com', '/session-logs', location), 200);
    assert.equal(await send('127.0.0.1:4566', '/session-logs/', { ...location, 'x-id': 'GetBucketLocation' }), 200);
    assert.equal(await send('127.0.0.1:4566', '/other', location), 404);
    assert.equal(await send('127.0.0.1:4566', '/session-logs/key', location), 501);
    assert.equal(await send('127.0.0.1:4566', '/session-logs', {}), 501);
    assert.equal(await send('127.0.0.1:4566', '/session-logs', location, 'PUT'), 501);
    assert.equal(await send('127.0.0.1:4566', '/session-logs', { policy: '', location: '' }), 501);
  });
});
