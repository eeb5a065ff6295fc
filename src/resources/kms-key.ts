import type { KeyMetadata, KMS } from '@aws-sdk/client-kms';
import { isDenied } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs.ts';
import {
  admitsLogs,
  admittedLogGroups,
  hasStatement,
  iamStatement,
  letsIamDecide,
  logsPrincipal,
  logsStatement,
  withStatements,
} from '../policies/key-policy.ts';
import { parsePolicy, type Policy, type Statement } from '../policies/policy.ts';
import type { Place, Target } from '../targets.ts';
import { findAbandonedKeys, keyTags } from './abandoned-key.ts';
import { logGroupsWithKey } from './log-group.ts';
import { isOurs, ownedTags } from './ownership.ts';
import { differences, PENDING, type Resource, type Tags } from './resource.ts';

interface WantedKey {
  /** `alias/…` of a key that is ours to change, or the ARN of one that is given and used as it is. */
  readonly name: string;
  readonly given: boolean;
  readonly place: Place;
  readonly logGroup: string;
  /** Days; absent: any, 365 if rotation is off. */
  readonly rotationDays?: number;
  readonly tags: Tags;
}

interface FoundKey {
  readonly id: string;
  readonly arn: string;
  readonly state: string;
  /** `SYMMETRIC_DEFAULT ENCRYPT_DECRYPT` is the only kind that CloudWatch Logs and Session Manager take. */
  readonly kind: string;
  readonly alias?: string;
  /** Absent where it may not be read. */
  readonly policy?: Policy;
  /** Known only where it decides something: our tag is on it. */
  readonly ours?: boolean;
  readonly canRotate: boolean;
  /** Days; absent: rotation is off. */
  readonly rotationDays?: number;
}

const USABLE_KIND = 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT';
const DEFAULT_ROTATION_DAYS = 365;

