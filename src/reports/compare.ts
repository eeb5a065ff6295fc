import type { Fault, Verdict } from '../checks/check.ts';
import { identityOf, numberedAfter, placeOf } from '../engine/identity.ts';
import {
  type Gone,
  isAccepted,
  type Report,
  type SinceNote,
  type Summary,
  type TargetReport,
} from '../engine/report.ts';
import { UserError } from '../errors.ts';
import { grouped } from '../render/grouped.ts';
import type { Marking } from './accept.ts';
import { lookedIn } from './looked.ts';
import type { Filed } from './read.ts';

/**
 * Compares a report with an earlier one, finding by finding, by their identities: marks what is new, or worse than it was, or accepted no
 * longer, and what was there before, and lists what is gone. What is gone may be unlooked instead: its place or its check was not looked
 * at this time. What is accepted is never new.
 */
export function comparedWith(report: Report, { file, report: earlier }: Filed): Report {
  const accounts = accountsOf([...earlier.targets, ...report.targets]);
  const { of: then, rest } = paired(findingsIn(report.targets, accounts), findingsIn(earlier.targets, accounts));
  const targets = markedAll(report.targets, then, lookedWords(earlier, accounts));
  const placed = report.targets.map((target) => known(target, accounts));
  const looked = lookedIn({ ...report, targets: placed });
  const left = rest.map(goneOf).toSorted(byWeight);
  const ofSame = asksOfSame(report, earlier);
  const isGone = (one: Gone): boolean => looked(one) && (ofSame || !isOfPeople(one.check));
  const gone = left.filter(isGone);
  const numbered = numberedAfter(placed, [...gone, ...left.filter((one) => !isGone(one))]);
  const time = earlier.run?.time;
  const since = {
    file,
    ...(time !== undefined && { time }),
    gone: numbered.slice(0, gone.length),
    unlooked: numbered.slice(gone.length),
  };
  return { ...report, targets, summary: { ...report.summary, ...comparisonOf(targets, since) }, since };
}

/** Makes what marks what is new in some of the targets, of which it is shown all findings of one place at once, as `comparedWith` does in all. */
export function comparer({ report: earlier }: Filed): Marking {
  const accounts = accountsOf(earlier.targets);
  const then = grouped(findingsIn(earlier.targets, accounts), ({ identity }) => identity);
  const lookedThen = lookedWords(earlier, accounts);
  return (targets) => {
    const now = findingsIn(targets, accounts);
    const same = [...new Set(now.map(({ identity }) => identity))].flatMap((identity) => then.get(identity) ?? []);
    return markedAll(targets, paired(now, same).of, lookedThen);
  };
}

/** Counts what is new, what was there before, and what is gone. What is accepted counts as none of them. */
export function comparisonOf(
  targets: readonly TargetReport[],
  { gone }: Pick<SinceNote, 'gone'>,
): Required<Pick<Summary, 'newFindings' | 'unchangedFindings' | 'goneFindings'>> {
  const faults = targets.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.verdict === 'ok' || isAccepted(finding) ? [] : [finding])),
  );
  return {
    newFindings: faults.filter(({ since }) => since === 'new').length,
    unchangedFindings: faults.filter(({ since }) => since === 'unchanged').length,
    goneFindings: gone.length,
  };
}

/** Tells whether a check is about those whose sessions a diagnosis is asked about. */
const isOfPeople = (check: string): boolean => /^(?:user|bypass)\./.test(check);

/** Tells whether a report is about everybody that an earlier one was about. */
function asksOfSame(now: Report, then: Report): boolean {
  if (now.principals === 'all') return true;
  if (now.principals ?? then.principals) {
    return JSON.stringify(now.principals) === JSON.stringify(then.principals);
  }
  const [one, other] = [now, then].map(({ run }) => run?.caller);
  return one === undefined || other === undefined || roleOf(one) === roleOf(other);
}

/** Leaves out the name of a session, which is another one in each run. */
const roleOf = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1');

/** Checks that a report can be compared with an earlier one. Throws a UserError where the earlier one has looked at nothing, or is about something else. */
export function checkComparable(command: string, { file, report: earlier }: Filed): void {
  if (earlier.noop) throw new UserError('no-report', `${file} is a report of --noop, which looks at nothing`);
  if (command === 'doctor' && earlier.command !== 'doctor') {
    const why = `${file} is a report of ${earlier.command}, which makes few checks: name one of doctor`;
    throw new UserError('other-command', why);
  }
}

/** The accounts that profiles lead to, as far as either report knows. */
type Accounts = ReadonlyMap<string, string>;

const accountsOf = (targets: readonly TargetReport[]): Accounts =>
  new Map(
    targets.flatMap(({ account, profile }) => (account !== null && profile !== undefined ? [[profile, account]] : [])),
  );

function known<Target extends Pick<TargetReport, 'account' | 'profile'>>(target: Target, accounts: Accounts): Target {
  const account = target.profile === undefined ? undefined : accounts.get(target.profile);
  return target.account === null && account !== undefined ? { ...target, account } : target;
}

