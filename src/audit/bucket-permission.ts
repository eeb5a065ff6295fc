import type { RegionFacts } from '../facts/region.ts';
import type { Ruling } from '../facts/simulation.ts';
import { type BucketAccess, bucketAccess, type BucketRequest } from '../policies/reading/bucket-access.ts';
import type { LogBucket } from '../policies/needs/configuration.ts';
import type { Statement } from '../policies/reading/policy.ts';
import { type Cause, causeByIam } from './key-permission.ts';

/** A cause, and the statements of the bucket's policy that make it. */
export interface BucketCause {
  readonly cause: Cause;
  readonly statements?: readonly Statement[];
}

/**
 * Weighs IAM's answer about a bucket against the bucket's own policy. A Deny there wins over every Allow; what the policy gives to a
 * role of its own account needs no permission in IAM. A bucket that may not be read can be of another account, whose policy has
 * to allow it, too. Several causes have to be cured one by one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export async function causesByBucket(
  facts: RegionFacts,
  { name, encryptionRequired }: Pick<LogBucket, 'name' | 'encryptionRequired'>,
  request: BucketRequest,
  ruling: Ruling,
): Promise<readonly BucketCause[]> {
  const cause = causeByIam(ruling);
  const byIam = cause === undefined ? [] : [{ cause }];
  const unseen = [{ cause: 'bucket-unseen' as const }];
  const bucket = await facts.bucketNamed(name).catch(() => 'hidden' as const);
  if (bucket === undefined) return byIam;
  if (bucket === 'hidden') return cause === undefined ? unseen : byIam;
  const policy = await facts.bucketPolicy(name).catch(() => 'hidden' as const);
  const encryption = bucket.encryption !== undefined && {
    algorithm: bucket.encryption,
    ...(bucket.key !== undefined && { key: bucket.key }),
    checked: encryptionRequired,
  };
  const mayBeGranted = ruling.decision === 'denied';
  if (policy === 'hidden') return cause === undefined || mayBeGranted ? unseen : byIam;
  const access = (action: string): BucketAccess =>
    bucketAccess(
      policy,
      { ...facts.target, region: bucket.region },
      { ...request, action, ...(encryption && { encryption }) },
    );
  const { answer, statements } = access(request.action);
  if (answer === 'denied') return [{ cause: 'bucket-policy', statements }, ...byIam];
  const rest = answer === 'granted' && mayBeGranted ? [] : byIam;
  const doubtful =
    answer === 'unknown' ? statements : request.action === UPLOAD ? deniedBy(access(`${UPLOAD}Acl`)) : [];
  return doubtful.length > 0 ? [{ cause: 'bucket-conditional', statements: doubtful }, ...rest] : rest;
}

const UPLOAD = 's3:PutObject';

// An upload gives the owner of the bucket all rights by an ACL. AWS asks for permission to do so only for buckets of other accounts, and no
// page says that a Deny counts for nothing in the own one:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
const deniedBy = ({ answer, statements }: BucketAccess): readonly Statement[] =>
  answer === 'denied' || answer === 'unknown' ? statements : [];
