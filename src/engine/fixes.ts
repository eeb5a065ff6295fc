import type { Fault, Finding } from '../checks/check.ts';
import type { Remedy, SetupCommand } from '../checks/remedy.ts';
import { adviceLikeness } from './likeness.ts';
import { nodesOf, sentTo } from './node-commands.ts';

/** The causes of findings, in the same report. What has none is not in it. */
export type Family = ReadonlyMap<Finding, readonly Finding[]>;

/** A remedy that several findings share. */
export interface Fix {
  readonly remedy: Remedy;
  /** The number of findings that it clears. */
  readonly clears: number;
  /** Their checks, each once. */
  readonly checks: readonly string[];
  /** Numbers of the fixes before it, counted from 1, that some of them take, too; absent: none. */
  readonly after?: readonly number[];
  /** How often it is to be done: for so many things, each like this; absent: once. */
  readonly steps?: number;
}

/** The most fixes, and how many where there is much to fix. */
const MOST = { usually: 3, ofMany: 5 };

/** The findings from which on there is much to fix. */
const MANY = 50;

/** A remedy, and the findings that it clears. */
interface Cleared<Kind extends Remedy = Remedy> {
  readonly remedy: Kind;
  readonly faults: readonly Fault[];
}

/**
 * Picks the remedies that clear the most findings, failures before warnings; three at the most, five where there is much to fix. Setup
 * commands that one command can replace are one, and so is advice that differs only in what it is for. What takes many steps counts
 * for less, by their square root: so a network comes before each of its nodes. What has causes is not fixed by itself: it is cleared
 * with the last of them.
 */
export function bestFixes(findings: readonly Finding[], family: Family = new Map()): readonly Fix[] {
  const wrong = findings.filter(isWrong);
  const roots = wrong.filter((fault) => !family.has(fault));
  const groups = alike(joined(sentTogether(byRemedy(roots)))).map(groupOf);
  const groupOfFault = new Map<Finding, Group>();
  for (const group of groups) for (const fault of group.faults) groupOfFault.set(fault, group);
  const symptoms = wrong.flatMap((fault) => {
    const owners = family.has(fault) ? rootsOf(fault, family).flatMap((root) => groupOfFault.get(root) ?? []) : [];
    return owners.length > 0 ? [{ fault, owners: [...new Set(owners)] }] : [];
  });
  for (const { fault, owners } of symptoms) for (const group of owners) group.weight += weightOf(fault) / owners.length;
  const ranked = groups.toSorted((one, other) => worthOf(other) - worthOf(one));
  const rank = new Map(ranked.map((group, index) => [group, index]));
  for (const { fault, owners } of symptoms) {
    const ranks = owners.map((owner) => rank.get(owner) ?? 0).toSorted((one, other) => other - one);
    const [last = 0, ...before] = ranks;
    ranked[last]?.faults.push(fault);
    for (const index of before) ranked[last]?.after.add(index + 1);
  }
  const most = wrong.length > MANY ? MOST.ofMany : MOST.usually;
  return ranked.slice(0, most).map(({ remedy, faults, after, steps }) => ({
    remedy,
    clears: faults.length,
    checks: [...new Set(faults.map(({ check }) => check))].toSorted(),
    ...(after.size > 0 && { after: [...after].toSorted((one, other) => one - other) }),
    ...(steps > 1 && { steps }),
  }));
}

/** A remedy, what it clears, and how much that is. */
interface Group {
  readonly remedy: Remedy;
  readonly faults: Fault[];
  readonly after: Set<number>;
  readonly steps: number;
  weight: number;
}

const worthOf = ({ weight, steps }: Group): number => weight / Math.sqrt(steps);

const groupOf = ({ remedy, faults, steps }: Alike): Group => ({
  remedy,
  faults: [...faults],
  after: new Set(),
  steps,
  weight: faults.reduce((sum, fault) => sum + weightOf(fault), 0),
});

const weightOf = ({ verdict }: Fault): number => (verdict === 'fail' ? 1000 : 1);

/** Finds the causes that have none. */
const rootsOf = (finding: Finding, family: Family): readonly Finding[] =>
  family.get(finding)?.flatMap((cause) => rootsOf(cause, family)) ?? [finding];

/** Tells whether a fix requires the AWS CLI. */
export const takesAwsCli = ({ remedy }: Pick<Fix, 'remedy'>): boolean =>
  (remedy.kind === 'commands' ? remedy.commands : [remedy]).some(({ kind }) => kind === 'aws');

/** Tells whether a finding fails or warns. */
export const isWrong = (finding: Finding): finding is Fault => finding.verdict === 'fail' || finding.verdict === 'warn';

// Tens of thousands may have one remedy: they are added one by one.
function byRemedy(faults: readonly Fault[]): readonly Cleared[] {
  const found = new Map<string, { readonly remedy: Remedy; readonly faults: Fault[] }>();
  for (const fault of faults) {
    const key = JSON.stringify(fault.remedy);
    const known = found.get(key);
    if (known) known.faults.push(fault);
    else found.set(key, { remedy: fault.remedy, faults: [fault] });
  }
  return [...found.values()];
}

/** Makes one command of those that differ only in the nodes that they are sent to. */
function sentTogether(all: readonly Cleared[]): readonly Cleared[] {
  const found = new Map<string, Cleared & { readonly faults: Fault[]; readonly nodes: Set<string> }>();
  for (const [index, { remedy, faults }] of all.entries()) {
    const sent = nodesOf(remedy);
    const key = sent?.does ?? `${index}`;
    const known = found.get(key) ?? { remedy, faults: [], nodes: new Set() };
    found.set(key, known);
    for (const fault of faults) known.faults.push(fault);
    for (const node of sent?.nodes ?? []) known.nodes.add(node);
  }
  return [...found.values()].map(({ remedy, faults, nodes }) => ({
    remedy: nodes.size > 0 ? sentTo(remedy, [...nodes]) : remedy,
    faults,
  }));
}

/** Remedies that differ only in what they are for, by the first of them. */
interface Alike extends Cleared {
  readonly steps: number;
}

/** Puts remedies together that differ only in what they are for; setup commands are joined, or apart on purpose. */
function alike(all: readonly Cleared[]): readonly Alike[] {
  const found = new Map<string, { readonly remedy: Remedy; readonly faults: Fault[]; steps: number }>();
  for (const [index, cleared] of all.entries()) {
    const [first] = cleared.faults;
    const key = isSetup(cleared) || !first ? `${index}` : adviceLikeness({ ...first, remedy: cleared.remedy });
    const known = found.get(key) ?? { remedy: cleared.remedy, faults: [], steps: 0 };
    found.set(key, known);
    known.steps += stepsOf(cleared);
    for (const fault of cleared.faults) known.faults.push(fault);
  }
  return [...found.values()];
}

/** A command in words, as in a report that was read again. */
const COMMAND = /^(?:[^:]*: )*(?:aws|session-manager|[a-z]+=\$\(aws) /;

/** A command is run once; what is said in words, or added to a policy, is done for each thing. */
function stepsOf({ remedy, faults }: Cleared): number {
  if (remedy.kind !== 'hint' && remedy.kind !== 'statement') return 1;
  if (remedy.kind === 'hint' && COMMAND.test(remedy.text)) return 1;
  return Math.max(1, new Set(faults.flatMap(({ subject }) => subject ?? [])).size);
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
