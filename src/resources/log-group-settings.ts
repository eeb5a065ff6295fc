import type { CloudWatchLogs } from '../aws/clients/logs.ts';
import { TargetError } from '../errors.ts';
import type { Place } from '../aws/place.ts';
import { logsStatement } from '../policies/documents/key-policy.ts';
import type { Target } from '../targets/target.ts';
import { patiently } from './patience.ts';
import { PENDING } from './resource.ts';

/** The settings of a log group that `setup` can change. */
export interface LogGroupSettings {
  readonly keyArn?: string;
  /** Days; absent: events never expire. */
  readonly retention?: number;
  readonly deletionProtection: boolean;
}

export const protect = (logs: CloudWatchLogs, name: string, on: boolean): Promise<unknown> =>
  logs.putLogGroupDeletionProtection({ logGroupIdentifier: name, deletionProtectionEnabled: on });

/** Sets after how many days events expire. */
export const expire = (logs: CloudWatchLogs, name: string, retention: number | 'never'): Promise<unknown> =>
  retention === 'never'
    ? logs.deleteRetentionPolicy({ logGroupName: name })
    : logs.putRetentionPolicy({ logGroupName: name, retentionInDays: retention });

// Where CloudWatch Logs sees a new key or policy only after a while, it refuses it in one of these two wordings:
// https://github.com/hashicorp/terraform-provider-aws/issues/29282 and /8042.
const KEY_REFUSED = /does not exist or is not allowed to be used|KMS key id could not be found/i;

const TWO_MINUTES = { pause: 250, longest: 120_000 };

/** A key that a log group is to have. */
interface LogGroupKey {
  readonly name: string;
  readonly place: Place;
  readonly keyArn?: string;
  /** True if it was made or changed just now, so that a refusal to use it is perhaps temporary. */
  readonly keyIsFresh: boolean;
}

/** Makes a call that gives a log group a key; rejects with a TargetError where CloudWatch Logs may not use the key. */
export async function onceKeyIsAccepted(
  target: Target,
  key: LogGroupKey,
  call: () => Promise<unknown>,
  advice = `the key policy needs this statement: ${JSON.stringify(logsStatement(key.place, key.name))}`,
): Promise<void> {
  const isRefusal = (error: unknown): boolean => KEY_REFUSED.test((error as Error).message);
  try {
    await patiently(target, TWO_MINUTES, (error) => key.keyIsFresh && isRefusal(error), call);
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    const message = `CloudWatch Logs may not use key ${key.keyArn ?? PENDING} for log group ${key.name}`;
    throw new TargetError('KeyRefused', message, advice, { cause });
  }
}
