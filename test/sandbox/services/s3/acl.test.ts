import assert from 'node:assert/strict';
import { aclOf } from '../../../../src/sandbox/services/s3/acl.ts';
import type { Bucket } from '../../../../src/sandbox/state/s3.ts';

const bucket: Bucket = {
  account: '123456789012',
  region: 'eu-central-1',
  created: '2026-01-01T00:00:00.000Z',
  encryption: 'AES256',
  publicAccessBlock: null,
  acl: [{ grantee: 'AllUsers', permission: 'READ' }],
  tags: {},
};

/** The grants besides that of the owner. */
const others = (more: Partial<Bucket>): readonly unknown[] => {
  const { AccessControlList } = aclOf({ ...bucket, ...more }) as { readonly AccessControlList: readonly unknown[] };
  return AccessControlList.slice(1);
};

describe('sandbox: S3 ACLs', () => {
  it('show groups by their URIs, and others by their ids', () => {
    assert.deepEqual(others({}), [
      { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
    ]);
    assert.deepEqual(others({ acl: [{ grantee: '12ab', permission: 'WRITE' }] }), [
      { Grantee: { ID: '12ab' }, Permission: 'WRITE' },
    ]);
  });

  it('are shown as private where they are disabled', () => {
    assert.deepEqual(others({ ownership: 'BucketOwnerEnforced' }), []);
    assert.equal(others({ ownership: 'ObjectWriter' }).length, 1);
  });
});
