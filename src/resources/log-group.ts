import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudWatchLogs } from '../aws/clients/logs.ts';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { fullKeyName } from '../names/key.ts';
import { logsStatement } from '../policies/documents/key-policy.ts';
import { logGroupArn } from '../policies/reading/key-policy.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import { ownedTags } from './ownership.ts';
import { patiently } from './patience.ts';
import { destinationText } from './preferences/destination.ts';
import { differences, type Outputs, PENDING, type Resource, type Tags } from './resource.ts';

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
  readonly tags: Tags;
}

export interface FoundLogGroup {
  readonly name: string;
  readonly arn: string;
  readonly keyArn?: string;
  /** Days; absent: events never expire. */
  readonly retention?: number;
  readonly deletionProtection: boolean;
  readonly storedBytes: number;
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

  sentence(action, { name }) {
    if (action === 'create') return `Creating CloudWatch log group: ${name}`;
    if (action === 'update') return `Updating CloudWatch log group: ${name}`;
    if (action === 'keep') return `CloudWatch log group ${name} is not used`;
    return `CloudWatch log group ${name} already exists`;
  },

  async apply(target, want, have) {
    const logs = await target.logs();
    const { name, keyArn, retention, deletionProtection } = want;
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
      if (keyArn !== undefined && keyArn !== have.keyArn) {
        await onceKeyIsAccepted(target, want, () => logs.associateKmsKey({ logGroupName: name, kmsKeyId: keyArn }));
      }
      if (deletionProtection !== undefined && deletionProtection !== have.deletionProtection) {
        await protect(logs, name, deletionProtection);
      }
    }
    if (retention === 'never' && have?.retention !== undefined) {
      await logs.deleteRetentionPolicy({ logGroupName: name });
    } else if (typeof retention === 'number' && retention !== have?.retention) {
      await logs.putRetentionPolicy({ logGroupName: name, retentionInDays: retention });
    }
    const keptKey = keyArn ?? have?.keyArn;
    const keptRetention = retention ?? have?.retention;
    return {
      name,
      arn: have?.arn ?? logGroupArn(want.place, name),
      ...(keptKey !== undefined && { keyArn: keptKey }),
      ...(typeof keptRetention === 'number' && { retention: keptRetention }),
      deletionProtection: deletionProtection ?? have?.deletionProtection ?? false,
      storedBytes: have?.storedBytes ?? 0,
    };
  },

  outputs: ({ name, keyArn, left }, have) =>
    left === undefined ? { logGroup: { name, encrypted: (keyArn ?? have?.keyArn) !== undefined } } : {},

  async tags(target, { arn }) {
    const logs = await target.logs();
    return (await logs.listTagsForResource({ resourceArn: arn })).tags ?? {};
  },

  async tag(target, { arn }, tags) {
    const logs = await target.logs();
    await logs.tagResource({ resourceArn: arn, tags: { ...tags } });
  },

  removal: {
    // Someone can claim or protect it while other targets are still read, and deleted events are gone for good.

    needs: ['kms-key'],

    keepByFlag: ({ removal }) => (removal.keepLogs ? '--keep-logs' : undefined),

    decide({ name, deletionProtection, storedBytes }, _tags, { inputs: { removal }, kept }) {
      if (kept.logGroups?.includes(name)) {
        return { action: 'keep', reason: 'the preferences document, which is kept, still logs to it' };
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

    async remove(target, { name, deletionProtection }) {
      const logs = await target.logs();
      if (deletionProtection) await protect(logs, name, false);
      await logs.deleteLogGroup({ logGroupName: name });
    },

    uses: ({ name, keyArn }) => ({ logGroups: [name], ...(keyArn !== undefined && { keys: [keyArn] }) }),
  },
};

// A default is no request: sessions that are logged elsewhere stay logged there.
function reasonToLeave({ logGroup: { name, asked }, key }: Inputs, logsTo: Outputs['logsTo']): string | undefined {
  if (asked || key || !logsTo || logsTo.logGroup === name) return undefined;
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
    for (const { logGroupName, kmsKeyId } of page.logGroups ?? []) {
      if (logGroupName === undefined || kmsKeyId === undefined) continue;
      if (fullKeyName(kmsKeyId, target) === keyArn) names.push(logGroupName);
    }
  }
  return names;
}

function toLogGroup(target: Target, group: LogGroup, name: string): FoundLogGroup {
  return {
    name,
    arn: group.logGroupArn ?? group.arn?.replace(/:\*$/, '') ?? '',
    ...(group.kmsKeyId !== undefined && { keyArn: fullKeyName(group.kmsKeyId, target) }),
    ...(group.retentionInDays !== undefined && { retention: group.retentionInDays }),
    deletionProtection: group.deletionProtectionEnabled ?? false,
    storedBytes: group.storedBytes ?? 0,
  };
}

const protect = (logs: CloudWatchLogs, name: string, on: boolean): Promise<unknown> =>
  logs.putLogGroupDeletionProtection({ logGroupIdentifier: name, deletionProtectionEnabled: on });

const days = (retention: number | 'never'): number | null => (retention === 'never' ? null : retention);

// Where CloudWatch Logs sees a new key or policy only after a while, it refuses it in one of these two wordings:
// https://github.com/hashicorp/terraform-provider-aws/issues/29282 and /8042.
const KEY_REFUSED = /does not exist or is not allowed to be used|KMS key id could not be found/i;

const TWO_MINUTES = { pause: 250, longest: 120_000 };

async function onceKeyIsAccepted(target: Target, want: WantedLogGroup, call: () => Promise<unknown>): Promise<void> {
  const isRefusal = (error: unknown): boolean => KEY_REFUSED.test((error as Error).message);
  try {
    await patiently(target, TWO_MINUTES, (error) => want.keyIsFresh && isRefusal(error), call);
  } catch (error) {
    throw isRefusal(error) ? keyRefused(want, error) : error;
  }
}

const keyRefused = ({ name, keyArn, place }: WantedLogGroup, cause: unknown): TargetError =>
  new TargetError(
    'KeyRefused',
    `CloudWatch Logs may not use key ${keyArn ?? PENDING} for log group ${name}`,
    `the key policy needs this statement: ${JSON.stringify(logsStatement(place, name))}`,
    { cause },
  );

function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = count < 1000 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), units.length - 1);
  const value = count / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
