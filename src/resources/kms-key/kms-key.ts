import type { KeyMetadata } from '@aws-sdk/client-kms';
import { TargetError } from '../../errors.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { logsStatement } from '../../policies/documents/key-policy.ts';
import { admitsLogs, admittedLogGroups, logsPrincipal } from '../../policies/reading/key-policy.ts';
import { findAbandonedKeys } from './abandoned-key.ts';
import { completeKey, DEFAULT_ROTATION_DAYS, describeKey, type FoundKey, USABLE_KIND } from './state.ts';
import { giveUpUnlessUsed, missingStatements, type WantedKey, writeKey } from './write.ts';
import { keyTags, toKmsTags } from './tags.ts';
import type { Target } from '../../targets/target.ts';
import { logGroupsWithKey } from '../log-group.ts';
import { ownedTags } from '../ownership.ts';
import { differences, PENDING, type Resource } from '../resource.ts';

/** The key that encrypts the log group and, if asked for, the sessions; found by its alias. */
export const kmsKey: Resource<WantedKey, FoundKey> = {
  id: 'kms-key',
  scope: 'region',
  // AWS Control Tower's region deny leaves KMS open.
  answersWhenClosed: true,

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

  unmade: ({ given }) => (given ? 'given' : undefined),

  read: (target, inputs) => readKey(target, inputs, true),

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
    if (have?.alias === undefined)
      return `Adopting KMS key ${have?.id} as ${name}: another run left it without an alias`;
    return `Updating KMS key ${name}`;
  },

  apply: writeKey,

  // A given key is never changed, so its tags are not needed; in another account they could not be read at all.
  async tags(target, { id, given }) {
    return given ? {} : keyTags(await target.kms(), id);
  },

  async tag(target, { id }, tags) {
    const kms = await target.kms();
    await kms.tagResource({ KeyId: id, Tags: toKmsTags(tags) });
  },

  outputs: ({ name, given }, have, changed) =>
    have ? { keyArn: have.arn, keyIsFresh: have.young || changed } : { keyArn: given ? name : PENDING },

  removal: {
    standsAlone: true,

    shared: true,

    read: (target, inputs) => readKey(target, inputs, false),

    // Where the policy admits only our log group, no other log group can be encrypted with it, and no call is needed.
    async keepForOthers(target, { arn, state, policy }, _tags, { logGroup: { name } }) {
      const admitted = admittedLogGroups(policy, target);
      if (state === 'PendingDeletion' || (admitted !== 'any' && admitted.every((group) => group === name)))
        return undefined;
      const others = (await logGroupsWithKey(target, arn)).filter((group) => group !== name);
      return others.length === 0 ? undefined : `it is still needed by log group ${others.join(', ')}`;
    },

    keepByFlag: ({ removal }) => (removal.keepKey ? '--keep-key' : undefined),

    decide(have, _tags, { inputs: { keyAlias, removal }, kept }) {
      if (have.state === 'PendingDeletion') {
        const summary = `Deleting alias ${keyAlias} of KMS key ${have.id}, which is pending deletion`;
        return { action: 'delete', summary, loss: 'only the alias; the key itself was scheduled for deletion before' };
      }
      if (kept.keys?.some((key) => isNameOf(key, have))) {
        return { action: 'keep', reason: 'what is kept here still needs it' };
      }
      const older = kept.logGroups?.find((group) => mayHoldEvents(have, group));
      if (older !== undefined) {
        return { action: 'keep', reason: `log group ${older}, which is kept, may hold events encrypted with it` };
      }
      const date = new Date(Date.now() + removal.pendingWindow * 86_400_000).toISOString().slice(0, 10);
      return {
        action: 'delete',
        ...(have.alias === undefined && { summary: `Deleting KMS key ${have.id}, which has no alias` }),
        loss: `key ${have.id} on ${date}, and then everything that only it can decrypt`,
      };
    },

    // The deletion is scheduled before the alias goes: stopped in between, the next run still finds the key by its alias.
    async remove(target, have, _tags, { removal }) {
      const kms = await target.kms();
      for (const arn of have.surplus ?? []) await giveUpUnlessUsed(target, kms, arn);
      if (have.state !== 'PendingDeletion') {
        await kms.scheduleKeyDeletion({ KeyId: have.id, PendingWindowInDays: removal.pendingWindow });
      }
      if (have.alias !== undefined) await kms.deleteAlias({ AliasName: have.alias });
    },
  },
};

async function readKey(target: Target, inputs: Inputs, withRotation: boolean): Promise<FoundKey | undefined> {
  const kms = await target.kms();
  const complete = (metadata: KeyMetadata, alias: string | undefined): Promise<FoundKey> =>
    completeKey(target, metadata, { given: inputs.key?.kind === 'given', alias, withRotation });
  if (inputs.key?.kind === 'given') {
    const { arn } = inputs.key;
    const given = await describeKey(kms, arn);
    if (!given) throw new TargetError('KeyNotFound', `there is no key ${arn}`, 'check --kms-key');
    return complete(given, arn);
  }
  const behindAlias = await describeKey(kms, inputs.keyAlias);
  if (behindAlias) return complete(behindAlias, inputs.keyAlias);
  // An answer that there is no such alias can be stale; the list of all aliases decides.
  const { aliased, abandoned } = await findAbandonedKeys(kms, inputs.keyAlias);
  const listed = aliased === undefined ? undefined : await describeKey(kms, aliased);
  if (listed) return complete(listed, inputs.keyAlias);
  const [oldest, ...more] = abandoned;
  const surplus = more.flatMap(({ Arn }) => Arn ?? []);
  return oldest && { ...(await complete(oldest, undefined)), surplus };
}

// A log group's events stay encrypted with the key that it had when they arrived, whatever its key is now.
function mayHoldEvents({ policy, place }: FoundKey, logGroup: string): boolean {
  const admitted = admittedLogGroups(policy, place);
  return admitted === 'any' || admitted.includes(logGroup);
}

/** Tells whether this is a name of the key: its id, its ARN, its alias, or the ARN of its alias. */
const isNameOf = (name: string, { id, arn, alias }: FoundKey): boolean =>
  [id, arn, alias].includes(name) || (alias !== undefined && name.endsWith(`:${alias}`));

function checkUsable(want: WantedKey, have: FoundKey): void {
  const instead = want.given ? 'give another key with --kms-key' : 'choose another alias with --kms-alias';
  if (have.kind !== USABLE_KIND) {
    throw new TargetError(
      'KeyNotUsable',
      `${want.name} is a key of kind ${have.kind}, but only a symmetric encryption key works`,
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
