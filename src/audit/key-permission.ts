import { isDenied } from '../aws/errors.ts';
import type { Key, KeyLookup } from '../facts/key.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { Asked, Decision, Ruling } from '../facts/simulation.ts';
import type { NamedKey } from '../names/key.ts';
import { keyRegionsGranted, usesKeys } from '../policies/reading/identity-policy.ts';
import { type KeyAccess, keyAccess } from '../policies/reading/key-access.ts';
import type { Policy } from '../policies/reading/policy.ts';
import type { PrincipalTags } from '../policies/reading/principal-tags.ts';
import { organizationKeys } from './organization.ts';

/**
 * The reason why someone cannot do what they need. `missing`: no policy allows it. `single-region`: a policy allows it, but for the
 * key of another region. `key-policy`: the key's own policy keeps them out. `forbidden`: a Deny or the permissions
 * boundary does. `conditional`, `organization`, `unclear`, `unseen` and `unsettled`: it is not known, since it depends on
 * condition keys that only a real request has, the organization decides, the key policy is not understood, reading the key
 * or its aliases is denied, or it cannot be read whether nodes of this role work under another one. `foreign`: nor is it, since
 * only the account of the key can read its policy; `policy-unseen`: nor is it, since that policy may not be read; `grants-unseen`: nor is it, since the grants of the key may not be listed.
 * `bucket-policy`: a Deny of the bucket's policy keeps them out; `bucket-conditional`: perhaps, for that depends on the request;
 * `bucket-unclear`: nothing else allows it, and whether that policy does depends on the request; `bucket-unseen`: perhaps, for it may
 * not be read; `access-point`: perhaps, for the bucket is named by the alias of an access point, whose policies are not read.
 */
export type Cause =
  | 'missing'
  | 'single-region'
  | 'key-policy'
  | 'forbidden'
  | 'conditional'
  | 'organization'
  | 'unclear'
  | 'unseen'
  | 'unsettled'
  | 'foreign'
  | 'policy-unseen'
  | 'grants-unseen'
  | 'bucket-policy'
  | 'bucket-conditional'
  | 'bucket-unclear'
  | 'bucket-unseen'
  | 'access-point';

/** Tells whether a cause is certain, rather than a possibility. */
export const isKnown = (cause: Cause): boolean => !UNKNOWN.has(cause);

const UNKNOWN: ReadonlySet<Cause> = new Set([
  'conditional',
  'organization',
  'unclear',
  'unseen',
  'unsettled',
  'foreign',
  'policy-unseen',
  'grants-unseen',
  'bucket-conditional',
  'bucket-unclear',
  'bucket-unseen',
  'access-point',
]);

/** Turns IAM's answer into a cause, where IAM alone decides; undefined: it is allowed. */
export const causeByIam = ({ decision, keys }: Ruling): Cause | undefined =>
  keys.length > 0 ? 'conditional' : CAUSES[decision];

const CAUSES: Readonly<Record<Decision, Cause | undefined>> = {
  allowed: undefined,
  denied: 'missing',
  bounded: 'forbidden',
  forbidden: 'forbidden',
  unknown: 'organization',
};

/** The parts of a role or user that its permissions to use a key depend on. */
export interface KeyUser {
  readonly arn: string;
  /** Absent where they, or those of a session, are not known. */
  readonly tags?: PrincipalTags;
  policies(): Promise<readonly Policy[]>;
}

/** One action on a key of the region, with the known names of that key. */
export interface KeyRequest extends Pick<Asked, 'action' | 'context'> {
  readonly key: NamedKey;
}

/**
 * Weighs IAM's answer about the use of a key against the key's own policy and its grants; undefined: it is allowed, or the key
 * does not exist here, or is of AWS, so that its users are unknown. What the key's policy, or a grant, gives to a role or user of its own account
 * needs no permission in IAM, but nothing lifts a Deny. Grants are listed only where nothing else allows it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export async function causeByKey(
  facts: RegionFacts,
  user: KeyUser,
  request: KeyRequest,
  ruling: Ruling,
): Promise<Cause | undefined> {
  const { key: named, action } = request;
  const key = await facts.key(named.arn ?? named.aliases[0] ?? '').catch(() => undefined);
  const cause = await causeByPolicies(facts, user, request, ruling, key);
  if (key?.kind !== 'found' || !key.grantsTo || !UNLESS_GRANTED.has(cause)) return cause;
  if (!['allowed', 'denied'].includes(ruling.decision) || ruling.keys.length > 0) return cause;
  if ((await accessTo(facts, key, user, request)) === 'denied') return cause;
  try {
    const operation = action.split(':')[1] ?? '';
    const grants = (await key.grantsTo(user.arn)).filter(({ operations }) => operations.includes(operation));
    // Whether a session has the encryption context that a grant asks for is not followed up.
    return grants.length === 0 ? cause : grants.some(({ constrained }) => !constrained) ? undefined : 'unclear';
  } catch {
    return 'grants-unseen';
  }
}

/** Reads the key's own policy; the organization is read only where it may decide. */
async function accessTo(
  facts: RegionFacts,
  { policy }: Key,
  { arn, tags }: KeyUser,
  { action, context }: KeyRequest,
): Promise<KeyAccess> {
  const access = keyAccess(policy, facts.target, arn, action, context, tags);
  if (access !== 'unknown' && access !== 'perhaps') return access;
  const more = await organizationKeys(facts, policy);
  return keyAccess(policy, facts.target, arn, action, { ...context, ...more }, tags);
}

