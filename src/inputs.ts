import { parse as parseArn, validate as isArn } from '@aws-sdk/util-arn-parser';
import { scheduleProblem } from './aws/schedule.ts';
import { UserError } from './errors.ts';
import { isReservedTag } from './resources/ownership.ts';

/** Which key encrypts: one we keep behind an alias, or one that is given and never changed. */
export type KeyInput =
  | { readonly kind: 'managed'; readonly rotationDays?: number }
  | { readonly kind: 'given'; readonly arn: string };

/** The inputs of the preferences document that the user gave; what is absent was not asked for. */
export interface PreferenceInputs {
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  readonly s3Encryption?: boolean;
  readonly streaming?: boolean;
  /** Minutes, 1 to 60. */
  readonly idleTimeout?: number;
  /** Minutes, 1 to 1440. */
  readonly maxDuration?: number;
  readonly runAs?: string;
  readonly shellProfileLinux?: string;
  readonly shellProfileWindows?: string;
}

export interface AssociationTarget {
  readonly key: string;
  readonly values: readonly string[];
}

/** What the user asked for: plain, validated data. An optional field that is absent was not asked for and stays as it is. */
export interface Inputs {
  readonly logGroup: {
    readonly name: string;
    /** Days, or `never` to expire. */
    readonly retention?: number | 'never';
    readonly deletionProtection?: boolean;
  };
  readonly key?: KeyInput;
  /** With its prefix: `alias/session`. */
  readonly keyAlias: string;
  readonly encryptSessions: boolean;
  readonly preferences: PreferenceInputs;
  readonly overwrite: boolean;
  readonly agentUpdate?: { readonly schedule: string; readonly targets: readonly AssociationTarget[] };
  readonly tags: Readonly<Record<string, string>>;
  readonly removal: {
    readonly force: boolean;
    readonly keepLogs: boolean;
    readonly keepKey: boolean;
    /** Days, 7 to 30. */
    readonly pendingWindow: number;
  };
}

/** Flags as they were typed, by name. Every value is still text. */
export interface RawInputs {
  readonly 'log-group'?: string | undefined;
  readonly retention?: string | undefined;
  readonly 'deletion-protection'?: boolean | undefined;
  readonly kms?: boolean | undefined;
  readonly 'kms-alias'?: string | undefined;
  readonly 'kms-key'?: string | undefined;
  readonly 'rotation-days'?: string | undefined;
  readonly 'encrypt-sessions'?: boolean | undefined;
  readonly 's3-bucket'?: string | undefined;
  readonly 's3-prefix'?: string | undefined;
  readonly 's3-encryption'?: boolean | undefined;
  readonly streaming?: boolean | undefined;
  readonly 'idle-timeout'?: string | undefined;
  readonly 'max-duration'?: string | undefined;
  readonly 'run-as'?: string | undefined;
  readonly 'shell-profile-linux'?: string | undefined;
  readonly 'shell-profile-windows'?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly 'agent-update'?: boolean | undefined;
  readonly 'agent-update-schedule'?: string | undefined;
  readonly 'agent-update-targets'?: Many | undefined;
  readonly tag?: Many | undefined;
  readonly force?: boolean | undefined;
  readonly 'keep-logs'?: boolean | undefined;
  readonly 'keep-key'?: boolean | undefined;
  readonly 'pending-window'?: string | undefined;
}

/** Retention that CloudWatch Logs offers, in days: `PutRetentionPolicy` in the service model. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const DEFAULT_SCHEDULE = 'cron(0 2 ? * * *)';
const DEFAULT_TARGETS = ['tag:StateManager=yes'];

/** Turns flags into inputs. Calls nothing. Throws a UserError for the first value that AWS would not take. */
export function parseInputs(raw: RawInputs): Inputs {
  const key = parseKey(raw);
  if (raw['encrypt-sessions'] && !key) {
    throw new UserError('no-key', '--encrypt-sessions needs a key: add --kms, or --kms-key with the ARN of one');
  }
  const agentUpdate = parseAgentUpdate(raw);
  return {
    logGroup: {
      name: logGroupName(raw['log-group'] ?? 'sessions'),
      ...defined('retention', raw.retention === undefined ? undefined : retention(raw.retention)),
      ...defined('deletionProtection', raw['deletion-protection']),
    },
    ...defined('key', key),
    keyAlias: keyAlias(raw['kms-alias'] ?? 'session'),
    encryptSessions: raw['encrypt-sessions'] ?? false,
    preferences: parsePreferences(raw),
    overwrite: raw.overwrite ?? false,
    ...defined('agentUpdate', agentUpdate),
    tags: raw.tag === undefined ? {} : parseTags(list('--tag', raw.tag)),
    removal: {
      force: raw.force ?? false,
      keepLogs: raw['keep-logs'] ?? false,
      keepKey: raw['keep-key'] ?? false,
      pendingWindow: wholeNumber('--pending-window', raw['pending-window'] ?? '30', 7, 30, 'days'),
    },
  };
}

