import type { KeyMetadata } from '@aws-sdk/client-kms';
import { unlessDenied } from '../../aws/errors.ts';
import { TargetError } from '../../errors.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { sameKey } from '../../names/key.ts';
import { logGroupName } from '../../names/log-group.ts';
import { keyAccess } from '../../policies/reading/key-access.ts';
import { admittedLogGroups } from '../../policies/reading/key-policy.ts';
import { findAbandonedKeys } from './abandoned-key.ts';
import { isOfOthers, keyDifferences } from './differences.ts';
import { keyOwner } from './owner.ts';
import { completeKey, describeKey, type FoundKey, rotation } from './state.ts';
import { ROTATION_TAG } from './replaced-rotation.ts';
import { keyTags, toKmsTags } from './tags.ts';
import { putBack, restoration } from './takeover.ts';
import { checkUsable } from './usable.ts';
import type { WantedKey } from './wanted-key.ts';
import { giveUpUnlessUsed, writeKey } from './write.ts';
import type { Target } from '../../targets/target.ts';
import { logGroupsWithKey } from '../log-group.ts';
import { isTakenOver, OWNER_TAG, ownedTags, TAKEN_OVER } from '../ownership.ts';
import { ANY, PENDING, type Resource, type Tags, type Write } from '../resource.ts';

