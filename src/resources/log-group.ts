import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { unlessDenied } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { fullKeyName } from '../names/key.ts';
import { logGroupArn, logGroupName } from '../names/log-group.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import { bytes } from './bytes.ts';
import { DELIVERY, deliversOnly } from './log-group-class.ts';
import { expire, type LogGroupSettings, onceKeyIsAccepted, protect } from './log-group-settings.ts';
import { lostKey, putBack, removalWrites, restoration, takeoverTags } from './log-group-takeover.ts';
import { type Owner, ownerByTags } from './owner.ts';
import { isOurs, isTakenOver, ownedTags } from './ownership.ts';
import { destinationText, isToBucketOnly } from './preferences/destination.ts';
import { checkTagCount } from './tag-count.ts';
import { ANY, differences, type Outputs, type Resource, type Tags, type Uses } from './resource.ts';

interface WantedLogGroup {
  readonly name: string;
  readonly place: Place;
  /** Absent: whatever key it has, or none. */
  readonly keyArn?: string;
  /** True if it was made or changed just now, so that a refusal to use it is perhaps temporary. */
  readonly keyIsFresh: boolean;
  /** Days; absent: unchanged. */
  readonly retention?: number | 'never';
  readonly deletionProtection?: boolean;
  /** The reason why `setup` leaves it alone. */
  readonly left?: string;
  /** True if one that others made may be changed, too. */
  readonly takeOver: boolean;
  readonly tags: Tags;
}

export interface FoundLogGroup extends LogGroupSettings {
  readonly name: string;
  readonly arn: string;
  readonly storedBytes: number;
  /** Absent where nothing would have to be changed: then its tags are not read. */
  readonly owner?: Owner;
  /** Absent where they were not read. */
  readonly tags?: Tags;
  /** The reason why the key that it had before us cannot be put back; only read for a removal. */
  readonly lostKey?: string;
  /** Its class; absent: STANDARD. It cannot be changed. */
  readonly class?: string;
}

