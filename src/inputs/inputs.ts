import { scheduleProblem } from './schedule.ts';
import { UserError } from '../errors.ts';
import {
  associationTargets,
  bucketName,
  invalid,
  keyAlias,
  keyArn,
  list,
  logGroupName,
  type Many,
  parseTags,
  retention,
  runAsUser,
  wholeNumber,
} from './values.ts';

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
  /** Look at the roles of nodes after setup. */
  readonly policyAudit: boolean;
  /** Give the roles of nodes what they lack. */
  readonly grant: boolean;
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
  readonly 'policy-audit'?: boolean | undefined;
  readonly grant?: boolean | undefined;
  readonly tag?: Many | undefined;
  readonly force?: boolean | undefined;
  readonly 'keep-logs'?: boolean | undefined;
  readonly 'keep-key'?: boolean | undefined;
  readonly 'pending-window'?: string | undefined;
}

const DEFAULT_SCHEDULE = 'cron(0 2 ? * * *)';
const DEFAULT_TARGETS = ['tag:StateManager=yes'];

/** Turns flags into inputs. Calls nothing. Throws a UserError for the first value that AWS would not take. */
export function parseInputs(raw: RawInputs): Inputs {
  const key = parseKey(raw);
  if (raw['encrypt-sessions'] && !key) {
    throw new UserError('no-key', '--encrypt-sessions needs a key: add --kms, or --kms-key with the ARN of one');
  }
  const agentUpdate = parseAgentUpdate(raw);
  if (raw.grant && raw['policy-audit'] === false) {
    throw new UserError('conflict', '--grant grants what the policy audit finds missing: leave out --no-policy-audit');
  }
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
    policyAudit: raw['policy-audit'] ?? true,
    grant: raw.grant ?? false,
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
