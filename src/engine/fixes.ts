import type { Fault, Finding } from '../checks/check.ts';
import type { Remedy, SetupCommand } from '../checks/remedy.ts';

/** A remedy that several findings share. */
export interface Fix {
  readonly remedy: Remedy;
  /** The number of findings that it clears. */
  readonly clears: number;
  /** Their checks, each once. */
  readonly checks: readonly string[];
}

const MOST = 3;

/** A remedy, and the findings that it clears. */
interface Cleared<Kind extends Remedy = Remedy> {
  readonly remedy: Kind;
  readonly faults: readonly Fault[];
}

/** Picks the remedies that clear the most findings, failures before warnings; three at the most. Setup commands that one command can replace are one. */
export function bestFixes(findings: readonly Finding[]): readonly Fix[] {
  return joined(byRemedy(findings.filter(isWrong)))
    .map(({ remedy, faults }) => ({
      weight: faults.reduce((sum, { verdict }) => sum + (verdict === 'fail' ? 1000 : 1), 0),
      fix: { remedy, clears: faults.length, checks: [...new Set(faults.map(({ check }) => check))].toSorted() },
    }))
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MOST)
    .map(({ fix }) => fix);
}

/** Tells whether a fix requires the AWS CLI. */
export const takesAwsCli = ({ remedy }: Pick<Fix, 'remedy'>): boolean =>
  (remedy.kind === 'commands' ? remedy.commands : [remedy]).some(({ kind }) => kind === 'aws');

const isWrong = (finding: Finding): finding is Fault => finding.verdict === 'fail' || finding.verdict === 'warn';

function byRemedy(faults: readonly Fault[]): readonly Cleared[] {
  const found = new Map<string, Cleared>();
  for (const fault of faults) {
    const key = JSON.stringify(fault.remedy);
    const { remedy, faults: others } = found.get(key) ?? { remedy: fault.remedy, faults: [] };
    found.set(key, { remedy, faults: [...others, fault] });
  }
  return [...found.values()];
}

type Setup = Cleared<SetupCommand>;

const isSetup = (cleared: Cleared): cleared is Setup => cleared.remedy.kind === 'setup';

function joined(all: readonly Cleared[]): readonly Cleared[] {
  const overRegions = merged(
    all.filter(isSetup),
    (one, other) => doSame(one, other) && same(one.accounts, other.accounts),
  );
  const overAccounts = merged(
    overRegions,
    (one, other) =>
      doSame(one, other) && same(one.regions, other.regions) && one.accounts.length > 0 && other.accounts.length > 0,
  );
  return [...absorbed(overAccounts), ...all.filter((cleared) => !isSetup(cleared))];
}

/** Merges each two that can be one. */
function merged(
  setups: readonly Setup[],
  mayBeOne: (one: SetupCommand, other: SetupCommand) => boolean,
): readonly Setup[] {
  const found: Setup[] = [];
  for (const setup of setups) {
    const index = found.findIndex(({ remedy }) => mayBeOne(remedy, setup.remedy));
    const other = found[index];
    if (!other) found.push(setup);
    else {
      found[index] = {
        faults: [...other.faults, ...setup.faults],
        remedy: {
          ...other.remedy,
          regions: [...new Set([...other.remedy.regions, ...setup.remedy.regions])],
          accounts: [...new Set([...other.remedy.accounts, ...setup.remedy.accounts])],
        },
      };
    }
  }
  return found;
}

/** Leaves out commands whose work another one does too: `--kms` beside `--kms --grant`. */
function absorbed(setups: readonly Setup[]): readonly Setup[] {
  const wide = setups.filter(({ remedy }) => !setups.some((other) => includes(other.remedy, remedy)));
  return wide.map(({ remedy, faults }) => ({
    remedy,
    faults: [...faults, ...setups.filter((other) => includes(remedy, other.remedy)).flatMap((other) => other.faults)],
  }));
}

function includes(wide: SetupCommand, narrow: SetupCommand): boolean {
  const flags = flagsOf(wide);
  return (
    wide !== narrow &&
    sameWay(wide, narrow) &&
    (updatesNothing(narrow) || !updatesNothing(wide)) &&
    flagsOf(narrow).every((flag) => flags.includes(flag)) &&
    narrow.regions.every((region) => wide.regions.includes(region)) &&
    (narrow.accounts.length > 0 || wide.accounts.length === 0) &&
    narrow.accounts.every((account) => wide.accounts.includes(account))
  );
}

/** The only flag that makes a command do less. */
const LESS = 'agent-update';

const updatesNothing = ({ flags }: SetupCommand): boolean => flags[LESS] === false;

/** Lists what a command does, flag by flag. */
const flagsOf = ({ flags }: SetupCommand): readonly string[] =>
  Object.entries(flags)
    .filter(([name]) => name !== LESS)
    .map((flag) => JSON.stringify(flag));

const doSame = (one: SetupCommand, other: SetupCommand): boolean =>
  sameWay(one, other) && updatesNothing(one) === updatesNothing(other) && same(flagsOf(one), flagsOf(other));

const sameWay = (one: SetupCommand, other: SetupCommand): boolean =>
  one.profile === other.profile && JSON.stringify(one.invocation) === JSON.stringify(other.invocation);

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value) => other.includes(value));
