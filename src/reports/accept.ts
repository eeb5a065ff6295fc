import { CATALOGUE } from '../checks/catalogue.ts';
import type { Acceptance, CheckScope, Fault, Finding } from '../checks/check.ts';
import { hint } from '../checks/remedy.ts';
import { bestFixes, type Fix } from '../engine/fixes.ts';
import { type BaselineEntry, isAccepted, recounted, type Report, type TargetReport } from '../engine/report.ts';
import { familyOf } from '../render/family.ts';
import { type Baseline, checkMatcher } from './baseline.ts';
import { lookedIn } from './looked.ts';
import { isPattern, matching } from '../names/pattern.ts';

/**
 * Marks what a baseline accepts, counts it apart, and says which of its entries have expired, or match nothing where their place and check
 * were looked at. `today`: the day in UTC, as `2026-11-26`; on its last day an entry still counts.
 */
export function accepting(report: Report, baseline: Baseline, today: string): Report {
  const entries = datedOf(baseline, today);
  const used = new Set<BaselineEntry>();
  const targets = markedBy(entries, today, (entry) => used.add(entry))(report.targets);
  const unused = entries.filter(({ entry }) => !used.has(entry));
  const looked = unused.length > 0 ? couldMatch(report) : () => false;
  const told = { ...report, targets: withCausesTold(targets) };
  const counted = recounted(told);
  return {
    ...counted,
    ...(counted.fixes && (counted.summary.accepted ?? report.summary.accepted ?? 0) > 0 && { fixes: fixesOf(counted) }),
    baseline: {
      file: baseline.file,
      expired: entries.flatMap(({ entry, isOver: over }) => (over && used.has(entry) ? [entry] : [])),
      unmatched: unused.flatMap(({ entry }) => (looked(entry) ? [entry] : [])),
    },
  };
}

/** Makes what marks what a baseline accepts in some of the targets, as `accepting` does in all. */
export const acceptorOf = (baseline: Baseline, today: string): Marking => markedBy(datedOf(baseline, today), today);

/** Marks findings in the reports of targets. */
export type Marking = (targets: readonly TargetReport[]) => readonly TargetReport[];

const datedOf = ({ entries }: Baseline, today: string): readonly Dated[] =>
  entries.map((entry) => ({ entry, isOver: isOver(entry, today) }));

function markedBy(
  entries: readonly Dated[],
  today: string,
  use: (entry: BaselineEntry) => void = () => undefined,
): Marking {
  const find = finderOf(entries);
  return (targets) =>
    targets.map((target) => ({
      ...target,
      findings: target.findings.map((finding) => {
        if (finding.verdict === 'ok') return finding;
        const found = find(target, finding);
        for (const { entry } of found) use(entry);
        const first = found.find(({ isOver: over }) => !over);
        const { accepted, ...fault } = finding;
        // What was accepted when it was found may be no longer.
        if (accepted && !isOver(accepted, today)) return finding;
        return first ? { ...fault, accepted: acceptanceOf(first.entry) } : fault;
      }),
    }));
}

const isOver = ({ expires }: Acceptance, today: string): boolean => expires !== undefined && expires < today;

const acceptanceOf = ({ reason, owner, expires }: BaselineEntry): Acceptance => ({
  reason,
  ...(owner !== undefined && { owner }),
  ...(expires !== undefined && { expires }),
});

const fixesOf = ({ targets }: Report): readonly Fix[] => {
  const findings = targets.flatMap((target) => target.findings);
  return bestFixes(
    findings.filter((finding) => !isAccepted(finding)),
    familyOf(targets),
  );
};

/** Where a finding is: that of the machine is in no account, and that of an account is reported with one of its regions. */
type Where = Pick<TargetReport, 'account' | 'region'>;

/** Tells whether an entry is about a finding. */
export function matcherOf(entry: BaselineEntry): (where: Where, finding: Fault) => boolean {
  const isOf = checkMatcher(entry.check);
  const isThing = anyOr(entry.subject);
  const isThere = placeMatcher(entry);
  return (where, finding) => isOf(finding.check) && isThing(finding.subject ?? '') && isThere(where, finding.scope);
}

