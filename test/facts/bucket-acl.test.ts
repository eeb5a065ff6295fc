import assert from 'node:assert/strict';
import {
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  type Grant,
  type ObjectOwnership,
} from '@aws-sdk/client-s3';
import { ownsBucket, readBucketAcl } from '../../src/facts/bucket-acl.ts';
import { ACCOUNT, awsError, mockAws, testTarget } from '../aws.ts';

const Bucket = 'logs';
const GROUPS = 'http://acs.amazonaws.com/groups';
const to = (URI: string, Permission: Grant['Permission']): Grant => ({ Grantee: { Type: 'Group', URI }, Permission });
const DENIED = awsError('AccessDenied', 'no', 403);

describe('facts bucket ACL', () => {
  const aws = mockAws();
  const read = () => readBucketAcl(testTarget(), Bucket);

  const ownership = (ObjectOwnership: ObjectOwnership): void => {
    aws.s3
      .on(GetBucketOwnershipControlsCommand, { Bucket })
      .resolves({ OwnershipControls: { Rules: [{ ObjectOwnership }] } });
  };

  beforeEach(() => {
    aws.s3
      .on(GetBucketOwnershipControlsCommand, { Bucket })
      .rejects(awsError('OwnershipControlsNotFoundError', 'none', 404))
      .on(GetBucketAclCommand, { Bucket })
      .resolves({
        Grants: [
          { Grantee: { Type: 'CanonicalUser', ID: '1234' }, Permission: 'FULL_CONTROL' },
          to(`${GROUPS}/s3/LogDelivery`, 'WRITE'),
          to(`${GROUPS}/global/AllUsers`, 'READ'),
          to(`${GROUPS}/global/AuthenticatedUsers`, 'READ'),
          to(`${GROUPS}/global/AuthenticatedUsers`, 'WRITE'),
        ],
      });
  });

  it('is what it gives to everybody, and to everybody with an account; neither its owner nor AWS is that', async () => {
    const given = { disabled: false, given: ['READ', 'WRITE'] };
    assert.deepEqual(await read(), given);
    for (const rule of ['BucketOwnerPreferred', 'ObjectWriter'] as const) {
      ownership(rule);
      assert.deepEqual(await read(), given);
    }
  });

  it('counts for nothing where the owner of the bucket owns its objects, and is not read', async () => {
    ownership('BucketOwnerEnforced');
    assert.deepEqual(await read(), { disabled: true, given: [] });
    assert.deepEqual(aws.names(), ['s3.GetBucketOwnershipControls']);
  });

  it('counts where ownership may not be read; where the ACL itself may not be, it is not known', async () => {
    aws.s3.on(GetBucketOwnershipControlsCommand).rejects(DENIED);
    assert.deepEqual((await read()).given, ['READ', 'WRITE']);
    aws.s3.on(GetBucketAclCommand).rejects(DENIED);
    await assert.rejects(read(), { name: 'AccessDenied' });
  });

  it('gives nothing where the endpoint knows of no such thing', async () => {
    const none = awsError('NotImplemented', 'not implemented', 501);
    aws.s3.on(GetBucketOwnershipControlsCommand).rejects(none).on(GetBucketAclCommand).rejects(none);
    assert.deepEqual(await read(), { disabled: false, given: [] });
  });

  it('says whose bucket it is: S3 refuses to answer where the owner is another one', async () => {
    aws.s3.on(GetBucketLocationCommand, { Bucket, ExpectedBucketOwner: ACCOUNT }).resolves({});
    assert.equal(await ownsBucket(testTarget(), Bucket), true);
    aws.s3.on(GetBucketLocationCommand).rejects(DENIED);
    assert.equal(await ownsBucket(testTarget(), Bucket), false);
  });
});