/** The causes that a grant of the key overrides. */
const UNLESS_GRANTED: ReadonlySet<Cause | undefined> = new Set<Cause>(['missing', 'single-region', 'key-policy']);

async function causeByPolicies(
  facts: RegionFacts,
  user: KeyUser,
  { key: named, action, context }: KeyRequest,
  ruling: Ruling,
  key: KeyLookup | undefined,
): Promise<Cause | undefined> {
  const { decision, keys } = ruling;
  const ofAws = key?.kind === 'found' && key.managedByAws === true && !('kms:ViaService' in context);
  if (ofAws || (key && key.kind !== 'found' && named.aliases.length === 0)) {
    return causeWithoutKey(user, action, ruling);
  }
  const account = named.arn?.split(':')[4] ?? facts.target.account;
  // For a key of another account its policy is not enough: IAM must allow it too.
  const mayBeGranted = account === facts.target.account && isOverridden(decision, user);
  if (key?.kind === 'found') {
    const isOwn = account === facts.target.account;
    if (!key.policy && isOwn && (mayBeGranted || decision === 'allowed') && keys.length === 0) return 'policy-unseen';
    const access = await accessTo(facts, key, user, { key: named, action, context });
    if (access === 'refused' || access === 'denied') return 'key-policy';
    if (access === 'granted' && mayBeGranted) return undefined;
    if (access === 'perhaps' && mayBeGranted) return 'unclear';
    const decisive = mayBeGranted || (decision === 'allowed' && key.policy !== undefined);
    if (access === 'unknown' && decisive) return 'unclear';
  } else if (!key && mayBeGranted) {
    return 'unseen';
  }
  if (decision !== 'denied' || keys.length > 0) return causeByIam(ruling);
  const hidden = key?.kind === 'found' ? key.aliasesHidden : named.aliases.length === 0;
  if (hidden && (await goesByAlias(user))) return 'unseen';
  return (await isForAnotherRegion(facts, user, action)) ? 'single-region' : 'missing';
}

/** Judges by IAM alone, of a key that no session can use: whoever may use no key at all lacks that for any other one, too. */
async function causeWithoutKey(user: KeyUser, action: string, { decision, keys }: Ruling): Promise<Cause | undefined> {
  if (decision !== 'denied' || keys.length > 0) return undefined;
  const policies = await user.policies().catch(() => undefined);
  return policies && !usesKeys(policies, action) ? 'missing' : undefined;
}

/**
 * Weighs the same about the key by which S3 encrypts what a role puts into a bucket. One of another region is not read. Nobody
 * can read the policy of another account's key, which has to allow it, too: it is not known then.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 */
export async function causeByBucketKey(
  facts: RegionFacts,
  user: KeyUser,
  request: KeyRequest,
  ruling: Ruling,
): Promise<Cause | undefined> {
  const [, , , region = facts.target.region, account = facts.target.account] = request.key.arn?.split(':') ?? [];
  if (region !== facts.target.region) return causeByIam(ruling);
  const cause = await causeByKey(facts, user, request, ruling);
  if (cause !== undefined || account === facts.target.account) return cause;
  const key = await facts.key(request.key.arn ?? '').catch(() => undefined);
  return key === undefined || (key.kind === 'found' && !key.policy) ? 'foreign' : undefined;
}

/**
 * Weighs the same about the key of the log group, used by way of CloudWatch Logs. Its policy can give that to the role; it is not
 * held against the role if it does not.
 */
export async function causeByLogsKey(
  facts: RegionFacts,
  user: KeyUser,
  request: KeyRequest,
  ruling: Ruling,
): Promise<Cause | undefined> {
  const byIam = causeByIam(ruling);
  if (byIam !== 'missing') return byIam;
  const cause = await causeByKey(facts, user, request, ruling);
  return cause === 'key-policy' || cause === 'single-region' ? byIam : cause;
}

/**
 * Tells whether a key policy that names a principal overrides IAM's answer: a missing permission, and for a user what the
 * permissions boundary leaves out. A role stays limited by its boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
const isOverridden = (decision: Decision, { arn }: KeyUser): boolean =>
  decision === 'denied' || (decision === 'bounded' && arn.includes(':user/'));

/** Tells whether a policy names keys by their aliases; true where reading the policies is denied. */
const goesByAlias = (user: KeyUser): Promise<boolean> =>
  user.policies().then(
    (policies) => /kms:resourcealiases/i.test(JSON.stringify(policies)),
    () => true,
  );

async function isForAnotherRegion({ target }: RegionFacts, user: KeyUser, action: string): Promise<boolean> {
  try {
    const granted = keyRegionsGranted(await user.policies(), action, target);
    return granted !== 'any' && granted.size > 0 && !granted.has(target.region);
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}
