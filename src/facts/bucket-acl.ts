import type { S3 } from '../aws/clients/s3.ts';
import { isNotOffered, unlessDenied } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

/** What the ACL of a bucket gives to everybody, or to whoever has an account of AWS. */
export interface BucketAcl {
  /** True if the bucket's ACL and those of its objects count for nothing. */
  readonly disabled: boolean;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` and `FULL_CONTROL`, each once. */
  readonly given: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
const EVERYBODY = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/**
 * Reads what decides about the ACLs of a bucket that was read before. Where object ownership may not be read, they may count. Rejects
 * where reading the ACL is denied. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export async function readBucketAcl(target: Target, name: string): Promise<BucketAcl> {
  const s3 = await target.s3();
  if (await hasDisabledAcls(s3, name)) return { disabled: true, given: [] };
  const { Grants = [] } = (await unlessAbsent(s3.getBucketAcl({ Bucket: name }))) ?? {};
  const given = Grants.filter(({ Grantee }) => EVERYBODY.test(Grantee?.URI ?? '')).map(
    ({ Permission = '' }) => Permission,
  );
  return { disabled: false, given: [...new Set<string>(given)] };
}

async function hasDisabledAcls(s3: S3, name: string): Promise<boolean> {
  const read = unlessDenied(s3.getBucketOwnershipControls({ Bucket: name }), 'OwnershipControlsNotFoundError');
  const { OwnershipControls } = (await unlessAbsent(read)) ?? {};
  return OwnershipControls?.Rules?.some(({ ObjectOwnership }) => ObjectOwnership === 'BucketOwnerEnforced') ?? false;
}

async function unlessAbsent<Answer>(read: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isNotOffered(error)) return undefined;
    throw error;
  }
}

/** Tells whether a bucket that was read before is of the account of the target: who asks for another owner's is refused. */
export async function ownsBucket(target: Target, name: string): Promise<boolean> {
  const s3 = await target.s3();
  const read = s3.getBucketLocation({ Bucket: name, ExpectedBucketOwner: target.account });
  return (await unlessDenied(read)) !== undefined;
}