/** The log group that takes the session logs. */
export const logGroup: Resource<WantedLogGroup, FoundLogGroup> = {
  id: 'log-group',
  scope: 'region',

  title: (inputs) => `CloudWatch log group ${inputs.logGroup.name}`,

  want(inputs, place, { keyArn, keyIsFresh = false, logsTo }) {
    const { name, retention, deletionProtection } = inputs.logGroup;
    const left = reasonToLeave(inputs, logsTo);
    return {
      name,
      place,
      ...(keyArn !== undefined && { keyArn }),
      keyIsFresh,
      ...(retention !== undefined && { retention }),
      ...(deletionProtection !== undefined && { deletionProtection }),
      ...(left !== undefined && { left }),
      takeOver: inputs.overwrite,
      tags: ownedTags('log-group', inputs.tags),
    };
  },

  leave: ({ left }) => left,

  read: (target, inputs) => describeLogGroup(target, inputs.logGroup.name),

  diff({ keyArn, retention, deletionProtection, left }, have) {
    if (left !== undefined) return [];
    const kept = have?.retention ?? 'never';
    return [
      ...differences(
        { kmsKeyId: keyArn, deletionProtectionEnabled: deletionProtection },
        { kmsKeyId: have?.keyArn, deletionProtectionEnabled: have?.deletionProtection ?? false },
      ),
      ...(retention === undefined || retention === kept
        ? []
        : [{ field: 'retentionInDays', have: days(kept), want: days(retention) }]),
    ];
  },

  // Tags cost a call. One of ours must not be tagged as taken over, so with --overwrite they have to be read.
  async identify(target, want, have) {
    if (logGroup.diff(want, have).length === 0) return have;
    const read = logGroup.tags(target, have);
    const tags = want.takeOver ? await read : await unlessDenied(read);
    return { ...have, owner: ownerByTags(tags), ...(tags && { tags }) };
  },

  basis: (_want, { owner }) => ({ ...(owner && { ours: owner.by !== 'others' }) }),

  keep(want, have) {
    if (!isHeld(want, have)) return undefined;
    return `session-manager did not make it (${have.owner.traits}), so it is left as it is; --overwrite changes it`;
  },

  async judge(_target, want, have) {
    const { name } = want;
    if (have?.class === DELIVERY) throw deliversOnly(name);
    if (!isTaggable(name)) throw notTaggable(name);
    if (!have?.tags || have.owner?.by === 'us') return;
    checkTagCount(`log group ${name}`, have.tags, takeoverTags(have, outcome(want, have), have.tags));
  },

  sentence(action, { name, left }, have) {
    if (action === 'create') return `Creating CloudWatch log group: ${name}`;
    if (action === 'keep' && left !== undefined) return `CloudWatch log group ${name} is not used`;
    if (action === 'keep') return `WARN: CloudWatch log group ${name} already exists`;
    if (action !== 'update') return `CloudWatch log group ${name} already exists`;
    if (have?.owner?.by === 'others')
      return `Taking over CloudWatch log group ${name}: session-manager did not make it`;
    return `Updating CloudWatch log group: ${name}`;
  },

  async apply(target, want, have) {
    const logs = await target.logs();
    const { name, keyArn, retention, deletionProtection } = want;
    const after = outcome(want, have);
    if (!have) {
      await onceKeyIsAccepted(target, want, () =>
        logs.createLogGroup({
          logGroupName: name,
          ...(keyArn !== undefined && { kmsKeyId: keyArn }),
          ...(deletionProtection && { deletionProtectionEnabled: true }),
          tags: { ...want.tags },
        }),
      );
    } else {
      if (have.owner && have.owner.by !== 'us')
        await logGroup.tag(target, have, takeoverTags(have, after, have.tags ?? {}));
      if (keyArn !== undefined && keyArn !== have.keyArn) {
        await onceKeyIsAccepted(target, want, () => logs.associateKmsKey({ logGroupName: name, kmsKeyId: keyArn }));
      }
      if (deletionProtection !== undefined && deletionProtection !== have.deletionProtection) {
        await protect(logs, name, deletionProtection);
      }
    }
    if (retention !== undefined && retention !== (have?.retention ?? 'never')) await expire(logs, name, retention);
    return after;
  },

  outputs(want, have) {
    if (want.left !== undefined) return {};
    const { name, keyArn } = want;
    const isHeldHere = have !== undefined && isHeld(want, have);
    const encrypted = ((isHeldHere ? undefined : keyArn) ?? have?.keyArn) !== undefined;
    const itsClass = have?.class === undefined ? {} : { class: have.class };
    return { logGroup: { name, encrypted, ...itsClass, ...(isHeldHere && { held: true }) } };
  },

  async tags(target, { name, arn, tags }) {
    if (tags) return tags;
    if (!isTaggable(name)) return {};
    const logs = await target.logs();
    return (await logs.listTagsForResource({ resourceArn: arn })).tags ?? {};
  },

  async tag(target, { arn }, tags) {
    const logs = await target.logs();
    await logs.tagResource({ resourceArn: arn, tags: { ...tags } });
  },

  removal: {
    needs: ['kms-key'],

    async read(target, { logGroup: { name } }) {
      const have = await describeLogGroup(target, name);
      if (have?.keyArn === undefined) return have;
      const lost = await lostKey(target, have, await logGroup.tags(target, have));
      return { ...have, ...(lost !== undefined && { lostKey: lost }) };
    },

    keepByFlag: ({ removal }) => (removal.keepLogs ? '--keep-logs' : undefined),

    decide(have, tags, { inputs, kept, logsTo }) {
      const { name, deletionProtection, storedBytes } = have;
      const { removal } = inputs;
      // Never deleted, with --force neither: its events are not only ours.
      if (isTakenOver(tags)) return restoration(have, tags);
      const left = removal.force && !isOurs(tags) ? reasonToLeave(inputs, logsTo) : undefined;
      if (left !== undefined) return { action: 'keep', reason: left };
      if (kept.logGroups?.some((group) => logGroupName(group) === name)) {
        return { action: 'keep', reason: 'the preferences document, which is kept, still logs to it' };
      }
      if (kept.logGroups?.includes(ANY)) {
        return {
          action: 'keep',
          reason: 'the preferences document, which is kept, lets sessions name their log group',
        };
      }
      if (deletionProtection && !removal.force) {
        const reason =
          'its deletion protection is on; setup --no-deletion-protection turns it off, --force overrides it';
        return { action: 'keep', reason };
      }
      return {
        action: 'delete',
        loss: `about ${bytes(storedBytes)} of session logs (AWS counts with some delay)`,
      };
    },

    async remove(target, have, tags) {
      if (isTakenOver(tags)) return putBack(target, have, tags);
      const logs = await target.logs();
      const { name, deletionProtection } = have;
      if (deletionProtection) await protect(logs, name, false);
      await logs.deleteLogGroup({ logGroupName: name });
    },

    writes: (_target, have, tags) => removalWrites(have, tags),

    uses: (have) => usesOf(have),

    leaves: (_target, have, tags) => Promise.resolve(isTakenOver(tags) ? usesOf(have) : {}),
  },
};

