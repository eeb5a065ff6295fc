import type { Fault } from '../checks/check.ts';
import type { Fix, TargetReport } from './report.ts';

const MOST = 3;

/** Findings that one advice clears. */
interface Cure {
  readonly advice: string;
  readonly faults: readonly Fault[];
}

/** The advice that clears the most findings, failures before warnings. Commands of ours that one command can do are one. */
export function bestFixes(targets: readonly TargetReport[]): readonly Fix[] {
  const byAdvice = new Map<string, Fault[]>();
  for (const fault of targets.flatMap(({ findings }) => findings.filter(isFault))) {
    byAdvice.set(fault.advice, [...(byAdvice.get(fault.advice) ?? []), fault]);
  }
  const cures = [...byAdvice].map(([advice, faults]): Cure => ({ advice, faults }));
  return together(cures)
    .map(({ advice, faults }) => ({
      weight: faults.reduce((sum, { verdict }) => sum + (verdict === 'fail' ? 1000 : 1), 0),
      fix: { advice, clears: faults.length, checks: [...new Set(faults.map(({ check }) => check))].toSorted() },
    }))
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MOST)
    .map(({ fix }) => fix);
}

const isFault = (finding: TargetReport['findings'][number]): finding is Fault =>
  finding.verdict === 'fail' || finding.verdict === 'warn';

/** A command of ours, in its parts. */
interface Command extends Cure {
  /** The verb, and flags with their values, as they are written. */
  readonly words: readonly string[];
  /** The same but for where. */
  readonly parts: ReadonlySet<string>;
  readonly regions: readonly string[];
  /** Empty: the account of the credentials. */
  readonly accounts: readonly string[];
}

function together(cures: readonly Cure[]): readonly Cure[] {
  const commands = cures.flatMap((cure) => commandOf(cure) ?? []);
  const others = cures.filter((cure) => !commandOf(cure));
  const overRegions = merged(commands, (one, other) => sameParts(one, other) && same(one.accounts, other.accounts));
  const overAccounts = merged(
    overRegions,
    (one, other) =>
      sameParts(one, other) && same(one.regions, other.regions) && one.accounts.length > 0 && other.accounts.length > 0,
  );
  return [...absorbed(overAccounts).map((command) => ({ ...command, advice: textOf(command) })), ...others];
}

function commandOf(cure: Cure): Command | undefined {
  if (!cure.advice.startsWith('session-manager ') || cure.advice.includes("'")) return undefined;
  const words = cure.advice.split(/ (?=--)/);
  const valuesOf = (flag: string): readonly string[] =>
    words.flatMap((word) => (word.startsWith(`${flag} `) ? word.slice(flag.length + 1).split(',') : []));
  const parts = new Set(words.filter((word) => !/^--(?:regions|accounts) /.test(word)));
  return { ...cure, words, parts, regions: valuesOf('--regions'), accounts: valuesOf('--accounts') };
}

const textOf = ({ words, regions, accounts }: Command): string =>
  words
    .map((word) => {
      if (word.startsWith('--regions ')) return `--regions ${regions.join(',')}`;
      return word.startsWith('--accounts ') ? `--accounts ${accounts.join(',')}` : word;
    })
    .join(' ');

/** Makes one of each two that may be one. */
function merged(commands: readonly Command[], mayBeOne: (one: Command, other: Command) => boolean): readonly Command[] {
  const found: Command[] = [];
  for (const command of commands) {
    const index = found.findIndex((other) => mayBeOne(other, command));
    const other = found[index];
    if (!other) found.push(command);
    else {
      found[index] = {
        ...other,
        faults: [...other.faults, ...command.faults],
        regions: [...new Set([...other.regions, ...command.regions])],
        accounts: [...new Set([...other.accounts, ...command.accounts])],
      };
    }
  }
  return found;
}

/** The only flag that makes a command do less. */
const LESS = '--no-agent-update';

/** Leaves out what another command does too: `--kms` beside `--kms --grant`. */
function absorbed(commands: readonly Command[]): readonly Command[] {
  const does = (wide: Command, narrow: Command): boolean =>
    wide !== narrow &&
    (narrow.parts.has(LESS) || !wide.parts.has(LESS)) &&
    [...narrow.parts].every((part) => part === LESS || wide.parts.has(part)) &&
    narrow.regions.every((region) => wide.regions.includes(region)) &&
    (narrow.accounts.length > 0 || wide.accounts.length === 0) &&
    narrow.accounts.every((account) => wide.accounts.includes(account));
  const wide = commands.filter((command) => !commands.some((other) => does(other, command)));
  return wide.map((command) => ({
    ...command,
    faults: [command, ...commands.filter((other) => does(command, other))].flatMap(({ faults }) => faults),
  }));
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value) => other.includes(value));

const sameParts = (one: Command, other: Command): boolean => same([...one.parts], [...other.parts]);
