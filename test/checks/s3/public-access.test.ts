import assert from 'node:assert/strict';
import { publicAccess as check } from '../../../src/checks/s3/public-access.ts';
import type { AccountBlock } from '../../../src/facts/account-block.ts';
import type { Bucket } from '../../../src/facts/bucket.ts';
import type { BucketAcl } from '../../../src/facts/bucket-acl.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { fakeSettings } from '../facts.ts';
import { aws, denied, finding, findings, is, isDenied, regionOf } from '../observed.ts';

const GOOD: Bucket = {
  name: 'logs',
  region: 'eu-west-1',
  encryption: 'AES256',
  isPublic: false,
  publicAccessBlocked: true,
};

const OFF: AccountBlock = { ignoresAcls: false, restrictsPolicies: false };
const ON: AccountBlock = { ignoresAcls: true, restrictsPolicies: true };
const PRIVATE: BucketAcl = { disabled: false, given: [] };
const DISABLED: BucketAcl = { disabled: true, given: [] };
const settings = is(fakeSettings({ s3BucketName: 'logs' }));

/** A bucket of this account, which has no public access block. */
const openOf = (bucket: Partial<Bucket>, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({
    settings,
    bucket: is({ ...GOOD, publicAccessBlocked: false, ...bucket }),
    ownsBucket: is(true),
    accountBlock: is(OFF),
    bucketAcl: is(PRIVATE),
    ...overrides,
  });

/** Public only by its ACL. */
const givenTo = (...given: readonly string[]): RegionAudit => openOf({}, { bucketAcl: is({ ...PRIVATE, given }) });

describe('check s3 public access', () => {
  it('reads nothing else where the block of the bucket is on, where that is not told, or there is no bucket', async () => {
    for (const bucket of [GOOD, { ...GOOD, publicAccessBlocked: undefined }, undefined]) {
      assert.deepEqual(await findings(check, regionOf({ settings, bucket: is(bucket) })), []);
    }
    assert.equal(await check.run(regionOf({ settings: is(undefined) })), undefined);
  });

  it('is not known where preferences or the bucket may not be read', async () => {
    await isDenied(check, regionOf({ settings: denied }));
    await isDenied(check, regionOf({ settings, bucket: denied }));
  });

  it('fails where its policy lets everybody in, and is a warning where nothing blocks that', async () => {
    for (const [bucket, verdict] of [
      [{ isPublic: true }, 'fail'],
      [{ isPublic: true, publicAccessBlocked: undefined }, 'fail'],
      [{}, 'warn'],
    ] as const) {
      const { advice } = await finding(check, openOf(bucket), `${verdict} s3.public bucket/logs`);
      const block = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
      const words = `s3api put-public-access-block --bucket logs --public-access-block-configuration ${block}`;
      assert.equal(
        advice,
        `if nobody outside of the account is to use the bucket by its policy or its ACL: ${aws(words)}`,
      );
    }
  });

  it('advises the block in the region of the bucket', async () => {
    const found = await finding(check, openOf({ isPublic: true, region: 'us-east-1' }), 'fail s3.public bucket/logs');
    assert.ok(found.advice.endsWith(' --region us-east-1 --profile prod'), found.advice);
  });

  it('is fine where the block of the account closes what that of the bucket leaves open', async () => {
    const accountBlock = is(ON);
    for (const bucket of [{ isPublic: true }, {}, { policyRestricted: true }, { aclsIgnored: true }] as const) {
      assert.deepEqual(await findings(check, openOf(bucket, { accountBlock, bucketAcl: denied })), []);
    }
    const restricted = is({ ...ON, ignoresAcls: false });
    const facts = openOf({ isPublic: true, aclsIgnored: true }, { accountBlock: restricted, bucketAcl: denied });
    assert.deepEqual(await findings(check, facts), []);
  });

  it('still fails where the block of the account does not restrict policies', async () => {
    const accountBlock = is({ ...OFF, ignoresAcls: true });
    await finding(check, openOf({ isPublic: true }, { accountBlock }), 'fail s3.public bucket/logs');
  });

  it('is unknown where the block of the account decides and may not be read', async () => {
    for (const bucket of [{ isPublic: true }, {}]) {
      const found = await finding(check, openOf(bucket, { accountBlock: denied }), 'unknown s3.public bucket/logs');
      assert.deepEqual(found.unread, ['s3:GetAccountPublicAccessBlock']);
      assert.match(found.summary, /, cannot be read: s3:GetAccountPublicAccessBlock is denied to these credentials$/);
    }
  });

  it('is unknown, and nothing that can be looked at, where the bucket is of another account', async () => {
    const facts = openOf({ isPublic: true }, { ownsBucket: is(false), accountBlock: is(ON) });
    const { summary, unread } = await finding(check, facts, 'unknown s3.public bucket/logs');
    assert.match(summary, /^its policy is public, and it cannot be seen here whether that of the account that owns it/);
    assert.equal(unread, undefined);
  });

  it('fails where its ACL lets everybody in, and says what they may do', async () => {
    for (const [given, words] of [
      [['READ'], /^its ACL gives READ to everybody: others may list session logs$/],
      [['READ_ACP'], /: others may read who may use it$/],
      [['READ', 'WRITE'], /^its ACL gives READ, WRITE to everybody: others may replace and delete session logs$/],
      [['WRITE_ACP'], /: others may open it to whomever they like$/],
      [['FULL_CONTROL'], /: others may open it to whomever they like$/],
    ] as const) {
      assert.match((await finding(check, givenTo(...given), 'fail s3.public bucket/logs')).summary, words);
    }
  });

  it('fails where its policy is restricted, and an ACL that is not ignored is public', async () => {
    const bucketAcl = is({ ...PRIVATE, given: ['READ'] });
    await finding(check, openOf({ policyRestricted: true }, { bucketAcl }), 'fail s3.public bucket/logs');
    const ignored = openOf({ policyRestricted: true, aclsIgnored: true }, { bucketAcl });
    assert.deepEqual(await findings(check, ignored), []);
  });

  it('is for information where policies are restricted and ACLs not ignored: agents send none that is public', async () => {
    const { summary } = await finding(check, openOf({ policyRestricted: true }), 'info s3.public bucket/logs');
    assert.match(summary, /does not ignore ACLs/);
  });

  it('is fine where policies are restricted and ACLs disabled, and warns of policies alone where these are not', async () => {
    const bucketAcl = is(DISABLED);
    assert.deepEqual(await findings(check, openOf({ policyRestricted: true }, { bucketAcl })), []);
    const { summary } = await finding(check, openOf({}, { bucketAcl }), 'warn s3.public bucket/logs');
    assert.match(summary, /: a policy could make session logs public$/);
  });

  it('is unknown where all depends on the ACL, which may not be read; what is found without it stays', async () => {
    const { unread } = await finding(
      check,
      openOf({ policyRestricted: true }, { bucketAcl: denied }),
      'unknown s3.public bucket/logs',
    );
    assert.deepEqual(unread, ['s3:GetBucketAcl']);
    await finding(check, openOf({}, { bucketAcl: denied }), 'warn s3.public bucket/logs');
  });
});
