import type { RegionFacts } from '../facts/region.ts';
import type { Ruling } from '../facts/simulation.ts';
import { bucketAccess, type BucketRequest } from '../policies/reading/bucket-access.ts';
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
  name: string,
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
  const mayBeGranted = ruling.decision === 'denied';
  if (policy === 'hidden') return cause === undefined || mayBeGranted ? unseen : byIam;
  const { answer, statements } = bucketAccess(policy, { ...facts.target, region: bucket.region }, request);
  switch (answer) {
    case 'denied':
      return [{ cause: 'bucket-policy', statements }, ...byIam];
    case 'unknown':
      return [{ cause: 'bucket-conditional', statements }, ...byIam];
    case 'granted':
      return mayBeGranted ? [] : byIam;
    default:
      return byIam;
  }
}
