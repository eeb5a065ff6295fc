import type { ChalkInstance } from 'chalk';
import type { Fault, Finding } from '../checks/check.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { piecesOfText } from './advice.ts';
import { counted, inDigits } from './counted.ts';
import { adviceLines, folded, listed, verdictColour } from './findings.ts';
import { fitted, MOST_REST, type Told } from './fitting.ts';
import { ofNodes } from './of-nodes.ts';
import { nameBehind } from './place-heading.ts';
import { inWords } from './regions-in-words.ts';
import { whereFound } from './where-found.ts';
import { firstLines, shortAdvice } from './short-advice.ts';
import { type Caused, type Cause, causesIn, subjectsOf } from './told-causes.ts';
import { wordsOf, wrapped } from './wrap.ts';

const MARGIN = ' '.repeat('unknown  '.length);

/** The most rows that the advice for a cause takes that is not told in full. */
const MOST_OF_ADVICE = 6;

/** How much is told of a cause, the least first. */
const DETAILS: readonly ((cause: Cause, manner: Manner) => readonly string[])[] = [
  (cause, manner) => shortLines(cause, manner),
  (cause, manner) => briefLines(cause, manner, 1),
  (cause, manner) => briefLines(cause, manner, MOST_OF_ADVICE),
  (cause, manner) => fullLines(cause, manner),
];

/**
 * Tells the causes of all that was found, in no more than `rows` rows of a terminal: of what is worst, and explains most, the most; hints
 * by their number only.
 */
export function causeLines(report: Report, paint: ChalkInstance, width: number, rows: number): Told {
  const all = causesIn(report);
  const causes = all.filter(({ verdict }) => verdict !== 'info');
  const info = infoLines(all, paint, width);
  const manner = { paint, width, all: report.targets };
  const details = DETAILS.map((detail) => (cause: Cause) => detail(cause, manner));
  const { told, rest, isWhole } = fitted(causes, rows - info.length, width, details);
  return {
    lines: [...told, ...restLines(rest, paint, width), ...info],
    isWhole: info.length === 0 && isWhole,
  };
}

interface Manner {
  readonly paint: ChalkInstance;
  readonly width: number;
  readonly all: readonly TargetReport[];
}

function headLines(
  { verdict, check, summary, mark }: Cause,
  { paint, width }: Manner,
  most: number,
): readonly string[] {
  const linesOf = (text: string): readonly string[] =>
    wrapped(wordsOf(`${mark} ${check}: ${text}`), width, verdict.padEnd(MARGIN.length), MARGIN);
  const whole = linesOf(summary);
  // What is wrong comes before the colon, and what that does behind it.
  const lines = whole.length > most ? linesOf(summary.replace(/: .*$/s, '')) : whole;
  const [first = '', ...rest] = firstLines(lines, most, width);
  return [verdictColour(verdict, paint)(verdict) + first.slice(verdict.length), ...rest];
}

/** `vpc-1 (orders), vpc-2 (mail) and 3 more in us-east-1 of 2 accounts` */
function whereLines(cause: Cause, { width, all }: Manner, most: number, [before, behind]: readonly [string, string]) {
  const { placed } = cause;
  const subjects = namedOf(placed.map(({ fault }) => fault));
  const targets = placed.map(({ target }) => target);
  const scope = placed[0]?.fault.scope;
  const place = most === 1 ? whereFound(targets, all, scope, () => '') : whereFound(targets, all, scope);
  if (subjects.length === 0 && place === '' && before === '' && behind === '') return [];
  const linesOf = (shown: number): readonly string[] => {
    const words = [before, listed(subjects, shown), place, behind].flatMap(wordsOf);
    const lines = wrapped(words, width, MARGIN, MARGIN);
    return shown > 1 ? lines : firstLines(lines, most, width);
  };
  return folded(subjects.length, width, linesOf, most);
}

const namedOf = (faults: readonly Fault[]): readonly string[] =>
  subjectsOf(faults).map(([subject, name]) => `${subject}${nameBehind(name)}`);

/** `26 nodes are lost because of it` */
export function causedInWords({ check, faults, shared }: Caused, count: number): string {
  const it = count > 1 ? 'them' : 'it';
  const too =
    shared === 0
      ? ''
      : shared === faults.length
        ? ', and of something else'
        : `, ${inDigits(shared)} of them because of something else, too`;
  return `${stateInWords(check, faults.length)} because of ${it}${too}`;
}

/** `26 nodes are lost` */
const stateInWords = (check: string, count: number): string =>
  ofNodes(check, count) ?? `${counted(count, 'finding')} of ${check} ${count === 1 ? 'is' : 'are'} there`;

