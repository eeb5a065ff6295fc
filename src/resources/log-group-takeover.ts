import { unlessDenied } from '../aws/errors.ts';
import { OWN_TAGS } from '../inputs/own-tags.ts';
import type { Target } from '../targets/target.ts';
import { describeKey } from './kms-key/state.ts';
import { expire, type LogGroupSettings, onceKeyIsAccepted, protect } from './log-group-settings.ts';
import { isTakenOver, OWNER_TAG, TAKEN_OVER } from './ownership.ts';
import type { Removal, Tags, Write } from './resource.ts';

/** The tag for each setting that we changed of a log group of others: what it was before, then what we set, by spaces. */
const REPLACED = {
  key: `${OWN_TAGS}replaced-key`,
  retention: `${OWN_TAGS}replaced-retention`,
  protection: `${OWN_TAGS}replaced-deletion-protection`,
} as const;

type Setting = keyof typeof REPLACED;

const SETTINGS = Object.keys(REPLACED) as readonly Setting[];

/** Writes a setting as its tag has it. */
function textOf(setting: Setting, { keyArn, retention, deletionProtection }: LogGroupSettings): string {
  if (setting === 'key') return keyArn ?? 'none';
  if (setting === 'retention') return String(retention ?? 'never');
  return deletionProtection ? 'on' : 'off';
}

/**
 * Gives the tags to write before a log group that others made is changed. Written first, so that a run that is killed in
 * between cannot lose what was there before. Until the change is made, the value before it may be ours, too.
 */
export function takeoverTags(have: LogGroupSettings, after: LogGroupSettings, tags: Tags): Tags {
  const noted = SETTINGS.flatMap((setting) => {
    const [there, next] = [textOf(setting, have), textOf(setting, after)];
    if (there === next) return [];
    const { before, written } = remembered(setting, tags);
    const values = before !== undefined && written.includes(there) ? [before, there, next] : [there, next];
    return [[REPLACED[setting], values.join(' ')] as const];
  });
  return { [OWNER_TAG]: TAKEN_OVER, ...Object.fromEntries(noted) };
}

interface Remembered {
  readonly before: string | undefined;
  readonly written: readonly string[];
}

function remembered(setting: Setting, tags: Tags): Remembered {
  const [before, ...written] = tags[REPLACED[setting]]?.split(' ') ?? [];
  return { before, written };
}

/** The settings to put back; an absent one stays as it is. */
interface Replaced {
  readonly keyArn?: string;
  readonly retention?: number | 'never';
  readonly deletionProtection?: boolean;
}

/** Gives what a setting was before us, where it is still as we set it. */
function replaced(setting: Setting, have: LogGroupSettings, tags: Tags): string | undefined {
  const found = remembered(setting, tags);
  const there = textOf(setting, have);
  return found.before !== there && found.written.includes(there) ? found.before : undefined;
}

// Where there was no key, ours stays: the preferences may require one, and events that are encrypted with it need it anyway.
function keyBefore(have: LogGroupSettings, tags: Tags): string | undefined {
  const keyArn = replaced('key', have, tags);
  return keyArn === 'none' ? undefined : keyArn;
}

/**
 * Reads why CloudWatch Logs would refuse the key that a log group had before us; undefined if it would not, or if that
 * cannot be known. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
 */
export async function lostKey(target: Target, have: LogGroupSettings, tags: Tags): Promise<string | undefined> {
  const keyArn = isTakenOver(tags) ? keyBefore(have, tags) : undefined;
  if (keyArn === undefined) return undefined;
  const kms = await target.kms();
  const read = await unlessDenied(describeKey(kms, keyArn).then((key) => ({ state: key?.KeyState })));
  if (!read || read.state === 'Enabled') return undefined;
  return read.state === undefined ? 'does not exist' : `is in state ${read.state}`;
}

function replacedSettings(have: NamedLogGroup, tags: Tags): Replaced {
  const keyArn = have.lostKey === undefined ? keyBefore(have, tags) : undefined;
  const [retention, protection] = [replaced('retention', have, tags), replaced('protection', have, tags)];
  return {
    ...(keyArn !== undefined && { keyArn }),
    ...(retention !== undefined && { retention: retention === 'never' ? retention : Number(retention) }),
    ...(protection !== undefined && { deletionProtection: protection === 'on' }),
  };
}

interface NamedLogGroup extends LogGroupSettings {
  readonly name: string;
  readonly arn: string;
  /** The reason why the key that it had before us cannot be put back. */
  readonly lostKey?: string;
}

/** Decides what `delete` does about a log group that was taken over: it puts back what we changed, and deletes nothing. */
export function restoration(have: NamedLogGroup, tags: Tags): Removal {
  const { keyArn, retention, deletionProtection } = replacedSettings(have, tags);
  const back = [
    ...(retention === undefined ? [] : [`retention ${retention === 'never' ? retention : `${retention} days`}`]),
    ...(deletionProtection === undefined ? [] : [`deletion protection ${deletionProtection ? 'on' : 'off'}`]),
    ...(keyArn === undefined ? [] : [`key ${keyArn}`]),
  ];
  const lost =
    have.lostKey === undefined
      ? ''
      : `; key ${keyBefore(have, tags)}, which it had before, ${have.lostKey}, so it keeps ${have.keyArn}`;
  const isShorter = typeof retention === 'number' && retention < (have.retention ?? Infinity);
  return {
    action: 'update',
    summary: `Putting back CloudWatch log group ${have.name}: ${back.length > 0 ? back.join(', ') : 'only our tags go'}${lost}`,
    loss: isShorter ? `its events older than ${retention} days` : 'what session-manager changed in it; its logs stay',
  };
}

/** Lists what `delete` certainly writes of a log group. In policies its ARN ends in `:*`, or does not. */
export function removalWrites({ arn, deletionProtection }: NamedLogGroup, tags: Tags): readonly Write[] {
  const write = (action: string): Write => ({ action, arns: [arn, `${arn}:*`], tags });
  if (isTakenOver(tags)) return [write('logs:UntagResource')];
  return [...(deletionProtection ? [write('logs:PutLogGroupDeletionProtection')] : []), write('logs:DeleteLogGroup')];
}

/**
 * Puts it back; the key, which can be refused, after everything else. The tags go last: until then a run after a killed one
 * knows that there is work left.
 */
export async function putBack(target: Target, have: NamedLogGroup, tags: Tags): Promise<void> {
  const logs = await target.logs();
  const { name, arn } = have;
  const { keyArn, retention, deletionProtection } = replacedSettings(have, tags);
  if (retention !== undefined) await expire(logs, name, retention);
  if (deletionProtection !== undefined) await protect(logs, name, deletionProtection);
  if (keyArn !== undefined) {
    const call = (): Promise<unknown> => logs.associateKmsKey({ logGroupName: name, kmsKeyId: keyArn });
    const advice = 'let CloudWatch Logs use that key again, or keep the log group as it is with --keep-logs';
    await onceKeyIsAccepted(target, { name, place: target, keyArn, keyIsFresh: false }, call, advice);
  }
  const tagKeys = [OWNER_TAG, ...Object.values(REPLACED)].filter((tag) => tag in tags);
  await logs.untagResource({ resourceArn: arn, tagKeys });
}
