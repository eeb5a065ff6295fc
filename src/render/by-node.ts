import type { ChalkInstance } from 'chalk';
import { firstSent } from '../engine/node-commands.ts';
import type { Fault } from '../checks/check.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { withoutMark } from '../aws/sandbox-mark.ts';
import { adviceOf, piecesOfText } from './advice.ts';
import { isSameRemedy, WORST_FIRST } from './blocks.ts';
import { counted, inDigits } from './counted.ts';
import { folded, listed, verdictColour } from './findings.ts';
import { fitted, MOST_REST, type Told } from './fitting.ts';
import { asOne, likenessOf } from './likeness.ts';
import { nameBehind, shortName } from './place-heading.ts';
import { whereFound } from './where-found.ts';
import { firstLines, shortAdvice } from './short-advice.ts';
import { causesOf } from './symptoms.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** A node, and what is wrong with it. */
interface Ill {
  readonly id: string;
  readonly name?: string;
  readonly target: TargetReport;
  readonly faults: readonly Fault[];
}

/** Nodes with which the same is wrong. */
export type Alike = readonly Ill[];

const isNode = (subject: string | undefined): subject is string => /^m?i-/.test(subject ?? '');

/** Finds the nodes with which something is wrong, those with which the same is wrong together: the worst first, then the most. */
export function illNodes({ targets }: Pick<Report, 'targets'>): readonly Alike[] {
  const groups = new Map<string, Ill[]>();
  for (const target of targets) {
    for (const [id, faults] of byNode(target)) {
      const key = JSON.stringify(faults.map((fault) => keyOf(fault)).toSorted());
      const name = faults.find((fault) => fault.name)?.name;
      const ill = { id, target, faults, ...(name && { name: shortName(name) }) };
      groups.set(key, [...(groups.get(key) ?? []), ill]);
    }
  }
  return [...groups.values()].toSorted((one, other) => rankOf(one) - rankOf(other) || other.length - one.length);
}

function byNode({ findings }: TargetReport): ReadonlyMap<string, readonly Fault[]> {
  const found = new Map<string, Fault[]>();
  for (const finding of findings) {
    if (finding.verdict === 'ok' || finding.accepted !== undefined || !isNode(finding.subject)) continue;
    found.set(finding.subject, [...(found.get(finding.subject) ?? []), finding]);
  }
  return found;
}

/** Names the causes of a fault; the node itself is not named again. */
const reasonsOf = (fault: Fault): readonly string[] => causesOf(fault).map((name) => name.replace(/ of m?i-\S+$/, ''));

const keyOf = (fault: Fault): string =>
  JSON.stringify([fault.verdict, fault.check, likenessOf(fault.summary), reasonsOf(fault)]);

const rankOf = ([first]: Alike): number =>
  Math.min(...(first?.faults ?? []).map(({ verdict }) => WORST_FIRST.indexOf(verdict)));

/**
 * Tells what is wrong node by node, those with which the same is wrong as one, in no more than `rows` rows of a terminal: what is worst,
 * and of the most nodes, first.
 */
export function nodeLines(report: Report, paint: ChalkInstance, width: number, rows: number): Told {
  const groups = illNodes(report);
  const none = groups.length === 0 ? ['nothing was found that is about a node'] : [];
  const besides = [besidesInWords(report)]
    .filter((text) => text !== '')
    .flatMap((text) => wrapped(wordsOf(text), width));
  const manner = { report, paint, width };
  const details = ADVICE.map((most) => (group: Alike) => groupLines(group, manner, most));
  const { told, rest, isWhole } = fitted(groups, rows - none.length - besides.length, width, details);
  return {
    lines: [...told, ...restLines(rest, width), ...none, ...besides],
    isWhole: isWhole && besides.length === 0,
  };
}

/** The rows that the advice for a fault takes at the most, the fewest first; none: it is not told. */
const ADVICE = [0, 6, Infinity];

