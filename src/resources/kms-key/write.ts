import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { KMS } from '../../aws/clients/kms.ts';
import { TargetError } from '../../errors.ts';
import { keyPolicy, withStatements } from '../../policies/documents/key-policy.ts';
import { namedPrincipals } from '../../policies/reading/deleted-principals.ts';
import type { Policy } from '../../policies/reading/policy.ts';
import type { Target } from '../../targets/target.ts';
import { findAbandonedKeys } from './abandoned-key.ts';
import { isOfOthers, missingStatements, wantedRotation } from './differences.ts';
import { completeKey, type FoundKey, identity, keyPolicyOf, rotation } from './state.ts';
import { keyTags, toKmsTags } from './tags.ts';
import { takeoverTags } from './takeover.ts';
import type { WantedKey } from './wanted-key.ts';
import { logGroupsWithKey } from '../log-group.ts';
import { patiently } from '../patience.ts';

/** Creates a key, or repairs one, until it is as asked for. */
export async function writeKey(target: Target, want: WantedKey, have: FoundKey | undefined): Promise<FoundKey> {
  const kms = await target.kms();
  let key = have ?? (await create(target, kms, want));
  // Once this run has touched the key, a refusal may only mean that KMS has not caught up with itself.
  let touched = have?.alias === undefined;
  const change: Change = async (call) => {
    await (touched ? eventually(target, call, have ? NOT_CAUGHT_UP : NEW) : call());
    touched = true;
  };
  if (key.alias === undefined) {
    // This comes first: once there is an alias, nobody looks for keys without one.
    for (const arn of key.surplus ?? []) await giveUpUnlessUsed(target, kms, arn);
    await claimAlias(target, kms, key, want.name, !have && !key.surplus);
    key = { ...key, alias: want.name };
  }
  if (key.state === 'PendingDeletion') await change(() => kms.cancelKeyDeletion({ KeyId: key.id }));
  // Before the other changes; AWS tags no key that is pending deletion, and does not tell its rotation.
  if (isOfOthers(key)) {
    const { id, state, canRotate } = key;
    if (state === 'PendingDeletion' && canRotate && want.rotationDays !== undefined) {
      key = { ...key, ...(await eventually(target, () => rotation(kms, id))) };
    }
    await remember(kms, want, key, change);
  }
  if (key.state !== 'Enabled') {
    await change(() => kms.enableKey({ KeyId: key.id }));
    key = { ...key, state: 'Enabled', ...(key.canRotate && (await rotation(kms, key.id))) };
  }
  // Read back: another run may have put its own policy in between, for another log group.
  for (let tries = 0; tries < 3; tries += 1) {
    const statements = missingStatements(want, key).map(({ statement }) => statement);
    if (statements.length === 0) break;
    const policy = withStatements(key.policy, statements);
    if (tries > 0 && isOfOthers(key)) await remember(kms, want, key, change);
    await change(() => putPolicy(kms, key, policy));
    const now = await keyPolicyOf(kms, key.id, false);
    key = { ...key, ...(now && { policy: now }) };
  }
  const days = wantedRotation(want, key);
  if (days !== undefined && key.rotationDays !== days) {
    await change(() => kms.enableKeyRotation({ KeyId: key.id, RotationPeriodInDays: days }));
    key = { ...key, rotationDays: days };
  }
  return key;
}

/** Makes a change, patiently if this run has touched the key before. */
type Change = (call: () => Promise<unknown>) => Promise<void>;

// The tags are read anew: another run may have added to them since.
async function remember(kms: KMS, want: WantedKey, key: FoundKey, change: Change): Promise<void> {
  const tags = takeoverTags(want, key, await keyTags(kms, key.id));
  if (Object.keys(tags).length === 0) return;
  await change(() => kms.tagResource({ KeyId: key.id, Tags: toKmsTags(tags) }));
}

/** Gives the description of a new key. */
export const keyDescription = (logGroup: string): string => `Session Manager: log group ${logGroup}`;