/** The key that encrypts the log group and, if asked for, the sessions; found by its alias. */
export const kmsKey: Resource<WantedKey, FoundKey> = {
  id: 'kms-key',

  title: ({ keyAlias }) => `KMS key ${keyAlias}`,

  want({ key, keyAlias, logGroup, tags }, place) {
    if (!key) return undefined;
    const given = key.kind === 'given';
    return {
      name: given ? key.arn : keyAlias,
      given,
      place,
      logGroup: logGroup.name,
      ...(!given && key.rotationDays !== undefined && { rotationDays: key.rotationDays }),
      tags: ownedTags(keyAlias, tags),
    };
  },

  async read(target, inputs) {
    const kms = await target.kms();
    if (inputs.key?.kind === 'given') {
      const { arn } = inputs.key;
      const given = await describe(kms, arn);
      if (!given) throw new TargetError('KeyNotFound', `there is no key ${arn}`, 'check --kms-key');
      return complete(target, given, inputs, arn);
    }
    const behindAlias = await describe(kms, inputs.keyAlias);
    if (behindAlias) return complete(target, behindAlias, inputs, inputs.keyAlias);
    const [abandoned] = await findAbandonedKeys(kms, inputs.keyAlias);
    return abandoned && complete(target, abandoned, inputs, undefined);
  },

  diff(want, have) {
    if (have) checkUsable(want, have);
    if (want.given) return [];
    const days = want.rotationDays ?? have?.rotationDays ?? DEFAULT_ROTATION_DAYS;
    const missing = have ? missingStatements(want, have) : [];
    return [
      ...differences(
        { alias: want.name, keyState: 'Enabled', ...(have?.canRotate !== false && { rotationPeriodInDays: days }) },
        { alias: have?.alias, keyState: have?.state, rotationPeriodInDays: have?.rotationDays },
      ),
      ...missing.map(({ meaning }) => ({ field: 'policy', have: null, want: meaning })),
    ];
  },

  sentence(action, { name, given }, have) {
    if (given) return `Using KMS key: ${name}`;
    if (action === 'create') return `Creating KMS key: ${name}`;
    if (action !== 'update') return `KMS key ${name} already exists`;
    if (have?.state === 'PendingDeletion') return `Recovering KMS key ${name}: it was pending deletion`;
    if (have?.alias === undefined) return `Adopting KMS key ${have?.id} as ${name}: an interrupted run left it behind`;
    return `Updating KMS key ${name}`;
  },

  async apply(target, want, have) {
    const kms = await target.kms();
    let key = have ?? (await create(kms, want));
    if (key.alias === undefined) key = await claimAlias(kms, key, want.name);
    if (key.state === 'PendingDeletion') await kms.cancelKeyDeletion({ KeyId: key.id });
    if (key.state !== 'Enabled') {
      await kms.enableKey({ KeyId: key.id });
      key = { ...key, state: 'Enabled', ...(key.canRotate && (await rotation(kms, key.id))) };
    }
    const missing = missingStatements(want, key);
    if (missing.length > 0) {
      const policy = withStatements(
        key.policy,
        missing.map(({ statement }) => statement),
      );
      await kms.putKeyPolicy({ KeyId: key.id, PolicyName: 'default', Policy: JSON.stringify(policy) });
      key = { ...key, policy };
    }
    const days = want.rotationDays ?? key.rotationDays ?? DEFAULT_ROTATION_DAYS;
    if (key.canRotate && key.rotationDays !== days) {
      await kms.enableKeyRotation({ KeyId: key.id, RotationPeriodInDays: days });
      key = { ...key, rotationDays: days };
    }
    return key;
  },

  async tags(target, { id }) {
    return keyTags(await target.kms(), id);
  },

  async tag(target, { id }, tags) {
    const kms = await target.kms();
    await kms.tagResource({ KeyId: id, Tags: kmsTags(tags) });
  },

  // Where the policy admits only our log group, nothing else can be encrypted with it, and no call is needed.
  async users(target, { arn, state, policy }, { logGroup: { name } }) {
    const admitted = admittedLogGroups(policy, target);
    if (state === 'PendingDeletion' || (admitted !== 'any' && admitted.every((group) => group === name))) return [];
    const groups = await logGroupsWithKey(target, arn);
    return groups.filter((group) => group !== name).map((group) => `log group ${group}`);
  },

  spared: ({ removal }) => (removal.keepKey ? '--keep-key' : undefined),

  removal(have, _tags, { keyAlias, removal }, kept) {
    if (have.state === 'PendingDeletion') {
      const summary = `Deleting alias ${keyAlias} of KMS key ${have.id}, which is pending deletion`;
      return { action: 'delete', summary, loss: 'only the alias; the key itself went before' };
    }
    if (kept.keys?.some((key) => isNameOf(key, have)))
      return { action: 'keep', reason: 'what is kept here still needs it' };
    const date = new Date(Date.now() + removal.pendingWindow * 86_400_000).toISOString().slice(0, 10);
    return {
      action: 'delete',
      ...(have.alias === undefined && { summary: `Deleting KMS key ${have.id}, which has no alias` }),
      loss: `key ${have.id} on ${date}, and then everything that only it can decrypt`,
    };
  },

  // The deletion is scheduled before the alias goes: stopped in between, the next run still finds the key by its alias.
  async remove(target, have, _tags, { keyAlias, removal }) {
    const kms = await target.kms();
    if (have.state !== 'PendingDeletion') {
      await kms.scheduleKeyDeletion({ KeyId: have.id, PendingWindowInDays: removal.pendingWindow });
    }
    if (have.alias !== undefined) await kms.deleteAlias({ AliasName: have.alias });
    for (const { KeyId } of await findAbandonedKeys(kms, keyAlias)) {
      await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: removal.pendingWindow });
    }
  },

  outputs: ({ arn }) => ({ keyArn: arn }),

  expected: ({ name, given }) => ({ keyArn: given ? name : PENDING }),
};

/** A key can be named by its id, its ARN, its alias, or the ARN of its alias. */
const isNameOf = (name: string, { id, arn, alias }: FoundKey): boolean =>
  [id, arn, alias].includes(name) || (alias !== undefined && name.endsWith(`:${alias}`));

function checkUsable(want: WantedKey, have: FoundKey): void {
  const instead = want.given ? 'give another key with --kms-key' : 'choose another alias with --kms-alias';
  if (have.kind !== USABLE_KIND) {
    throw new TargetError(
      'KeyNotUsable',
      `${want.name} is a key of kind ${have.kind}, and only a symmetric key serves`,
      instead,
    );
  }
  const usable = want.given ? ['Enabled'] : ['Enabled', 'Disabled', 'PendingDeletion'];
  if (!usable.includes(have.state)) throw new TargetError('KeyNotUsable', `key ${want.name} is ${have.state}`, instead);
  if (!want.given || admitsLogs(have.policy, want.place, want.logGroup) !== 'no') return;
  const statement = JSON.stringify(logsStatement(want.place, want.logGroup));
  throw new TargetError(
    'KeyNotUsable',
    `the policy of key ${want.name} does not let ${logsPrincipal(want.place)} use it for log group ${want.logGroup}`,
    `add this statement to the key policy: ${statement}`,
  );
}

