import type { S3 } from '../aws/clients/s3.ts';
import pLimit from 'p-limit';
import { isNotOffered } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import { isAccessPoint } from '../names/bucket.ts';
import { fullKeyName } from '../names/key.ts';
import { parsePolicy, type Policy } from '../policies/reading/policy.ts';
import type { Target } from '../targets/target.ts';

/** The bucket that takes session logs. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** `AES256` or `aws:kms…`; absent: nothing is encrypted by default. */
  readonly encryption?: string;
  /** ARN, id or alias of the key, where it is not AWS's own. */
  readonly key?: string;
  /** True if its policy lets everybody in, and its public access block does not restrict that to its own account. */
  readonly isPublic: boolean;
  /** Set where AWS says that it has no policy. */
  readonly withoutPolicy?: true;
  /** Set if its public access block restricts a public policy to the bucket's own account. */
  readonly policyRestricted?: true;
  /** Set if its public access block ignores public ACLs. */
  readonly aclsIgnored?: true;
  /** True if its public access block keeps ACLs and policies from making it public; undefined where the endpoint does not say. */
  readonly publicAccessBlocked: boolean | undefined;
}

/** Reads a bucket in any region; undefined if there is none. Rejects where reading it is denied, and for the alias of an access point. */
export async function readBucket(target: Target, name: string): Promise<Bucket | undefined> {
  if (isAccessPoint(name)) {
    throw new TargetError(
      'AccessPoint',
      `${name} is the alias of an access point, and the bucket behind it cannot be read under that name`,
      'look at that bucket: aws s3control list-access-points names the buckets of access points',
    );
  }
  const s3 = await target.s3();
  // A bucket of another region is read there.
  s3.config.followRegionRedirects = true;
  const region = await regionOf(s3, name);
  if (region === undefined) return undefined;
  // The SDK changes the region of the whole client while it follows a redirect: it can follow one at a time.
  const limit = pLimit(region === target.region ? 3 : 1);
  const [encryption, block, status] = await Promise.all([
    limit(() =>
      unless('ServerSideEncryptionConfigurationNotFoundError', () => s3.getBucketEncryption({ Bucket: name })),
    ),
    limit(() => unless('NoSuchPublicAccessBlockConfiguration', () => s3.getPublicAccessBlock({ Bucket: name }))),
    limit(() => unless('NoSuchBucketPolicy', () => s3.getBucketPolicyStatus({ Bucket: name }))),
  ]);
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const switches = block?.PublicAccessBlockConfiguration;
  return {
    name,
    region,
    ...(rule?.SSEAlgorithm && { encryption: rule.SSEAlgorithm }),
    ...(rule?.KMSMasterKeyID && { key: rule.KMSMasterKeyID }),
    isPublic: (status?.PolicyStatus?.IsPublic ?? false) && switches?.RestrictPublicBuckets !== true,
    ...(status === undefined && { withoutPolicy: true }),
    ...(switches?.RestrictPublicBuckets && { policyRestricted: true }),
    ...(switches?.IgnorePublicAcls && { aclsIgnored: true }),
    // The other two switches keep people from making ACLs and policies that have no effect anyway.
    publicAccessBlocked:
      block === NOT_TOLD ? undefined : switches?.IgnorePublicAcls === true && switches.RestrictPublicBuckets === true,
  };
}

/**
 * Gives the ARN of the key, or of its alias, by which S3 encrypts what a target puts into a bucket; undefined: none, or one of AWS,
 * whose use needs no permission. A key without an account is looked up in that of whoever puts the object:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
 */
export function customersKey({ key, region }: Bucket, { partition, account }: Target): string | undefined {
  return key === undefined || key.includes('alias/aws/') ? undefined : fullKeyName(key, { partition, account, region });
}

/** Reads the policy of a bucket that was read before; undefined if it has none. Rejects where reading it is denied. */
export async function readBucketPolicy(target: Target, { name, withoutPolicy }: Bucket): Promise<Policy | undefined> {
  if (withoutPolicy) return undefined;
  const s3 = await target.s3();
  const { Policy: text } = (await unless('NoSuchBucketPolicy', () => s3.getBucketPolicy({ Bucket: name }))) ?? {};
  return text === undefined ? undefined : parsePolicy(text);
}

// GetBucketLocation works from every region, unlike the other calls.
async function regionOf(s3: S3, name: string): Promise<string | undefined> {
  try {
    const { LocationConstraint: region } = await s3.getBucketLocation({ Bucket: name });
    // The two oldest regions have no name, or another one.
    return region === undefined || (region as string) === '' ? 'us-east-1' : region === 'EU' ? 'eu-west-1' : region;
  } catch (error) {
    if (['NoSuchBucket', 'NotFound'].includes((error as Error).name)) return undefined;
    throw error;
  }
}

const NOT_TOLD = {} as const;

/** Gives the answer, or undefined where AWS says by this error that nothing is set. */
async function unless<Answer extends object>(
  code: string,
  call: () => Promise<Answer>,
): Promise<Answer | Partial<Record<keyof Answer, undefined>> | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === code) return undefined;
    if (isNotOffered(error)) return NOT_TOLD;
    throw error;
  }
}