/** Counts the nodes that do not fit, by what is wrong with them. */
function restLines(rest: readonly Alike[], width: number): readonly string[] {
  if (rest.length === 0) return [];
  const counts = new Map<string, number>();
  for (const group of rest) {
    for (const check of new Set((group[0]?.faults ?? []).map((fault) => fault.check)))
      counts.set(check, (counts.get(check) ?? 0) + group.length);
  }
  const checks = [...counts].map(([check, count]) => (count > 1 ? `${check} (${inDigits(count)})` : check));
  const nodes = rest.reduce((sum, group) => sum + group.length, 0);
  const text = `… and ${counted(nodes, 'more node')}: ${checks.join(', ')}`;
  return firstLines(wrapped(wordsOf(text), width, '', '  '), MOST_REST, width);
}

/** `69 findings are about no node: --group-by cause`; nothing where there are none. */
export function besidesInWords({ targets }: Pick<Report, 'targets'>): string {
  const besides = targets
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.verdict !== 'ok' && finding.accepted === undefined && !isNode(finding.subject)).length;
  if (besides === 0) return '';
  const [are, them] = besides === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${counted(besides, 'finding')} ${are} about no node: --group-by cause tells ${them}`;
}

/** What is wrong with nodes that are alike. */
interface ToldOfNodes {
  /** That of the first node; where its remedy is a command that is sent to nodes, it is sent to all of them. */
  readonly fault: Fault;
  readonly sentence: string;
  /** Empty where it has no cause. */
  readonly because: string;
  /** The number of the other nodes that take a remedy of their own, which differs in what it is for. */
  readonly others: number;
}

/** The sentences of what is wrong with nodes that are alike. */
export function faultsOf(group: Alike): readonly ToldOfNodes[] {
  const [first] = group;
  return (first?.faults ?? []).map((fault) => {
    const alike = group.flatMap(({ faults }) => faults.find((one) => keyOf(one) === keyOf(fault)) ?? []);
    const causes = reasonsOf(fault);
    const remedies = alike.map((one) => one.remedy);
    const { remedy, covers } = firstSent(fault.remedy, remedies);
    const own = remedies.filter((one) => !covers(one) && !isSameRemedy(one, fault.remedy));
    return {
      fault: { ...fault, remedy },
      others: own.length,
      sentence: asOne(alike.map(({ summary }) => summary)),
      because: causes.length === 0 ? '' : `because of ${causes.join(' and ')}`,
    };
  });
}

interface Manner {
  readonly report: Report;
  readonly paint: ChalkInstance;
  readonly width: number;
}

/** `most`: the rows that the advice for a fault may take. */
function groupLines(group: Alike, { report, paint, width }: Manner, most: number): readonly string[] {
  const named = group.map(({ id, name }) => `${id}${nameBehind(name)}`);
  const place = whereFound(
    group.map(({ target }) => target),
    report.targets,
  );
  const head = folded(named.length, width, (shown) => {
    const text = named.length === 1 ? named[0] : `${counted(named.length, 'node')}: ${listed(named, shown)}`;
    return wrapped(wordsOf(`${text} ${place}`), width);
  });
  return [
    ...head.map((line) => paint.bold(line)),
    ...faultsOf(group).flatMap(({ fault, sentence, because, others }) => {
      const { verdict, check } = fault;
      const margin = ' '.repeat('  unknown  '.length);
      const lines = wrapped(wordsOf(`${check}: ${sentence}`), width, `  ${verdict.padEnd(9)}`, margin);
      const [line = '', ...more] = firstLines(lines, 2, width);
      return [
        `  ${verdictColour(verdict, paint)(verdict)}${line.slice(2 + verdict.length)}`,
        ...more,
        ...(because === ''
          ? most === 0
            ? []
            : [
                ...shortAdvice(
                  piecesOfText(withoutMark(adviceOf(fault.remedy))),
                  width,
                  [`${margin}try:`, `${margin}     `],
                  most,
                ),
                ...(others > 0 ? [paint.dim(`${margin}(and likewise for ${inDigits(others)} more)`)] : []),
              ]
          : firstLines(wrapped(wordsOf(because), width, margin, margin), 2, width)),
      ];
    }),
  ];
}