/** A whole number within bounds, or a UserError that names the flag, the value and what is allowed. */
export function wholeNumber(flag: string, text: string, least: number, most: number, unit = ''): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw invalid(flag, text, `it must be a whole number from ${least} to ${most}${unit && ` ${unit}`}`);
}

/** A flag that may be repeated: oclif gives one unsplit text when it comes from the environment. */
export type Many = string | readonly string[];

/** Values that were separated by commas, repeated, or both; a UserError if there is none. */
export function list(flag: string, values: Many): readonly string[] {
  const items = [values]
    .flat()
    .flatMap((value) => value.split(','))
    .map((item) => item.trim());
  const found = [...new Set(items.filter((item) => item !== ''))];
  if (found.length === 0) throw new UserError('invalid-value', `${flag} is empty: give at least one value`);
  return found;
}

export const invalid = (flag: string, value: string, why: string, suggestions: readonly string[] = []): UserError =>
  new UserError('invalid-value', `${flag} ${JSON.stringify(value)}: ${why}`, suggestions);

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
}

function parseKey(raw: RawInputs): KeyInput | undefined {
  const arn = raw['kms-key'];
  if (arn !== undefined && raw.kms) {
    throw new UserError('conflict', '--kms makes a key and --kms-key uses an existing one: give only one of them');
  }
  const rotation = raw['rotation-days'];
  if (rotation !== undefined && !raw.kms) throw new UserError('conflict', '--rotation-days needs --kms');
  if (arn !== undefined) return { kind: 'given', arn: keyArn(arn) };
  if (!raw.kms) return undefined;
  const days = rotation === undefined ? undefined : wholeNumber('--rotation-days', rotation, 90, 2560, 'days');
  return { kind: 'managed', ...defined('rotationDays', days) };
}

function keyArn(text: string): string {
  const arn = isArn(text) ? parseArn(text) : undefined;
  if (arn?.service === 'kms' && /^\d{12}$/.test(arn.accountId) && arn.region && /^key\/[\w-]+$/.test(arn.resource)) {
    return text;
  }
  throw invalid('--kms-key', text, 'it must be the ARN of a key: arn:aws:kms:us-east-1:111122223333:key/<key id>');
}

// CreateAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
function keyAlias(text: string): string {
  const name = text.replace(/^alias\//, '');
  if (/^aws(\/|$)/.test(name)) throw invalid('--kms-alias', text, 'aliases that begin with aws/ belong to AWS');
  if (!/^[a-zA-Z0-9/_-]{1,250}$/.test(name)) {
    throw invalid('--kms-alias', text, 'it may hold letters, digits and / _ - (at most 250)');
  }
  return `alias/${name}`;
}

// CreateLogGroup: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
function logGroupName(text: string): string {
  if (text.startsWith('aws/')) throw invalid('--log-group', text, 'names that begin with aws/ belong to AWS');
  // AWS takes # too, but not in the ARN by which a log group is tagged.
  if (/^[\w./-]{1,512}$/.test(text)) return text;
  throw invalid('--log-group', text, 'it may hold letters, digits and . - _ / (at most 512)');
}

function retention(text: string): number | 'never' {
  if (text === 'never') return text;
  const days = Number(text);
  if (/^\d+$/.test(text) && RETENTION_DAYS.includes(days)) return days;
  throw invalid('--retention', text, `CloudWatch Logs offers never, ${RETENTION_DAYS.join(', ')} days`);
}

function parsePreferences(raw: RawInputs): PreferenceInputs {
  const bucket = raw['s3-bucket'];
  for (const flag of ['s3-prefix', 's3-encryption'] as const) {
    if (raw[flag] !== undefined && bucket === undefined) {
      throw new UserError('conflict', `--${flag} needs --s3-bucket`);
    }
  }
  checkSize(raw);
  const idle = raw['idle-timeout'];
  const duration = raw['max-duration'];
  return {
    ...defined('s3Bucket', bucket === undefined ? undefined : bucketName(bucket)),
    ...defined('s3Prefix', raw['s3-prefix']),
    ...defined('s3Encryption', raw['s3-encryption'] ?? (bucket === undefined ? undefined : true)),
    ...defined('streaming', raw.streaming),
    ...defined('idleTimeout', idle === undefined ? undefined : wholeNumber('--idle-timeout', idle, 1, 60, 'minutes')),
    ...defined(
      'maxDuration',
      duration === undefined ? undefined : wholeNumber('--max-duration', duration, 1, 1440, 'minutes'),
    ),
    ...defined('runAs', raw['run-as'] === undefined ? undefined : runAsUser(raw['run-as'])),
    ...defined('shellProfileLinux', raw['shell-profile-linux']),
    ...defined('shellProfileWindows', raw['shell-profile-windows']),
  };
}

// A document may have 64 KB; the rest of it needs less than 4: CreateDocument in the service model.
function checkSize(raw: RawInputs): void {
  const texts = [raw['shell-profile-linux'], raw['shell-profile-windows'], raw['s3-prefix']];
  const size = Buffer.byteLength(JSON.stringify(texts));
  if (size <= 60_000) return;
  throw new UserError(
    'invalid-value',
    `--shell-profile-linux, --shell-profile-windows and --s3-prefix have ${size} bytes together; 60000 fit into the document`,
  );
}

// General purpose buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
function bucketName(text: string): string {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
  const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ols-s3|\.mrap|--x-s3|--table-s3)$/.test(text);
  if (wellFormed && !reserved && !text.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return text;
  throw invalid(
    '--s3-bucket',
    text,
    'it must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
  );
}

function runAsUser(text: string): string {
  if (text === 'root') throw invalid('--run-as', text, 'Session Manager does not start sessions as root');
  if (/^[^\s:/]{1,256}$/.test(text)) return text;
  throw invalid('--run-as', text, 'it must be the name of an operating system user on the nodes');
}

function parseAgentUpdate(raw: RawInputs): Inputs['agentUpdate'] {
  const schedule = raw['agent-update-schedule'];
  const targets = raw['agent-update-targets'];
  if (raw['agent-update'] === false) {
    if (schedule === undefined && targets === undefined) return undefined;
    throw new UserError('conflict', '--no-agent-update contradicts --agent-update-schedule and --agent-update-targets');
  }
  const problem = schedule === undefined ? undefined : scheduleProblem(schedule);
  if (schedule !== undefined && problem) throw invalid('--agent-update-schedule', schedule, problem);
  return { schedule: schedule ?? DEFAULT_SCHEDULE, targets: associationTargets(targets ?? DEFAULT_TARGETS) };
}

// At most five targets of at most 50 values: CreateAssociation in the service model.
function associationTargets(values: Many): readonly AssociationTarget[] {
  const flag = '--agent-update-targets';
  const items = list(flag, values);
  if (items.includes('all')) {
    if (items.length > 1) throw invalid(flag, items.join(','), 'all stands alone');
    return [{ key: 'InstanceIds', values: ['*'] }];
  }
  const byKey = new Map<string, string[]>();
  for (const item of items) {
    const parts = /^(tag:[\p{L}\p{Z}\p{N}_.:/\-@]{1,128})=(.{1,256})$/u.exec(item);
    if (!parts) throw invalid(flag, item, 'it must be tag:Key=Value, or all');
    const [, key = '', value = ''] = parts;
    byKey.set(key, [...(byKey.get(key) ?? []), value]);
  }
  const targets = [...byKey].map(([key, targetValues]) => ({ key, values: targetValues }));
  if (targets.length > 5)
    throw invalid(flag, items.join(','), `at most five targets are allowed, not ${targets.length}`);
  if (targets.some((target) => target.values.length > 50)) {
    throw invalid(flag, items.join(','), 'a target takes at most 50 values');
  }
  return targets;
}

// The strictest of the four services: https://docs.aws.amazon.com/kms/latest/APIReference/API_Tag.html
function parseTags(values: readonly string[]): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const item of values) {
    const at = item.indexOf('=');
    if (at < 1) throw invalid('--tag', item, 'it must be key=value');
    const key = item.slice(0, at);
    const value = item.slice(at + 1);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw invalid('--tag', item, 'letters, digits, blanks and _ . : / = + - @ are allowed (key 128, value 256)');
    }
    if (/^aws:/i.test(key) || isReservedTag(key)) throw invalid('--tag', item, `tag keys like ${key} are reserved`);
    if (tags.has(key)) throw invalid('--tag', item, `tag ${key} is given twice`);
    tags.set(key, value);
  }
  if (tags.size > 40) throw new UserError('invalid-value', `--tag: at most 40 tags, not ${tags.size}`);
  return Object.fromEntries(tags);
}
