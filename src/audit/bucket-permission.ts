import type { Bucket } from '../facts/bucket.ts';
import type { RegionFacts } from '../facts/region.ts';
import { isOfAws, type Role } from '../facts/roles.ts';
import type { Ruling } from '../facts/simulation.ts';
import {
  type BucketAccess,
  bucketAccess,
  type BucketEncryption,
  type BucketRequest,
} from '../policies/reading/bucket-access.ts';
import { isAccessPoint } from '../names/bucket.ts';
import { grantsOf } from '../policies/reading/identity-policy.ts';
import type { LogBucket } from '../policies/needs/configuration.ts';
import type { Policy, Statement } from '../policies/reading/policy.ts';
import type { Answer } from '../policies/reading/statement-match.ts';
import { organizationKeys } from './organization.ts';
import { type Cause, causeByIam } from './key-permission.ts';

/** A cause, and the statements of the bucket's policy that make it. */
export interface BucketCause {
  readonly cause: Cause;
  readonly statements?: readonly Statement[];
}

/** A role that puts session logs into a bucket. */
type Uploader = Pick<Role, 'arn' | 'id' | 'tags' | 'policies' | 'attached'>;

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
  request: BucketRequest & { readonly role: Uploader },
  ruling: Ruling,
): Promise<readonly BucketCause[]> {
  const cause = causeByIam(ruling);
  const byIam = cause === undefined ? [] : [{ cause }];
  // IAM was asked about a bucket of that name, and an Allow for that says nothing of the access point.
  if (isAccessPoint(name)) return ruling.decision === 'forbidden' ? byIam : [{ cause: 'access-point' }];
  const unseen = [{ cause: 'bucket-unseen' as const }];
  const bucket = await facts.bucketNamed(name).catch(() => 'hidden' as const);
  if (bucket === undefined) return byIam;
  if (bucket === 'hidden') return cause === undefined ? unseen : byIam;
  const policy = await facts.bucketPolicy(name).catch(() => 'hidden' as const);
  const mayBeGranted = ruling.decision === 'denied';
  if (policy === 'hidden') return cause === undefined || mayBeGranted ? unseen : byIam;
  const readable = encryptionRequired ? 'yes' : await readsEncryption(request.role, policy);
  const context = await organizationKeys(facts, policy);
  const access = (action: string): BucketAccess =>
    bucketAccess(
      policy,
      { ...facts.target, region: bucket.region },
      { ...request, action, context, ...encryptionOf(bucket, readable) },
    );
  const { answer, statements } = access(request.action);
  if (answer === 'denied') return [{ cause: 'bucket-policy', statements }, ...byIam];
  if (answer === 'perhaps' && mayBeGranted) return [{ cause: 'bucket-unclear', statements }];
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

function encryptionOf(
  { encryption: algorithm, key }: Bucket,
  readable: Answer,
): { readonly encryption?: BucketEncryption } {
  return algorithm === undefined ? {} : { encryption: { algorithm, readable, ...(key !== undefined && { key }) } };
}

/** Matches the AWS managed policies that nodes usually have; none of them mentions buckets. */
const SILENT = /:aws:policy\/(AmazonSSMManaged\w*|CloudWatchAgentServerPolicy)$/;

/**
 * Tells whether a role may read the encryption of the bucket, where its policy asks for that in uploads. Sessions that require it
 * are refused where it may not, which is a finding of its own.
 */
async function readsEncryption(role: Uploader, bucketPolicy: Policy | undefined): Promise<Answer> {
  if (!bucketPolicy || !/server-side-encryption/i.test(JSON.stringify(bucketPolicy))) return 'unknown';
  try {
    const [policies, attached] = await Promise.all([role.policies(), role.attached()]);
    if (grantsOf([...policies, bucketPolicy], 's3:GetEncryptionConfiguration').length > 0) return 'yes';
    return attached.some((arn) => isOfAws(arn) && !SILENT.test(arn)) ? 'unknown' : 'no';
  } catch {
    return 'unknown';
  }
}
