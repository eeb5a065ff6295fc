import assert from 'node:assert/strict';
import { causesByBucket } from '../../src/audit/bucket-permission.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Bucket } from '../../src/facts/bucket.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import { ACCOUNT, REGION } from '../aws.ts';
import { CORE } from '../engine/identities.ts';
import { denied, is, regionOf } from '../checks/observed.ts';

const BUCKET: Bucket = {
  name: 'logs',
  region: REGION,
  encryption: 'AES256',
  isPublic: false,
  publicAccessBlocked: true,
};
const ARN = `arn:aws:iam::${ACCOUNT}:role/web`;
const ROLE = {
  arn: ARN,
  policies: (): Promise<readonly Policy[]> => Promise.resolve([]),
  attached: (): Promise<readonly string[]> => Promise.resolve([CORE]),
};

const policy = (Effect: Statement['Effect'], more: Partial<Statement> = {}): Policy => ({
  Statement: [{ Effect, Principal: { AWS: ARN }, Action: 's3:PutObject', Resource: '*', ...more }],
});
const otherAcls = policy('Deny', {
  Action: ['s3:PutObject', 's3:PutObjectAcl'],
  Condition: { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
});
const plain = policy('Deny', { Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } } });
const perhaps = policy('Allow', {
  Principal: '*',
  Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
});
const open = policy('Deny', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } });

describe('permission to use a bucket', () => {
  it('is not known of an access point, whatever IAM says of a bucket by its alias, unless that is a Deny', async () => {
    for (const [decision, expected] of [
      ['allowed', 'access-point'],
      ['denied', 'access-point'],
      ['forbidden', 'forbidden'],
    ] as const) {
      const request = { role: ROLE, action: 's3:PutObject', resource: 'arn:aws:s3:::logs-1a-s3alias/a.log' };
      const bucket = { name: 'logs-1a-s3alias', encryptionRequired: true };
      const found = await causesByBucket(regionOf(), bucket, request, { decision, keys: [] });
      assert.deepEqual(found, [{ cause: expected }]);
    }
  });

  const causes = async (
    decision: Decision,
    bucketPolicy: RegionAudit['bucketPolicy'],
    bucketNamed = is<Bucket | undefined>(BUCKET),
    {
      encryptionRequired = true,
      organization = denied,
      ...uploader
    }: Partial<typeof ROLE & Pick<RegionAudit, 'organization'>> & { readonly encryptionRequired?: boolean } = {},
  ) => {
    const request = { role: { ...ROLE, ...uploader }, action: 's3:PutObject', resource: 'arn:aws:s3:::logs/a.log' };
    const found = await causesByBucket(
      regionOf({ bucketNamed, bucketPolicy, organization }),
      { name: 'logs', encryptionRequired },
      request,
      {
        decision,
        keys: [],
      },
    );
    return found.map(({ cause }) => cause);
  };

  for (const [iam, what, read, expected] of [
    ['allowed', 'has no policy', is(undefined), []],
    ['allowed', 'denies it', is(policy('Deny')), ['bucket-policy']],
    ['allowed', 'may deny it', is(open), ['bucket-conditional']],
    ['allowed', 'denies the ACL', is(policy('Deny', { Action: 's3:PutObjectAcl' })), ['bucket-conditional']],
    ['denied', 'denies the ACL', is(policy('Deny', { Action: 's3:PutObjectAcl' })), ['bucket-conditional', 'missing']],
    ['allowed', 'denies other ACLs', is(otherAcls), []],
    ['allowed', 'denies uploads without encryption', is(plain), []],
    ['allowed', 'may not be read', denied, ['bucket-unseen']],
    ['denied', 'has no policy', is(undefined), ['missing']],
    ['denied', 'allows it', is(policy('Allow')), []],
    ['denied', 'may allow it', is(perhaps), ['bucket-unclear']],
    ['allowed', 'may allow it', is(perhaps), []],
    ['bounded', 'may allow it', is(perhaps), ['forbidden']],
    ['denied', 'denies it', is(policy('Deny')), ['bucket-policy', 'missing']],
    ['denied', 'may not be read', denied, ['bucket-unseen']],
    ['bounded', 'allows it', is(policy('Allow')), ['forbidden']],
    ['forbidden', 'allows it', is(policy('Allow')), ['forbidden']],
    ['forbidden', 'may not be read', denied, ['forbidden']],
    ['unknown', 'allows it', is(policy('Allow')), ['organization']],
  ] as const) {
    it(`is ${expected.join(' and ') || 'given'} where IAM says ${iam} and the bucket ${what}`, async () => {
      assert.deepEqual(await causes(iam, read), expected);
    });
  }

  it('is settled by the organization of the account, where its policy asks for that', async () => {
    for (const [id, expected] of [
      ['o-example', []],
      ['o-other', ['missing']],
      ['none', ['missing']],
    ] as const) {
      assert.deepEqual(await causes('denied', is(perhaps), undefined, { organization: is(id) }), expected);
    }
    const perimeter = policy('Deny', {
      Principal: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    });
    assert.deepEqual(await causes('allowed', is(perimeter), undefined, { organization: is('o-1') }), []);
    assert.deepEqual(await causes('allowed', is(perimeter), undefined, { organization: is('o-2') }), ['bucket-policy']);
  });

  const reads = is<readonly Policy[]>([
    { Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::logs' }] },
  ]);
  for (const [who, role, expected] of [
    ['may read the encryption of the bucket', { policies: reads }, []],
    ['may not', {}, ['bucket-policy']],
    [
      'has a policy of AWS that may allow it',
      { attached: is(['arn:aws:iam::aws:policy/AmazonS3FullAccess']) },
      ['bucket-conditional'],
    ],
    ['has policies that may not be read', { policies: denied }, ['bucket-conditional']],
  ] as const) {
    it(`is ${expected.join() || 'given'} where the bucket denies uploads without encryption, and the role ${who}`, async () => {
      const given = { encryptionRequired: false, ...role };
      assert.deepEqual(await causes('allowed', is(plain), is(BUCKET), given), expected);
    });
  }

  it('is that of IAM alone where there is no bucket', async () => {
    assert.deepEqual(await causes('allowed', denied, is(undefined)), []);
    assert.deepEqual(await causes('denied', denied, is(undefined)), ['missing']);
  });

  it('is not known where the bucket may not be read, unless IAM does not give it', async () => {
    assert.deepEqual(await causes('allowed', denied, denied), ['bucket-unseen']);
    assert.deepEqual(await causes('denied', denied, denied), ['missing']);
  });
});
