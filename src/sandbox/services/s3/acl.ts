import { createHash } from 'node:crypto';
import type { AclGrant, Bucket } from '../../state/s3.ts';

const GROUPS: Readonly<Record<string, string>> = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
};

/** Makes the canonical id of an account. */
const canonicalId = (account: string): string => createHash('sha256').update(account).digest('hex');

/** Gives the ACL of a bucket as GetBucketAcl shows it; one that is disabled gives nothing to anybody but the owner. */
export function aclOf({ account, acl = [], ownership }: Bucket): object {
  const owner = canonicalId(account);
  const given = ownership === 'BucketOwnerEnforced' ? [] : acl;
  const grants: readonly AclGrant[] = [{ grantee: owner, permission: 'FULL_CONTROL' }, ...given];
  return {
    Owner: { ID: owner },
    AccessControlList: grants.map(({ grantee, permission }) => {
      const group = Object.hasOwn(GROUPS, grantee) ? GROUPS[grantee] : undefined;
      return { Grantee: group === undefined ? { ID: grantee } : { URI: group }, Permission: permission };
    }),
  };
}