function placeMatcher({ account, region }: BaselineEntry): (where: Where, scope: CheckScope) => boolean {
  const [isAccount, isRegion] = [anyOr(account), anyOr(region)];
  const isAnywhere = account === undefined && region === undefined;
  return (where, scope) =>
    scope === 'machine' ? isAnywhere : isAccount(where.account ?? '') && isRegion(where.region);
}

const anyOr = (pattern: string | undefined): ((text: string) => boolean) =>
  pattern === undefined ? () => true : matching(pattern);

interface Dated {
  readonly entry: BaselineEntry;
  readonly isOver: boolean;
}

const ANY = '*';

// Thousands of findings meet thousands of entries: most are told apart by the account, the check and the thing.
function finderOf(entries: readonly Dated[]): (where: Where, finding: Fault) => readonly Dated[] {
  const buckets = new Map<string, (Dated & { readonly matches: ReturnType<typeof matcherOf> })[]>();
  for (const dated of entries) {
    const { account = ANY, check, subject = ANY } = dated.entry;
    const id = Object.hasOwn(CATALOGUE, check) ? check : ANY;
    const key = keyOf(isPattern(account) ? ANY : account, id, isPattern(subject) ? ANY : subject);
    const bucket = buckets.get(key) ?? [];
    buckets.set(key, bucket);
    bucket.push({ ...dated, matches: matcherOf(dated.entry) });
  }
  const order = new Map(entries.map(({ entry }, index) => [entry, index]));
  const place = ({ entry }: Dated): number => order.get(entry) ?? 0;
  return (where, finding) =>
    [ANY, where.account ?? '']
      .flatMap((account) => [ANY, finding.check].map((check) => [account, check] as const))
      .flatMap((found) =>
        [ANY, finding.subject ?? ''].flatMap((subject) => buckets.get(keyOf(...found, subject)) ?? []),
      )
      .filter(({ matches }) => matches(where, finding))
      .toSorted((one, other) => place(one) - place(other));
}

const keyOf = (account: string, check: string, subject: string): string => `${account}\n${check}\n${subject}`;

/** Makes what tells whether a run has looked where an entry could match, and for what. */
function couldMatch(report: Report): (entry: BaselineEntry) => boolean {
  const looked = lookedIn(report);
  const scopes = new Map(report.targets.flatMap(({ findings }) => findings.map(({ check, scope }) => [check, scope])));
  const ids = Object.keys(CATALOGUE);
  const accounts = new Map<string | null, TargetReport[]>();
  for (const target of report.targets) {
    const ofAccount = accounts.get(target.account);
    if (ofAccount) ofAccount.push(target);
    else accounts.set(target.account, [target]);
  }
  const near = ({ account = ANY }: BaselineEntry): readonly TargetReport[] =>
    isPattern(account) ? report.targets : (accounts.get(account) ?? []);
  return (entry) => {
    const isThere = placeMatcher(entry);
    const checks = ids.filter(checkMatcher(entry.check));
    const subject = entry.subject === undefined || isPattern(entry.subject) ? {} : { subject: entry.subject };
    return near(entry).some((target) =>
      checks.some((check) => {
        const scope = scopes.get(check) ?? 'region';
        return isThere(target, scope) && looked({ ...target, check, scope, ...subject });
      }),
    );
  };
}

// A symptom stays what it is: whoever accepts the cause has not said that the nodes may be lost.
function withCausesTold(targets: readonly TargetReport[]): readonly TargetReport[] {
  const family = familyOf(targets);
  const told = (finding: Finding): Finding => {
    if (finding.verdict === 'ok' || finding.accepted || finding.remedy.kind !== 'hint') return finding;
    const names = (family.get(finding) ?? []).flatMap((cause) =>
      cause.verdict !== 'ok' && cause.accepted ? [cause.check] : [],
    );
    if (names.length === 0) return finding;
    const causes = [...new Set(names)].join(', ');
    const note = `: ${causes} is accepted, and what it causes is not`;
    const { text } = finding.remedy;
    return text.endsWith(note) ? finding : { ...finding, remedy: hint(text + note) };
  };
  return targets.map((target) => ({ ...target, findings: target.findings.map(told) }));
}