async function create(target: Target, kms: KMS, want: WantedKey): Promise<FoundKey> {
  const policy = keyPolicy(want.place, want.logGroup);
  try {
    const { KeyMetadata: key } = await kms.createKey({
      Policy: JSON.stringify(policy),
      Description: keyDescription(want.logGroup),
      Tags: toKmsTags(want.tags),
    });
    return { ...identity(key), policy, owner: { by: 'us' }, given: false, place: want.place };
  } catch (error) {
    if ((error as Error).name !== 'AnswerLost') throw error;
    const [key, ...surplus] = await findLost(target, kms, want.name);
    if (!key) throw error;
    const found = await completeKey(target, key, { given: false, alias: undefined, withRotation: true });
    return { ...found, owner: { by: 'us' }, surplus: surplus.flatMap(({ Arn }) => Arn ?? []) };
  }
}

// Where the answer is lost, the key may have been made. Once another run has the alias, nobody looks for it any more.
async function findLost(target: Target, kms: KMS, alias: string): Promise<readonly KeyMetadata[]> {
  await target.backOff(1000);
  const { aliased, abandoned } = await findAbandonedKeys(kms, alias);
  if (aliased === undefined) return abandoned;
  for (const { Arn } of abandoned) if (Arn !== undefined) await giveUpUnlessUsed(target, kms, Arn);
  return [];
}

// AWS does not say which of the principals does not exist.
async function putPolicy(kms: KMS, { id, alias = id }: FoundKey, policy: Policy): Promise<void> {
  try {
    await kms.putKeyPolicy({ KeyId: id, PolicyName: 'default', Policy: JSON.stringify(policy) });
  } catch (error) {
    if (!/invalid principals/i.test((error as Error).message)) throw error;
    throw new TargetError(
      'InvalidPrincipals',
      `the policy of key ${alias} names a user, role or account that does not exist: it is one of ${namedPrincipals(policy).join(', ')}`,
      'remove it from the key policy, then run it again',
      { cause: error },
    );
  }
}

// Of two runs at once, one loses this race. It goes on with the winner's key and gives up its own, which is unused.
async function claimAlias(target: Target, kms: KMS, key: FoundKey, alias: string, created: boolean): Promise<void> {
  try {
    await eventually(
      target,
      () => kms.createAlias({ AliasName: alias, TargetKeyId: key.id }),
      created ? ['NotFoundException', DENIED] : ['NotFoundException'],
    );
  } catch (error) {
    if ((error as Error).name !== 'AlreadyExistsException') throw error;
    const { KeyMetadata: winner } = await eventually(target, () => kms.describeKey({ KeyId: alias }));
    if (winner?.KeyId === key.id) return;
    // A key that was found, not made just now, may have been used before it lost its alias.
    if (created) await giveUp(target, kms, key.id);
    else await giveUpUnlessUsed(target, kms, key.arn);
    throw error;
  }
}

export async function giveUpUnlessUsed(target: Target, kms: KMS, arn: string): Promise<void> {
  const users = await logGroupsWithKey(target, arn);
  if (users.length === 0) await giveUp(target, kms, arn);
}

// A key that KMS does not see yet would stay forever: once there is an alias, nobody looks for keys without one.
async function giveUp(target: Target, kms: KMS, KeyId: string): Promise<void> {
  try {
    await eventually(target, () => kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 }), ['NotFoundException']);
  } catch (error) {
    // Another run gave it up, too.
    if ((error as Error).name !== 'KMSInvalidStateException') throw error;
  }
}

const NOT_CAUGHT_UP = ['NotFoundException', 'KMSInvalidStateException', 'DisabledException'];
/** Where permissions depend on the tag of a key, it can take minutes to count: https://docs.aws.amazon.com/kms/latest/developerguide/abac.html */
const DENIED = 'AccessDeniedException';
/** The refusals that a key which was made just now may get. */
const NEW = [...NOT_CAUGHT_UP, DENIED];
const A_MINUTE = { pause: 200, longest: 60_000 };

/**
 * Repeats a call for a key that this run has just made or changed, for up to a minute. KMS is eventually consistent,
 * and going back to CreateKey because CreateAlias does not see the key yet would make one key after another.
 * https://docs.aws.amazon.com/kms/latest/developerguide/programming-eventual-consistency.html
 */
const eventually = <Answer>(
  target: Target,
  call: () => Promise<Answer>,
  passing: readonly string[] = NOT_CAUGHT_UP,
): Promise<Answer> => patiently(target, A_MINUTE, (error) => passing.includes((error as Error).name), call);
