import { inDigits } from './counted.ts';
import type { Fault, Finding } from '../checks/check.ts';
import type { Family } from '../engine/fixes.ts';
import { withoutMark } from '../aws/sandbox-mark.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import { newMark } from './aside.ts';
import { namesOf, WORST_FIRST } from './blocks.ts';
import { firstSent } from '../engine/node-commands.ts';
import { familyOf } from './family.ts';
import { asOne, likenessOf } from './likeness.ts';

/** A fault, and the target that it is reported with. */
export interface Placed {
  readonly fault: Fault;
  readonly target: TargetReport;
}

/** Faults that are told as one, wherever they are: a root cause, and what it explains. */
export interface Cause {
  readonly verdict: Fault['verdict'];
  readonly check: string;
  /** What is wrong with all of them, in one sentence. */
  readonly summary: string;
  readonly placed: readonly Placed[];
  /** Other checks that found the same things wrong, which the same advice clears: the number of findings by check. */
  readonly also: ReadonlyMap<string, number>;
  /** What is there because of them, by check. */
  readonly symptoms: readonly Caused[];
  /** The advice for the first of them, in words. */
  readonly advice: string;
  /** The number of further advices, which differ in what they are for. */
  readonly others: number;
  readonly ref?: string;
  /** `NEW` where all of them are, or how many; '' where none is, or nothing was compared. */
  readonly mark: string;
  /** The number of findings that are gone once all of these are. */
  readonly findings: number;
}

/** Findings of one check that causes explain. */
export interface Caused {
  readonly check: string;
  readonly verdict: Fault['verdict'];
  readonly faults: readonly Fault[];
  /** The number of those that have another reason, too. */
  readonly shared: number;
}

/**
 * Finds what is told as one in a whole report, the worst first, and of what is equally bad that which explains most. What somebody has
 * accepted is left out.
 */
export function causesIn({ targets }: Pick<Report, 'targets'>): readonly Cause[] {
  const family = familyOf(targets);
  const placed = targets.flatMap((target) =>
    target.findings.flatMap((fault): readonly Placed[] =>
      // A closed region is both a problem and a finding.
      fault.verdict === 'ok' || fault.accepted !== undefined || fault.summary === target.error?.message
        ? []
        : [{ fault, target }],
    ),
  );
  const there = new Set<Finding>(placed.map(({ fault }) => fault));
  const roots = placed.filter(({ fault }) => !family.get(fault)?.some((cause) => there.has(cause)));
  const symptomsOf = symptomsIn(family, there);
  const groups = new Map<string, Cluster[]>();
  for (const cluster of clustersOf(roots)) {
    const { fault } = cluster.first;
    const key = JSON.stringify([fault.verdict, fault.check, fault.scope, likenessOf(fault.summary)]);
    const known = groups.get(key);
    if (known) known.push(cluster);
    else groups.set(key, [cluster]);
  }
  return [...groups.values()]
    .map((clusters) => causeOf(clusters, symptomsOf, family))
    .toSorted(
      (one, other) =>
        WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict) || other.findings - one.findings,
    );
}

/** A fault, and those that are told with it because the same advice clears them. */
interface Cluster {
  readonly first: Placed;
  readonly rest: Placed[];
}

const COMMAND = /\baws [a-z\d-]+ [a-z-]+ --/;

/** Puts faults of one family together that one piece of advice clears, where they are about one thing, or one check is about several. */
function clustersOf(roots: readonly Placed[]): readonly Cluster[] {
  const clusters: Cluster[] = [];
  const known = new Map<string, Cluster>();
  const worstFirst = roots.toSorted(
    (one, other) => WORST_FIRST.indexOf(one.fault.verdict) - WORST_FIRST.indexOf(other.fault.verdict),
  );
  for (const placed of worstFirst) {
    const { fault, target } = placed;
    const advice = adviceOf(fault.remedy);
    const where = [target.account, target.profile, target.region, advice];
    const keys = [
      JSON.stringify([...where, 'thing', fault.check.split('.')[0], fault.subject]),
      ...(COMMAND.test(advice) ? [JSON.stringify([...where, 'check', fault.check])] : []),
    ];
    const cluster = keys.flatMap((key) => known.get(key) ?? [])[0];
    if (cluster) cluster.rest.push(placed);
    else {
      const made = { first: placed, rest: [] };
      clusters.push(made);
      for (const key of keys) known.set(key, made);
    }
  }
  return clusters;
}