/** A finding, its place, and what it is recognised by. */
interface Told {
  readonly fault: Fault;
  readonly target: TargetReport;
  readonly identity: string;
}

const findingsIn = (targets: readonly TargetReport[], accounts: Accounts): readonly Told[] =>
  targets.flatMap((one) => {
    const target = known(one, accounts);
    return target.findings.flatMap((fault) =>
      fault.verdict === 'ok' ? [] : [{ fault, target, identity: identityOf(placeOf(target, fault), fault) }],
    );
  });

/** What tells two findings of one identity apart, the most telling first. */
const TELLING: readonly ((told: Told) => string)[] = [
  ({ target, fault }) => `${target.region}\n${fault.verdict}\n${fault.summary}`,
  ({ target, fault }) => `${target.region}\n${fault.summary}`,
  ({ target }) => target.region,
  ({ fault }) => fault.summary,
  () => '',
];

/** Finds the earlier one of each finding, and those that are left. */
function paired(
  now: readonly Told[],
  then: readonly Told[],
): { readonly of: ReadonlyMap<Fault, Fault>; readonly rest: readonly Told[] } {
  const pairs = new Map<Fault, Fault>();
  let [left, rest] = [now, then];
  for (const telling of TELLING) {
    const open = new Map<string, Told[]>();
    for (const told of rest.toSorted(bySeverity)) {
      const key = `${told.identity}\n${telling(told)}`;
      open.set(key, [...(open.get(key) ?? []), told]);
    }
    const taken = new Set<Told>();
    left = left.toSorted(bySeverity).filter((told) => {
      const one = open.get(`${told.identity}\n${telling(told)}`)?.shift();
      if (!one) return true;
      taken.add(one);
      pairs.set(told.fault, one.fault);
      return false;
    });
    rest = rest.filter((told) => !taken.has(told));
  }
  return { of: pairs, rest };
}

const WORSE: readonly Verdict[] = ['ok', 'info', 'unknown', 'warn', 'fail'];

const rank = (verdict: Verdict): number => WORSE.indexOf(verdict);

const bySeverity = (one: Told, other: Told): number =>
  rank(other.fault.verdict) - rank(one.fault.verdict) || (one.fault.summary < other.fault.summary ? -1 : 1);

const markedAll = (
  targets: readonly TargetReport[],
  then: ReadonlyMap<Fault, Fault>,
  lookedThen: ReturnType<typeof lookedWords>,
): readonly TargetReport[] =>
  targets.map((target) => ({
    ...target,
    findings: target.findings.map((finding) =>
      finding.verdict === 'ok' ? finding : marked(finding, then.get(finding), () => lookedThen(target, finding)),
    ),
  }));

function marked(fault: Fault, then: Fault | undefined, wordThen: () => Verdict | undefined): Fault {
  if (fault.accepted) return then ? { ...fault, since: 'unchanged' } : fault;
  if (!then) {
    const was = wordThen();
    return { ...fault, since: 'new', ...(was !== undefined && { was }) };
  }
  if (then.accepted) return { ...fault, since: 'new', was: 'accepted' };
  const isWorse = rank(fault.verdict) > rank(then.verdict);
  return {
    ...fault,
    since: isWorse ? 'new' : 'unchanged',
    ...(then.verdict !== fault.verdict && { was: then.verdict }),
  };
}

/** Makes what tells what an earlier report said of the check of a finding that it had not: that it was ok, or that it could not look. */
function lookedWords(earlier: Report, accounts: Accounts): (target: TargetReport, fault: Fault) => Verdict | undefined {
  const words = new Map<string, Verdict>();
  const keyOf = (target: TargetReport, { check, scope }: Pick<Fault, 'check' | 'scope'>): string =>
    [check, ...placeOf(known(target, accounts), { scope })].join('\n');
  for (const target of earlier.targets) {
    for (const finding of target.findings) {
      const isWord = finding.verdict === 'ok' || (finding.verdict === 'unknown' && finding.subject === undefined);
      if (isWord) words.set(keyOf(target, finding), finding.verdict);
    }
  }
  return (target, fault) => words.get(keyOf(target, fault));
}

function goneOf({ fault, target, identity }: Told): Gone {
  const { check, scope, verdict, summary, subject, arn } = fault;
  const { account, accountName, region, profile } = target;
  return {
    id: identity,
    check,
    scope,
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    ...(profile !== undefined && { profile }),
    ...(subject !== undefined && { subject }),
    ...(arn !== undefined && { arn }),
    verdict,
    summary,
  };
}

const byWeight = (one: Gone, other: Gone): number => {
  const order = rank(other.verdict) - rank(one.verdict);
  if (order !== 0) return order;
  const [left, right] = [one, other].map(({ account, region, check, subject = '' }) =>
    [account ?? '', region, check, subject].join('\n'),
  );
  return (left ?? '') < (right ?? '') ? -1 : 1;
};