/** Tells whether a log group can carry tags: AWS takes # in its name, but not in the ARN by which tags are written and read. */
export const isTaggable = (name: string): boolean => !name.includes('#');

const notTaggable = (name: string): TargetError =>
  new TargetError(
    'NotTaggable',
    `log group ${name} cannot be made or changed: AWS takes no tags where the name contains #, so nothing would show whose it is`,
    'create it without session-manager, which uses it as it is, or choose a name without #',
  );

/** Tells whether a log group that others made is left as it is. */
const isHeld = (
  want: WantedLogGroup,
  have: FoundLogGroup,
): have is FoundLogGroup & { readonly owner: { readonly by: 'others' } } =>
  have.owner?.by === 'others' && !want.takeOver && logGroup.diff(want, have).length > 0;

/** Gives a log group as it is when `setup` is done with it. */
function outcome({ name, place, ...want }: WantedLogGroup, have: FoundLogGroup | undefined): FoundLogGroup {
  const keyArn = want.keyArn ?? have?.keyArn;
  const retention = want.retention ?? have?.retention;
  return {
    name,
    arn: have?.arn ?? logGroupArn(place, name),
    ...(keyArn !== undefined && { keyArn }),
    ...(typeof retention === 'number' && { retention }),
    deletionProtection: want.deletionProtection ?? have?.deletionProtection ?? false,
    storedBytes: have?.storedBytes ?? 0,
    ...(have?.class !== undefined && { class: have.class }),
  };
}

const usesOf = ({ name, keyArn }: FoundLogGroup): Uses => ({
  logGroups: [name],
  ...(keyArn !== undefined && { keys: [keyArn] }),
});

// A default is no request: sessions that are logged elsewhere stay logged there.
function reasonToLeave(
  { logGroup: { name, asked }, key, encryptSessions }: Inputs,
  logsTo: Outputs['logsTo'],
): string | undefined {
  if (asked || !logsTo || logsTo.logGroup === name) return undefined;
  if (key && !(encryptSessions && isToBucketOnly(logsTo))) return undefined;
  const asks = logsTo.logGroup === undefined ? 'asks for one' : 'asks for that one, or for another';
  return `the preferences log ${destinationText(logsTo)}; --log-group ${asks}`;
}

/** Reads the log group of exactly this name, since AWS searches by prefix. */
export async function describeLogGroup(target: Target, name: string): Promise<FoundLogGroup | undefined> {
  const logs = await target.logs();
  for await (const page of logs.paginateDescribeLogGroups({ logGroupNamePrefix: name })) {
    const found = page.logGroups?.find((group) => group.logGroupName === name);
    if (found) return toLogGroup(target, found, name);
  }
  return undefined;
}

/** Lists the names of all log groups of the region that are encrypted with a key. */
export async function logGroupsWithKey(target: Target, keyArn: string): Promise<readonly string[]> {
  const logs = await target.logs();
  const names: string[] = [];
  for await (const page of logs.paginateDescribeLogGroups({})) {
    for (const { logGroupName: name, kmsKeyId } of page.logGroups ?? []) {
      if (name === undefined || kmsKeyId === undefined) continue;
      if (fullKeyName(kmsKeyId, target) === keyArn) names.push(name);
    }
  }
  return names;
}

function toLogGroup(target: Target, group: LogGroup, name: string): FoundLogGroup {
  return {
    name,
    arn: (group.logGroupArn ?? group.arn ?? '').replace(/:\*$/, ''),
    ...(group.kmsKeyId !== undefined && { keyArn: fullKeyName(group.kmsKeyId, target) }),
    ...(group.retentionInDays !== undefined && { retention: group.retentionInDays }),
    deletionProtection: group.deletionProtectionEnabled ?? false,
    storedBytes: group.storedBytes ?? 0,
    ...(group.logGroupClass !== undefined && group.logGroupClass !== 'STANDARD' && { class: group.logGroupClass }),
  };
}

const days = (retention: number | 'never'): number | null => (retention === 'never' ? null : retention);
