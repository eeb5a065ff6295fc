import type { RegionFacts } from '../facts/region.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import type { Question } from '../inputs/question.ts';
import type { Target } from '../targets/target.ts';

/** A way to fix what was found, as data: it is put into words, and quoted for a shell, only when it is shown. */
export type Remedy = Command | Commands | Statement | Hint;

export type Command = SetupCommand | AwsCommand;

/** `session-manager setup`, for some regions of some accounts. */
export interface SetupCommand {
  readonly kind: 'setup';
  /** The flags that lead to the same accounts again. */
  readonly invocation: Question['invocation'];
  readonly regions: readonly string[];
  readonly profile?: string;
  /** Ids; empty: the account of the credentials. */
  readonly accounts: readonly string[];
  readonly flags: RawInputs;
}

/** A command of the AWS CLI, in one region. */
export interface AwsCommand {
  readonly kind: 'aws';
  /** The service, the operation, and what else stands before the options: `['kms', 'enable-key']`. */
  readonly operation: readonly string[];
  readonly options: AwsOptions;
  readonly region: string;
  readonly profile?: string;
  /** The account to run it in, where neither the credentials nor the profile leads to it. */
  readonly account?: string;
  /** The name of a shell variable for what it prints: options of the commands after it write that as `$name`, beside nothing that a shell expands. */
  readonly variable?: string;
}

/** Options by name, in the order in which they are written; `true`: without a value. */
export type AwsOptions = Readonly<Record<string, string | true | readonly string[]>>;

/** Commands to run one after the other, each if the one before it succeeded. At least one. */
export interface Commands {
  readonly kind: 'commands';
  /** The condition or purpose of running them: `if there is none`. */
  readonly lead?: string;
  readonly commands: readonly Command[];
}

/** A policy statement to add. */
export interface Statement {
  readonly kind: 'statement';
  /** The words before it, which say where it goes: `add this statement to the key policy`. */
  readonly lead: string;
  readonly statement: object;
  /** Another way to do the same. */
  readonly alternative?: string;
}

/** Anything else, in words. */
export interface Hint {
  readonly kind: 'hint';
  readonly text: string;
}

/** Lists the commands of a remedy that is nothing else. */
export const commandsOf = (remedy: Command | Commands): readonly Command[] =>
  remedy.kind === 'commands' ? remedy.commands : [remedy];

/** Makes advice in words, which can name commands. */
export const hint = (text: string): Hint => ({ kind: 'hint', text });

/** Makes the command that sets up everything in one region; `flags`: about the agent update. */
export const wholeSetup = (facts: RegionFacts, logGroup: string | undefined, flags: RawInputs = {}): SetupCommand =>
  setupWith(facts, logGroup, facts.question.inputs.agentUpdate ? flags : { 'agent-update': false });

/**
 * Makes the command that sets up what these flags say, with what the preferences already name; the agent update stays as it
 * is, unless a flag is about it.
 */
export const setupCommand = (
  facts: RegionFacts,
  logGroup: string | undefined,
  flags: RawInputs,
  regions?: readonly string[],
): SetupCommand =>
  setupWith(facts, logGroup, isAboutAgentUpdate(flags) ? flags : { ...flags, 'agent-update': false }, regions);

const isAboutAgentUpdate = (flags: RawInputs): boolean =>
  'agent-update-targets' in flags || 'agent-update-schedule' in flags;

function setupWith(
  { target, question: { inputs, invocation, accountsAsked } }: RegionFacts,
  logGroup: string | undefined,
  flags: RawInputs,
  regions: readonly string[] = [target.region],
): SetupCommand {
  const profile = target.profile ?? target.homeProfile;
  const name = logGroup ?? inputs.logGroup.name;
  const alias = inputs.keyAlias.replace(/^alias\//, '');
  return {
    kind: 'setup',
    invocation,
    regions,
    ...(profile !== undefined && { profile }),
    accounts: accountsAsked ? [target.account] : [],
    flags: {
      // Setup looks after the default where the preferences log to it, or where there are none.
      ...((name !== 'sessions' || (logGroup === undefined && inputs.logGroup.asked)) && { 'log-group': name }),
      ...(flags.kms && flags['kms-alias'] === undefined && alias !== 'session' && { 'kms-alias': alias }),
      ...flags,
    },
  };
}

/** Makes a command of the AWS CLI for the region and the account of a target. */
export function awsCommand(
  { target }: { readonly target: Pick<Target, 'account' | 'region' | 'profile' | 'homeProfile' | 'assumed'> },
  operation: readonly string[],
  options: AwsOptions = {},
): AwsCommand {
  const profile = target.profile ?? target.homeProfile;
  return {
    kind: 'aws',
    operation,
    options,
    region: target.region,
    ...(profile !== undefined && { profile }),
    ...(target.assumed && { account: target.account }),
  };
}
