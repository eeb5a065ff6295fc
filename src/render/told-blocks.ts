import type { ChalkInstance } from 'chalk';
import type { TargetReport } from '../engine/report.ts';
import { findingLines } from './findings.ts';
import { type Fold, folds } from './folds.ts';
import { placeHeading } from './place-heading.ts';
import { placesInWords } from './places-in-words.ts';
import { type Row, statusWord } from './table.ts';
import { cutTo } from './width.ts';
import { wordsOf, wrapped } from './wrap.ts';
import { counted } from './counted.ts';

const INDENT = '  ';

/** So many targets are told one by one, such as two accounts in two regions; but what failed alike is told once. */
const SHORT = 4;

/** Of more targets than this, those in which there is nothing to do have one line together. */
const MANY = 24;

/** What is told of the targets of a report. */
export interface Told {
  readonly blocks: readonly string[];
  /** The rows of the table: the targets of each block. */
  readonly rows: readonly Row[];
}

/**
 * Makes the blocks of a report. Where several are told as one, that comes first, what is unchanged before the rest; then those that
 * differ, and at the end what failed and what was not run, where eyes are when a run is over. Where a few targets are told one by one,
 * they keep their order. `workLines`: what was done in a target, or why not.
 */
export function toldBlocks(
  targets: readonly TargetReport[],
  workLines: (target: TargetReport) => readonly string[],
  heading: Heading,
): Told {
  const { ofRun, paint, width } = heading;
  const [only] = targets;
  if (only && ofRun.length === 1) {
    const lines = [...workLines(only), ...findingLines(only.findings, paint, width)];
    return { blocks: lines.length > 0 ? [lines.join('\n')] : [], rows: [targets] };
  }
  const idle = ofRun.length > MANY ? targets.filter((target) => isIdle(target)) : [];
  const others = idle.length > 1 ? targets.filter((target) => !idle.includes(target)) : targets;
  const told = inOrder(folds(others, workLines, ({ error }) => ofRun.length > SHORT || error !== undefined));
  const blocks = told.flatMap((fold) => foldBlocks(fold, heading));
  const isAll = others.length === 0;
  return {
    blocks: others === targets || isAll ? blocks : [idleLine(idle, heading), ...blocks],
    rows: [...(others === targets || isAll ? [] : [idle]), ...told.map((fold) => fold.targets)],
  };
}

/** Tells whether there is nothing to do, and nothing else to tell. */
const isIdle = ({ status, error, changes, findings }: TargetReport): boolean =>
  status === 'unchanged' &&
  !error &&
  findings.every(({ verdict }) => verdict === 'ok') &&
  changes.every(
    ({ action, untouched = [], reason }) => action === 'none' && untouched.length === 0 && reason === undefined,
  );

const LAST = ['skipped', 'failed', 'not-run'];

function inOrder(told: readonly Fold[]): readonly Fold[] {
  if (!told.some(({ targets }) => targets.length > 1)) return told;
  const rankOf = ({ targets: [first, ...others] }: Fold): number => {
    const at = LAST.indexOf(first?.status ?? '');
    if (at >= 0) return at + 3;
    return others.length === 0 ? 2 : Number(first?.status !== 'unchanged');
  };
  return told.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** What headings are made with. */
interface Heading {
  /** All targets of the run. */
  readonly ofRun: readonly TargetReport[];
  readonly paint: ChalkInstance;
  readonly width: number;
}

function foldBlocks(fold: Fold, heading: Heading): readonly string[] {
  const { paint, width } = heading;
  const [first] = fold.targets;
  if (!first) return [];
  const found = ({ findings }: TargetReport): readonly string[] => findingLines(findings, paint, width - INDENT.length);
  if (fold.targets.length === 1) return [block(headLines(fold.targets, heading), [...fold.lines, ...found(first)])];
  const audited = folds(
    fold.targets.filter((target) => found(target).length > 0),
    found,
    () => true,
  );
  return [
    block(headLines(fold.targets, heading, statusWord(first.status)), [...fold.lines, ...noteLines(fold, heading)]),
    ...audited.map((one) => block(headLines(one.targets, heading), [...one.lines, ...noteLines(one, heading)])),
  ];
}

const block = (head: readonly string[], lines: readonly string[]): string =>
  [...head, ...lines.map((line) => `${INDENT}${line}`)].join('\n');

/** `17 targets unchanged: 111122223333 in all 17 regions` */
function headLines(
  targets: readonly TargetReport[],
  { ofRun, paint, width }: Heading,
  status?: string,
): readonly string[] {
  const [first, ...others] = targets;
  if (!first) return [];
  const interest = status === 'unchanged' ? status : ['changed', 'planned'].includes(status ?? '') ? 'done' : 'failed';
  const many = `${counted(targets.length, 'target')}${status === undefined ? '' : ` ${status}`}`;
  const text = others.length === 0 ? placeHeading(first) : `${many}: ${placesInWords(targets, ofRun, interest)}`;
  return wrapped(wordsOf(text), width, '', INDENT).map((line) => paint.bold(cutTo(line, width)));
}

function idleLine(idle: readonly TargetReport[], { ofRun, paint, width }: Heading): string {
  const text = `${counted(idle.length, 'target')} unchanged: ${placesInWords(idle, ofRun, 'unchanged')}`;
  const told = text.endsWith(')') ? text : `${text} (--json has all)`;
  return wrapped(wordsOf(told), width, '', INDENT)
    .map((line) => paint.dim(line))
    .join('\n');
}

function noteLines({ exact, targets: [first] }: Fold, { paint, width }: Heading): readonly string[] {
  if (exact || !first) return [];
  const text = `(of ${placeHeading(first)}; alike in the others: --json has all)`;
  return wrapped(wordsOf(text), width - INDENT.length).map((line) => paint.dim(line));
}
