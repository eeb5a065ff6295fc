import { firstSent } from '../engine/node-commands.ts';
import type { Fault, Finding } from '../checks/check.ts';
import type { Family } from '../engine/fixes.ts';
import type { Remedy } from '../checks/remedy.ts';
import { adviceOf } from './advice.ts';
import { newMark } from './aside.ts';
import { isOfNodes } from './of-nodes.ts';
import { nameBehind, shortName } from './place-heading.ts';

/** Findings that are shown as one. */
export interface Block {
  readonly verdict: Fault['verdict'];
  /** More than one only if they are unknown for the same reason. */
  readonly checks: readonly string[];
  readonly summary: string;
  /** Each once. */
  readonly subjects: readonly string[];
  /** What people call some of them, by subject; absent: none has a name. */
  readonly names?: ReadonlyMap<string, string>;
  /** The remedy of the first finding. */
  readonly remedy: Remedy;
  /** The number of findings that have another remedy. */
  readonly others: number;
  readonly ref?: string;
  /** `NEW`, where all of these findings are new; absent: they are not. */
  readonly mark?: string;
  /** Subjects of new findings among others. */
  readonly fresh?: ReadonlySet<string>;
  /** What is caused by these findings, and shown beneath them; absent: nothing. */
  readonly symptoms?: readonly Block[];
  /** What is caused by these findings and shown in other places: the number of findings by check; absent: nothing. */
  readonly elsewhere?: ReadonlyMap<string, number>;
}

/** The verdicts other than ok. */
export const WORST_FIRST = ['fail', 'warn', 'unknown', 'info'] as const satisfies readonly Fault['verdict'][];

/**
 * Groups similar findings, the worst first: those of one check, verdict and summary, and whatever is unknown for
 * one reason, because one denied read leaves many checks without an answer. What is ok is left out, and what is caused by
 * one of them is beneath it.
 */
export function blocksOf(findings: readonly Finding[], family: Family = new Map()): readonly Block[] {
  const here = new Set(findings);
  const symptoms = new Map<Finding, Finding[]>();
  for (const [symptom, causes] of family) {
    for (const cause of causes) {
      const known = symptoms.get(cause);
      if (known) known.push(symptom);
      else symptoms.set(cause, [symptom]);
    }
  }
  const roots = findings.filter((finding) => !family.get(finding)?.some((cause) => here.has(cause)));
  return blocksWith(roots, { here, symptomsOf: (fault) => symptoms.get(fault) ?? [], keyOf: alikeKey });
}

const alikeKey = ({ verdict, check, summary }: Fault): string =>
  JSON.stringify(verdict === 'unknown' ? [verdict, summary] : [verdict, summary, check]);

/** What is grouped, and how. */
interface Grouping {
  readonly here: ReadonlySet<Finding>;
  /** Gives what a fault is the cause of. */
  symptomsOf(fault: Fault): readonly Finding[];
  /** Gives what those have in common that are told as one. */
  keyOf(fault: Fault): string;
}

function blocksWith(findings: readonly Finding[], grouping: Grouping): readonly Block[] {
  const { here, symptomsOf, keyOf } = grouping;
  const alike = new Map<string, Fault[]>();
  for (const finding of findings) {
    if (finding.verdict === 'ok') continue;
    const key = keyOf(finding);
    const known = alike.get(key);
    if (known) known.push(finding);
    else alike.set(key, [finding]);
  }
  const blocks = [...alike.values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const caused = [...new Set([first, ...rest].flatMap(symptomsOf))];
    const beneath = blocksWith(
      caused.filter((one) => here.has(one)),
      { ...grouping, keyOf: (fault) => (isOfNodes(fault.check) ? fault.check + fault.verdict : alikeKey(fault)) },
    );
    const elsewhere = countsOf(caused.filter((one) => !here.has(one)));
    return [
      {
        ...blockOf(first, rest),
        ...(beneath.length > 0 && { symptoms: beneath }),
        ...(elsewhere.size > 0 && { elsewhere }),
      },
    ];
  });
  return blocks.toSorted((one, other) => rankOf(one) - rankOf(other));
}

const rankOf = ({ verdict, symptoms = [] }: Block): number =>
  Math.min(WORST_FIRST.indexOf(verdict), ...symptoms.map(rankOf));

function countsOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { check } of findings) counts.set(check, (counts.get(check) ?? 0) + 1);
  return counts;
}

function blockOf(first: Fault, rest: readonly Fault[]): Block {
  const all = [first, ...rest];
  const ref = all.find((fault) => fault.ref !== undefined)?.ref;
  const names = namesOf(all);
  const { remedy: own, covers } = firstSent(
    first.remedy,
    rest.map(({ remedy }) => remedy),
  );
  return {
    verdict: first.verdict,
    checks: [...new Set(all.map(({ check }) => check))],
    summary: first.summary,
    subjects: [...new Set(all.flatMap(({ subject }) => subject ?? []))],
    ...(names.size > 0 && { names }),
    remedy: own,
    others: rest.filter(({ remedy }) => !covers(remedy) && !isSameRemedy(remedy, first.remedy)).length,
    ...(ref !== undefined && { ref }),
    ...marksOf(all),
  };
}

/** Marks what is new: all of it together, or subject by subject. */
function marksOf(faults: readonly Fault[]): Pick<Block, 'mark' | 'fresh'> {
  const fresh = faults.filter(({ since }) => since === 'new');
  if (fresh.length === 0) return {};
  const marks = [...new Set(fresh.map(newMark))];
  if (fresh.length === faults.length) return { mark: marks.length === 1 ? (marks[0] ?? '') : 'NEW' };
  return { fresh: new Set(fresh.flatMap(({ subject }) => subject ?? [])) };
}

/** Gives the names of what faults are about, by subject. */
export const namesOf = (faults: readonly Fault[]): ReadonlyMap<string, string> =>
  new Map(
    faults.flatMap(({ subject, name }) =>
      subject === undefined || name === undefined || name === '' ? [] : [[subject, shortName(name)] as const],
    ),
  );

/** Names the subjects of a block, those that have a name with it: `i-0123456789abcdef0 (web-1)`. */
export const namedSubjects = ({
  subjects,
  names,
  fresh,
}: Pick<Block, 'subjects' | 'names' | 'fresh'>): readonly string[] =>
  subjects.map((subject) => `${subject}${nameBehind(names?.get(subject))}${fresh?.has(subject) ? ' (NEW)' : ''}`);

/** Tells whether two remedies are the same in words. */
export const isSameRemedy = (one: Remedy, other: Remedy): boolean => adviceOf(one) === adviceOf(other);

/** Counts the findings that are ok. */
export const okCount = (findings: readonly Finding[]): number =>
  findings.filter(({ verdict }) => verdict === 'ok').length;