type SymptomsOf = (fault: Fault) => readonly Fault[];

function symptomsIn(family: Family, there: ReadonlySet<Finding>): SymptomsOf {
  const direct = new Map<Finding, Fault[]>();
  for (const [symptom, causes] of family) {
    if (symptom.verdict === 'ok' || !there.has(symptom)) continue;
    for (const cause of causes) {
      const known = direct.get(cause);
      if (known) known.push(symptom);
      else direct.set(cause, [symptom]);
    }
  }
  return (fault) => {
    const found = new Set<Fault>();
    const add = (one: Fault): void => {
      for (const symptom of direct.get(one) ?? []) {
        if (found.has(symptom)) continue;
        found.add(symptom);
        add(symptom);
      }
    };
    add(fault);
    return [...found];
  };
}

function causeOf(clusters: readonly Cluster[], symptomsOf: SymptomsOf, family: Family): Cause {
  const placed = clusters.map(({ first }) => first);
  const [one] = placed;
  if (!one) throw new Error('a cause has a finding');
  const { verdict, check, remedy } = one.fault;
  const beside = clusters.flatMap(({ rest }) => rest);
  const also = new Map<string, number>();
  const own: Placed[] = [...placed];
  for (const other of beside) {
    if (other.fault.check === check) own.push(other);
    else also.set(other.fault.check, (also.get(other.fault.check) ?? 0) + 1);
  }
  const roots = new Set<Finding>([...placed, ...beside].map(({ fault }) => fault));
  const caused = [...new Set([...placed, ...beside].flatMap(({ fault }) => symptomsOf(fault)))];
  const symptoms = new Map<string, Fault[]>();
  for (const symptom of caused) {
    const key = `${symptom.check} ${symptom.verdict}`;
    symptoms.set(key, [...(symptoms.get(key) ?? []), symptom]);
  }
  const { remedy: told, covers } = firstSent(
    remedy,
    placed.map(({ fault }) => fault.remedy),
  );
  const advices = new Set(placed.flatMap(({ fault }) => (covers(fault.remedy) ? [] : [adviceOf(fault.remedy)])));
  advices.delete(adviceOf(remedy));
  const ref = placed.find(({ fault }) => fault.ref !== undefined)?.fault.ref;
  return {
    verdict,
    check,
    summary: asOne(placed.map(({ fault }) => fault.summary)),
    placed: own,
    also,
    symptoms: [...symptoms.values()].flatMap((faults) => {
      const [first] = faults;
      if (!first) return [];
      const shared = faults.filter((fault) => hasOtherRoots(fault, roots, family)).length;
      return [{ check: first.check, verdict: first.verdict, faults, shared }];
    }),
    advice: withoutMark(adviceOf(told)),
    others: advices.size,
    ...(ref !== undefined && { ref }),
    mark: markOf(own.map(({ fault }) => fault)),
    findings: placed.length + beside.length + caused.length,
  };
}

function markOf(faults: readonly Fault[]): string {
  const marks = faults.map(newMark).filter((mark) => mark !== '');
  if (marks.length < faults.length) return marks.length === 0 ? '' : `${inDigits(marks.length)} NEW`;
  return new Set(marks).size === 1 ? (marks[0] ?? '') : 'NEW';
}

/** Tells whether a symptom has a cause besides these, and what they cause. */
function hasOtherRoots(fault: Finding, roots: ReadonlySet<Finding>, family: Family): boolean {
  const causes = family.get(fault);
  if (!causes) return !roots.has(fault);
  return causes.some((cause) => !roots.has(cause) && hasOtherRoots(cause, roots, family));
}

/** Names what faults are about, each once, with its name behind it. */
export function subjectsOf(
  faults: readonly Fault[],
): readonly (readonly [subject: string, name: string | undefined])[] {
  const names = namesOf(faults);
  return [...new Set(faults.flatMap(({ subject }) => subject ?? []))].map((subject) => [subject, names.get(subject)]);
}
