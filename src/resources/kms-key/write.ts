import type { KMS } from '../../aws/clients/kms.ts';
import { hasStatement, iamStatement, logsStatement, withStatements } from '../../policies/documents/key-policy.ts';
import { admitsLogs, letsIamDecide, logsPrincipal } from '../../policies/reading/key-policy.ts';
import type { Policy, Statement } from '../../policies/reading/policy.ts';
import type { Target } from '../../targets/target.ts';
import type { Place } from '../../aws/place.ts';
import { DEFAULT_ROTATION_DAYS, type FoundKey, identity, keyPolicyOf, rotation } from './state.ts';
import { toKmsTags } from './tags.ts';
import { logGroupsWithKey } from '../log-group.ts';
import { patiently } from '../patience.ts';
import type { Tags } from '../resource.ts';

/** A key as it is asked for. */
export interface WantedKey {
  /** `alias/…` of a key that is ours to change, or the ARN of one that is given and used as it is. */
  readonly name: string;
  readonly given: boolean;
  readonly place: Place;
  readonly logGroup: string;
  /** Days; absent: any, 365 if rotation is off. */
  readonly rotationDays?: number;
  readonly tags: Tags;
}

interface MissingStatement {
  readonly statement: Statement;
  readonly meaning: string;
}

// A statement of ours that someone changed is restored; one that others wrote and that does the same is enough.
// For a key that is not ours, its owner has chosen who decides about it.
export function missingStatements(
  { place, logGroup }: WantedKey,
  { policy, ours }: FoundKey,
): readonly MissingStatement[] {
  const logs = logsStatement(place, logGroup);
  const changed = policy?.Statement.some(({ Sid }) => Sid === logs.Sid) ?? false;
  const admitted = hasStatement(policy, logs) || (!changed && admitsLogs(policy, place, logGroup) === 'yes');
  const missing: MissingStatement[] = [];
  if (ours && !letsIamDecide(policy, place)) {
    missing.push({ statement: iamStatement(place), meaning: `IAM of account ${place.account} decides` });
  }
  if (!admitted)
    missing.push({ statement: logs, meaning: `${logsPrincipal(place)} may use it for log group ${logGroup}` });
  return missing;
}

/** Creates a key, or repairs one, until it is as asked for. */
export async function writeKey(target: Target, want: WantedKey, have: FoundKey | undefined): Promise<FoundKey> {
  const kms = await target.kms();
  let key = have ?? (await create(kms, want));
  // Once this run has touched the key, a refusal may only mean that KMS has not caught up with itself.
  let touched = have?.alias === undefined;
  const change = async (call: () => Promise<unknown>): Promise<void> => {
    await (touched ? eventually(target, call) : call());
    touched = true;
  };
  if (key.alias === undefined) {
    // This comes first: once there is an alias, nobody looks for keys without one.
    for (const arn of have?.surplus ?? []) await giveUpUnlessUsed(target, kms, arn);
    await claimAlias(target, kms, key, want.name, have === undefined);
    key = { ...key, alias: want.name };
  }
  if (key.state === 'PendingDeletion') await change(() => kms.cancelKeyDeletion({ KeyId: key.id }));
  if (key.state !== 'Enabled') {
    await change(() => kms.enableKey({ KeyId: key.id }));
    key = { ...key, state: 'Enabled', ...(key.canRotate && (await rotation(kms, key.id))) };
  }
  // Read back: another run may have put its own policy in between, for another log group.
  for (let tries = 0; tries < 3; tries += 1) {
    const statements = missingStatements(want, key).map(({ statement }) => statement);
    if (statements.length === 0) break;
    const policy = JSON.stringify(withStatements(key.policy, statements));
    await change(() => kms.putKeyPolicy({ KeyId: key.id, PolicyName: 'default', Policy: policy }));
    const now = await keyPolicyOf(kms, key.id, false);
    key = { ...key, ...(now && { policy: now }) };
  }
  const days = want.rotationDays ?? key.rotationDays ?? DEFAULT_ROTATION_DAYS;
  if (key.canRotate && key.rotationDays !== days) {
    await change(() => kms.enableKeyRotation({ KeyId: key.id, RotationPeriodInDays: days }));
    key = { ...key, rotationDays: days };
  }
  return key;
}

async function create(kms: KMS, want: WantedKey): Promise<FoundKey> {
  const policy: Policy = {
    Version: '2012-10-17',
    Statement: [iamStatement(want.place), logsStatement(want.place, want.logGroup)],
  };
  const { KeyMetadata: made } = await kms.createKey({
    Policy: JSON.stringify(policy),
    Description: `Session Manager: log group ${want.logGroup}`,
    Tags: toKmsTags(want.tags),
  });
  return { ...identity(made), policy, ours: true, given: false, place: want.place };
}

// Of two runs at once, one loses this race. It goes on with the winner's key and gives up its own, which is unused.
async function claimAlias(target: Target, kms: KMS, key: FoundKey, alias: string, created: boolean): Promise<void> {
  try {
    await eventually(target, () => kms.createAlias({ AliasName: alias, TargetKeyId: key.id }), ['NotFoundException']);
  } catch (error) {
    if ((error as Error).name !== 'AlreadyExistsException') throw error;
    const { KeyMetadata: winner } = await eventually(target, () => kms.describeKey({ KeyId: alias }));
    if (winner?.KeyId === key.id) return;
    // A key that was found, not made just now, may have been used before it lost its alias.
    if (created) await kms.scheduleKeyDeletion({ KeyId: key.id, PendingWindowInDays: 7 });
    else await giveUpUnlessUsed(target, kms, key.arn);
    throw error;
  }
}

export async function giveUpUnlessUsed(target: Target, kms: KMS, arn: string): Promise<void> {
  const users = await logGroupsWithKey(target, arn);
  if (users.length === 0) await kms.scheduleKeyDeletion({ KeyId: arn, PendingWindowInDays: 7 });
}

const NOT_CAUGHT_UP = ['NotFoundException', 'KMSInvalidStateException', 'DisabledException'];
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
