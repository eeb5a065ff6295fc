import { UserError } from '../errors.ts';
import { type AssociationTarget, associationTargets } from './association-targets.ts';
import type { RawOf } from './input.ts';
import { parsePreferences } from './preferences.ts';
import { checkNeeds, readerOf } from './reader.ts';
import { scheduleProblem } from './schedule.ts';
import { removalInputs } from './tables/delete.ts';
import type { PreferenceInputs } from './tables/preferences.ts';
import { setupInputs } from './tables/setup.ts';
import { parseTags } from './tags.ts';
import { invalid } from './values.ts';

/** The key that encrypts: one we keep behind an alias, or one that is given and never changed. */
export type KeyInput =
  | { readonly kind: 'managed'; readonly rotationDays?: number }
  | { readonly kind: 'given'; readonly arn: string };

/** The user's wishes as plain, validated data. An optional field that is absent was not asked for and stays as it is. */
export interface Inputs {
  readonly logGroup: {
    readonly name: string;
    /** True if the name was given: the default is no request to log there. */
    readonly asked: boolean;
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
  /** True: audit the roles of nodes after setup. */
  readonly policyAudit: boolean;
  /** True: give the roles of nodes what they lack. */
  readonly grant: boolean;
  /** Keep the agent up to date; a new association gets a schedule and targets also where none are asked for. */
  readonly agentUpdate?: { readonly schedule?: string; readonly targets?: readonly AssociationTarget[] };
  readonly tags: Readonly<Record<string, string>>;
  readonly removal: {
    readonly force: boolean;
    readonly keepLogs: boolean;
    readonly keepKey: boolean;
    /** Days, 7 to 30. */
    readonly pendingWindow: number;
  };
}

const inputTable = { ...setupInputs, ...removalInputs };

/** Flags as they were typed, by name. Every value is still text. */
export type RawInputs = RawOf<typeof inputTable>;

const reader = (raw: RawInputs) => readerOf(inputTable, raw);

type Reader = ReturnType<typeof reader>;

/** Turns flags into inputs. Calls nothing. Throws a UserError for the first value that AWS would not take. */
export function parseInputs(raw: RawInputs): Inputs {
  const read = reader(raw);
  const key = parseKey(raw, read);
  if (raw['encrypt-sessions'] && !key) {
    throw new UserError('no-key', '--encrypt-sessions needs a key: add --kms, or --kms-key with the ARN of one');
  }
  const agentUpdate = parseAgentUpdate(raw, read);
  if (raw.grant && raw['policy-audit'] === false) {
    throw new UserError('conflict', '--grant grants what the policy audit finds missing: leave out --no-policy-audit');
  }
  return {
    logGroup: {
      name: read('log-group'),
      asked: raw['log-group'] !== undefined,
      ...defined('retention', retentionOf(read('retention'))),
      ...defined('deletionProtection', read('deletion-protection')),
    },
    ...defined('key', key),
    keyAlias: `alias/${read('kms-alias').replace(/^alias\//, '')}`,
    encryptSessions: read('encrypt-sessions') ?? false,
    preferences: parsePreferences(raw),
    overwrite: read('overwrite') ?? false,
    policyAudit: read('policy-audit'),
    grant: read('grant') ?? false,
    ...defined('agentUpdate', agentUpdate),
    tags: parseTags(read('tag') ?? []),
    removal: {
      force: read('force') ?? false,
      keepLogs: read('keep-logs') ?? false,
      keepKey: read('keep-key') ?? false,
      pendingWindow: read('pending-window'),
    },
  };
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
}

const retentionOf = (text: string | undefined): Inputs['logGroup']['retention'] =>
  text === undefined || text === 'never' ? text : Number(text);

function parseKey(raw: RawInputs, read: Reader): KeyInput | undefined {
  if (raw['kms-key'] !== undefined && raw.kms) {
    throw new UserError('conflict', '--kms makes a key and --kms-key uses an existing one: give only one of them');
  }
  checkNeeds(inputTable, raw);
  const arn = read('kms-key');
  if (arn !== undefined) return { kind: 'given', arn };
  return raw.kms ? { kind: 'managed', ...defined('rotationDays', read('rotation-days')) } : undefined;
}

function parseAgentUpdate(raw: RawInputs, read: Reader): Inputs['agentUpdate'] {
  if (!read('agent-update')) {
    if (raw['agent-update-schedule'] === undefined && raw['agent-update-targets'] === undefined) return undefined;
    throw new UserError('conflict', '--no-agent-update contradicts --agent-update-schedule and --agent-update-targets');
  }
  const schedule = read('agent-update-schedule');
  const problem = schedule === undefined ? undefined : scheduleProblem(schedule);
  if (schedule !== undefined && problem !== undefined) throw invalid('--agent-update-schedule', schedule, problem);
  const targets = read('agent-update-targets');
  return { ...defined('schedule', schedule), ...defined('targets', targets && associationTargets(targets)) };
}