/** The key that encrypts the log group and, if asked for, the sessions; found by its alias. */
export const kmsKey: Resource<WantedKey, FoundKey> = {
  id: 'kms-key',
  scope: 'region',
  // AWS Control Tower's region deny leaves KMS open.
  answersWhenClosed: true,

  title: ({ keyAlias }) => `KMS key ${keyAlias}`,

  want({ key, keyAlias, logGroup, overwrite, tags }, place) {
    if (!key) return undefined;
    const given = key.kind === 'given';
    return {
      name: given ? key.arn : keyAlias,
      given,
      place,
      logGroup: logGroup.name,
      ...(!given && key.rotationDays !== undefined && { rotationDays: key.rotationDays }),
      takeOver: overwrite,
      tags: ownedTags(keyAlias, tags),
    };
  },

  unmade: ({ given }) => (given ? 'given' : undefined),

  // Tags cost a call, so they are read only where something is to be changed if the key is ours.
  async read(target, inputs) {
    const key = await readKey(target, inputs, true);
    const want = kmsKey.want(inputs, target, {});
    if (!key || key.owner || !want || want.given) return key;
    if (keyDifferences(want, { ...key, owner: { by: 'us' } }).length === 0) return key;
    // One of ours must not be tagged as taken over, so with --overwrite they have to be read.
    const read = keyTags(await target.kms(), key.id);
    const tags = want.takeOver ? await read : await unlessDenied(read);
    return { ...key, owner: keyOwner(tags, want.name, key.description), ...(tags && { tags }) };
  },

  diff(want, have) {
    if (have) checkUsable(want, have);
    return want.given ? [] : keyDifferences(want, have);
  },

  // A key whose deletion was cancelled is disabled until it is enabled.
  basis: (_want, { id, owner, state }) => ({
    id,
    ...(owner && { ours: owner.by !== 'others' }),
    ...(state === 'Disabled' && { midway: ['keyState'] }),
  }),

  keep(want, have) {
    if (!isOfOthers(have) || want.takeOver || keyDifferences(want, have).length === 0) return undefined;
    return 'session-manager did not make it, and uses it as it is; --overwrite changes it';
  },

  sentence(action, { name, given }, have) {
    if (given) return `Using KMS key: ${name}`;
    if (action === 'create') return `Creating KMS key: ${name}`;
    if (action !== 'update') return `KMS key ${name} already exists`;
    if (have?.owner?.by === 'others') return `Taking over KMS key ${name}: session-manager did not make it`;
    if (have?.state === 'PendingDeletion') return `Recovering KMS key ${name}: it was pending deletion`;
    if (have?.alias === undefined)
      return `Adopting KMS key ${have?.id} as ${name}: another run left it without an alias`;
    return `Updating KMS key ${name}`;
  },

  apply: writeKey,

  // A given key is never changed, so its tags are not needed; in another account they could not be read at all.
  async tags(target, { id, given, alias, tags }) {
    return given ? {} : ownOnly(tags ?? (await keyTags(await target.kms(), id)), alias);
  },

  async tag(target, { id }, tags) {
    const kms = await target.kms();
    await kms.tagResource({ KeyId: id, Tags: toKmsTags(tags) });
  },

  outputs: ({ name, given }, have, changed) =>
    have ? { keyArn: have.arn, keyIsFresh: have.young || changed } : { keyArn: given ? name : PENDING },

  removal: {
    standsAlone: true,

    // The rotation is read only where there is one to put back.
    async read(target, inputs) {
      const key = await readKey(target, inputs, false);
      if (!key || key.given) return key;
      const kms = await target.kms();
      const tags = await keyTags(kms, key.id);
      const isTold = ROTATION_TAG in tags && ['Enabled', 'Disabled'].includes(key.state);
      return { ...key, tags, ...(isTold && (await rotation(kms, key.id))) };
    },

    // Where the policy admits only our log group, no other log group can be encrypted with it, and no call is needed.
    async keepForOthers(target, { arn, state, policy }, tags, { logGroup: { name }, removal }) {
      if (isTakenOver(tags) && !removal.force) return undefined;
      const admitted = admittedLogGroups(policy, target);
      if (state === 'PendingDeletion' || (admitted !== 'any' && admitted.every((group) => group === name)))
        return undefined;
      const others = (await logGroupsWithKey(target, arn)).filter((group) => group !== name);
      return others.length === 0 ? undefined : `it is still needed by log group ${others.join(', ')}`;
    },

    keepByFlag: ({ removal }) => (removal.keepKey ? '--keep-key' : undefined),

    decide(have, tags, { inputs: { keyAlias, logGroup, removal }, kept }) {
      if (isTakenOver(tags) && !removal.force) {
        // What stays may hold events encrypted with it.
        const stays = kept.logGroups?.some((group) => logGroupName(group) === logGroup.name);
        const back = stays ? undefined : restoration(have, tags, keyAlias, logGroup.name);
        if (back) return back;
        const reason = 'it was there before, and setup --overwrite only changed it; --force deletes it all the same';
        return { action: 'keep', reason };
      }
      if (have.state === 'PendingDeletion') {
        const summary = `Deleting alias ${keyAlias} of KMS key ${have.id}, which is pending deletion`;
        return { action: 'delete', summary, loss: 'only the alias; the key itself was scheduled for deletion before' };
      }
      if (kept.keys?.some((key) => key === ANY || sameKey(key, have.arn, have.place) !== 'no')) {
        return { action: 'keep', reason: 'what is kept here still needs it' };
      }
      const older = kept.logGroups?.find((group) => group !== ANY && mayHoldEvents(have, logGroupName(group)));
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

    basis: ({ id }) => ({ id }),

    // An alias has no policy of its own. What the policy of the key itself allows needs no permission in IAM.
    writes(target, { arn, alias, state, policy }, tags, { removal }) {
      const { caller = '', account } = target;
      const aliasArn = arn.replace(/key\/[^/]+$/, alias ?? '');
      const context = {
        'kms:CallerAccount': [account],
        ...(alias !== undefined && { 'kms:ResourceAliases': [alias] }),
      };
      const onKey = (action: string): readonly Write[] =>
        keyAccess(policy, target, caller, action) === 'delegated' ? [{ action, arns: [arn], context, tags }] : [];
      // What is taken out of the policy of a key of others is known only when it is done.
      if (isTakenOver(tags) && !removal.force) return [];
      return [
        ...(state === 'PendingDeletion' ? [] : onKey('kms:ScheduleKeyDeletion')),
        ...(alias === undefined
          ? []
          : [{ action: 'kms:DeleteAlias', arns: [aliasArn], tags: {} }, ...onKey('kms:DeleteAlias')]),
      ];
    },

    // The deletion is scheduled before the alias goes: stopped in between, the next run still finds the key by its alias.
    async remove(target, have, tags, { logGroup, removal }) {
      const kms = await target.kms();
      if (isTakenOver(tags) && !removal.force) return putBack(kms, have, tags, logGroup.name);
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
  return oldest && { ...(await complete(oldest, undefined)), owner: { by: 'us' }, surplus };
}

// A key that was made for another alias is that of others here, whatever points to it now.
function ownOnly({ [OWNER_TAG]: owner, ...tags }: Tags, alias: string | undefined): Tags {
  const isOther = owner === undefined || (alias !== undefined && owner !== alias && owner !== TAKEN_OVER);
  return isOther ? tags : { ...tags, [OWNER_TAG]: owner };
}

// A log group's events stay encrypted with the key that it had when they arrived, whatever its key is now.
function mayHoldEvents({ policy, place }: FoundKey, logGroup: string): boolean {
  const admitted = admittedLogGroups(policy, place);
  return admitted === 'any' || admitted.includes(logGroup);
}