interface MissingStatement {
  readonly statement: Statement;
  readonly meaning: string;
}

// A statement of ours that somebody changed is put right; one that others wrote and that does the same is enough.
// Who decides about a key that is not ours, its owner has chosen.
function missingStatements({ place, logGroup }: WantedKey, { policy, ours }: FoundKey): readonly MissingStatement[] {
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

async function create(kms: KMS, want: WantedKey): Promise<FoundKey> {
  const policy: Policy = {
    Version: '2012-10-17',
    Statement: [iamStatement(want.place), logsStatement(want.place, want.logGroup)],
  };
  const { KeyMetadata: made } = await kms.createKey({
    Policy: JSON.stringify(policy),
    Description: `Session Manager: log group ${want.logGroup}`,
    Tags: kmsTags(want.tags),
  });
  return { ...identity(made), policy, ours: true };
}

// Of two runs at once, one loses this race. It goes on with the winner's key and gives up its own, which is unused.
async function claimAlias(kms: KMS, key: FoundKey, alias: string): Promise<FoundKey> {
  try {
    await kms.createAlias({ AliasName: alias, TargetKeyId: key.id });
  } catch (error) {
    if ((error as Error).name !== 'AlreadyExistsException') throw error;
    const winner = await describe(kms, alias);
    if (winner?.KeyId !== key.id) {
      if (winner) await kms.scheduleKeyDeletion({ KeyId: key.id, PendingWindowInDays: 7 });
      throw error;
    }
  }
  return { ...key, alias };
}

async function describe(kms: KMS, id: string): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.describeKey({ KeyId: id })).KeyMetadata;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}

async function complete(
  target: Target,
  metadata: KeyMetadata,
  { key }: Inputs,
  alias: string | undefined,
): Promise<FoundKey> {
  const kms = await target.kms();
  const given = key?.kind === 'given';
  const found = identity(metadata);
  const [policy, rotates] = await Promise.all([
    keyPolicyOf(kms, found.arn, given),
    found.canRotate && !given && found.state !== 'PendingDeletion' ? rotation(kms, found.id) : {},
  ]);
  const ours = given || letsIamDecide(policy, target) ? undefined : isOurs(await keyTags(kms, found.id));
  return {
    ...found,
    ...rotates,
    ...(policy && { policy }),
    ...(alias !== undefined && { alias }),
    ...(ours !== undefined && { ours }),
  };
}

function identity(metadata: KeyMetadata | undefined): Pick<FoundKey, 'id' | 'arn' | 'state' | 'kind' | 'canRotate'> {
  const { KeyId: id = '', Arn: arn = '', KeyState: state = '', KeySpec, KeyUsage, Origin, KeyManager } = metadata ?? {};
  const kind = `${KeySpec ?? 'SYMMETRIC_DEFAULT'} ${KeyUsage ?? 'ENCRYPT_DECRYPT'}`;
  // Rotation exists for symmetric keys whose material AWS made: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
  const canRotate = kind === USABLE_KIND && (Origin ?? 'AWS_KMS') === 'AWS_KMS' && KeyManager !== 'AWS';
  return { id, arn, state, kind, canRotate };
}

async function keyPolicyOf(kms: KMS, id: string, mayBeHidden: boolean): Promise<Policy | undefined> {
  try {
    return parsePolicy((await kms.getKeyPolicy({ KeyId: id, PolicyName: 'default' })).Policy ?? '');
  } catch (error) {
    if (mayBeHidden && (isDenied(error) || (error as Error).name === 'NotFoundException')) return undefined;
    throw error;
  }
}

async function rotation(kms: KMS, id: string): Promise<Pick<FoundKey, 'rotationDays'>> {
  const { KeyRotationEnabled, RotationPeriodInDays } = await kms.getKeyRotationStatus({ KeyId: id });
  return KeyRotationEnabled ? { rotationDays: RotationPeriodInDays ?? DEFAULT_ROTATION_DAYS } : {};
}

const kmsTags = (tags: Tags): { TagKey: string; TagValue: string }[] =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
