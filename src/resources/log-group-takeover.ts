import { OWN_TAGS } from '../inputs/own-tags.ts';
import type { Target } from '../targets/target.ts';
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
  const replaced = SETTINGS.flatMap((setting) => {
    const [there, next] = [textOf(setting, have), textOf(setting, after)];
    if (there === next) return [];
    const { before, written } = remembered(setting, tags);
    const values = before !== undefined && written.includes(there) ? [before, there, next] : [there, next];
    return [[REPLACED[setting], values.join(' ')] as const];
  });
  return { [OWNER_TAG]: TAKEN_OVER, ...Object.fromEntries(replaced) };
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

// What is still as we set it. Where there was no key, ours stays: the preferences may require one, and events that are
// encrypted with it need it anyway.
function replacedSettings(have: LogGroupSettings, tags: Tags): Replaced {
  const before = (setting: Setting): string | undefined => {
    const found = remembered(setting, tags);
    const there = textOf(setting, have);
    return found.before !== there && found.written.includes(there) ? found.before : undefined;
  };
  const [keyArn, retention, protection] = [before('key'), before('retention'), before('protection')];
  return {
    ...(keyArn !== undefined && keyArn !== 'none' && { keyArn }),
    ...(retention !== undefined && { retention: retention === 'never' ? retention : Number(retention) }),
    ...(protection !== undefined && { deletionProtection: protection === 'on' }),
  };
}

interface NamedLogGroup extends LogGroupSettings {
  readonly name: string;
  readonly arn: string;
}

/** Decides what `delete` does about a log group that was taken over: it puts back what we changed, and deletes nothing. */
export function restoration(have: NamedLogGroup, tags: Tags): Removal {
  const { keyArn, retention, deletionProtection } = replacedSettings(have, tags);
  const back = [
    ...(retention === undefined ? [] : [`retention ${retention === 'never' ? retention : `${retention} days`}`]),
    ...(deletionProtection === undefined ? [] : [`deletion protection ${deletionProtection ? 'on' : 'off'}`]),
    ...(keyArn === undefined ? [] : [`key ${keyArn}`]),
  ];
  const isShorter = typeof retention === 'number' && retention < (have.retention ?? Infinity);
  return {
    action: 'update',
    summary: `Putting back CloudWatch log group ${have.name}: ${back.length > 0 ? back.join(', ') : 'only our tags go'}`,
    loss: isShorter ? `its events older than ${retention} days` : 'what session-manager changed in it; its logs stay',
  };
}

/** Lists what `delete` certainly writes of a log group. In policies its ARN ends in `:*`, or does not. */
export function removalWrites({ arn, deletionProtection }: NamedLogGroup, tags: Tags): readonly Write[] {
  const write = (action: string): Write => ({ action, arns: [arn, `${arn}:*`], tags });
  if (isTakenOver(tags)) return [write('logs:UntagResource')];
  return [...(deletionProtection ? [write('logs:PutLogGroupDeletionProtection')] : []), write('logs:DeleteLogGroup')];
}

/** Puts it back. The tags go last: until then a run after a killed one knows that there is work left. */
export async function putBack(target: Target, have: NamedLogGroup, tags: Tags): Promise<void> {
  const logs = await target.logs();
  const { name, arn } = have;
  const { keyArn, retention, deletionProtection } = replacedSettings(have, tags);
  if (keyArn !== undefined) {
    const call = (): Promise<unknown> => logs.associateKmsKey({ logGroupName: name, kmsKeyId: keyArn });
    const advice = 'let CloudWatch Logs use that key again, or keep the log group as it is with --keep-logs';
    await onceKeyIsAccepted(target, { name, place: target, keyArn, keyIsFresh: false }, call, advice);
  }
  if (retention !== undefined) await expire(logs, name, retention);
  if (deletionProtection !== undefined) await protect(logs, name, deletionProtection);
  const tagKeys = [OWNER_TAG, ...Object.values(REPLACED)].filter((tag) => tag in tags);
  await logs.untagResource({ resourceArn: arn, tagKeys });
}