/** `26 nodes are lost (3 of them also for another reason)` */
function causedInShort({ check, faults, shared }: Caused): string {
  const state = stateInWords(check, faults.length);
  if (shared === 0) return state;
  return `${state} (${shared === faults.length ? '' : `${inDigits(shared)} of them `}also for another reason)`;
}

function symptomLines(cause: Cause, { width }: Manner): readonly string[] {
  return cause.symptoms.flatMap((symptom) => {
    const named = namedOf(symptom.faults);
    const told = causedInWords(symptom, cause.placed.length);
    return folded(named.length, width, (shown) =>
      wrapped(wordsOf(`${told}: ${listed(named, shown)}`), width, MARGIN, MARGIN),
    );
  });
}

/** `also vpc.endpoint-ssmmessages (4) and vpc.endpoint-kms` */
export const alsoInWords = ({ also }: Pick<Cause, 'also'>): string =>
  also.size === 0
    ? ''
    : `likewise ${[...also].map(([check, count]) => (count > 1 ? `${check} (${inDigits(count)})` : check)).join(', ')}`;

/** Tells in few words what causes are the reason for, before they are named, and which checks found the same, behind. */
function aroundOf(cause: Cause): readonly [before: string, behind: string] {
  const before = inWords(cause.symptoms.map(causedInShort), Infinity, '');
  return [before === '' ? '' : `${before} because of`, cause.also.size === 0 ? '' : `(${alsoInWords(cause)})`];
}

const shortLines = (cause: Cause, manner: Manner): readonly string[] => [
  ...headLines(cause, manner, 1),
  ...whereLines(cause, manner, 1, aroundOf(cause)),
];

const briefLines = (cause: Cause, manner: Manner, most: number): readonly string[] => [
  ...headLines(cause, manner, 2),
  ...whereLines(cause, manner, 2, aroundOf(cause)),
  ...shortAdvice(piecesOfText(cause.advice), manner.width, [`${MARGIN}try:`, `${MARGIN}     `], most),
];

function fullLines(cause: Cause, manner: Manner): readonly string[] {
  const { width, paint } = manner;
  const alike = cause.others > 0 ? [paint.dim(`${MARGIN}(and likewise for ${inDigits(cause.others)} more)`)] : [];
  return [
    ...headLines(cause, manner, Infinity),
    ...whereLines(cause, manner, 2, ['', '']),
    ...(cause.also.size === 0 ? [] : wrapped(wordsOf(alsoInWords(cause)), width, MARGIN, MARGIN)),
    ...symptomLines(cause, manner),
    ...adviceLines(piecesOfText(cause.advice), width, MARGIN),
    ...alike,
    ...(cause.ref === undefined ? [] : [paint.dim(`${MARGIN}see: ${cause.ref}`)]),
  ];
}

/** Tells the causes that do not fit by their number. */
function restLines(rest: readonly Cause[], paint: ChalkInstance, width: number): readonly string[] {
  if (rest.length === 0) return [];
  const counts = countsOf(rest);
  const [worst] = rest;
  const verdict = worst?.verdict ?? 'fail';
  const text = `and ${counted(rest.length, 'more cause')}: ${counts}`;
  const lines = firstLines(wrapped(wordsOf(text), width, MARGIN, MARGIN), MOST_REST, width);
  return lines.map((line, index) => (index === 0 ? verdictColour(verdict, paint)('…') + line.slice(1) : line));
}

function infoLines(all: readonly Cause[], paint: ChalkInstance, width: number): readonly string[] {
  const info = all.filter(({ verdict }) => verdict === 'info');
  if (info.length === 0) return [];
  const lines = wrapped(wordsOf(countsOf(info)), width, 'info'.padEnd(MARGIN.length), MARGIN);
  const [first = '', ...rest] = firstLines(lines, 3, width);
  return [verdictColour('info', paint)('info') + first.slice('info'.length), ...rest];
}

/** `kms.rotation (3), bypass.administrator` */
function countsOf(causes: readonly Cause[]): string {
  const counts = new Map<string, number>();
  for (const { check, placed, also } of causes) {
    for (const [id, count] of [[check, placed.length] as const, ...also]) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return [...counts].map(([check, count]) => (count > 1 ? `${check} (${inDigits(count)})` : check)).join(', ');
}

/** Tells whether nothing but hints was found. */
export const isSound = (findings: readonly Finding[]): boolean =>
  findings.every(({ verdict }) => verdict === 'ok' || verdict === 'info');
