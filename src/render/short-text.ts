import type { ChalkInstance } from 'chalk';
import { placeHeading } from './place-heading.ts';
import type { Fix } from '../engine/fixes.ts';
import type { Report } from '../engine/report.ts';
import { isMarked, MARK_OF_ALL, withoutMark } from '../aws/sandbox-mark.ts';
import { adviceOf, piecesOfText } from './advice.ts';
import { alikeProblems } from './alike-problems.ts';
import { withoutAccepted } from './aside.ts';
import { asideBlocks } from './aside-text.ts';
import { causeLines, isSound } from './by-cause.ts';
import { nodeLines } from './by-node.ts';
import { counted, someOf } from './counted.ts';
import { clearing, countLine } from './diagnosis.ts';
import { verdictColour } from './findings.ts';
import type { GroupBy } from './order.ts';
import { whereFound } from './where-found.ts';
import { sampledTexts, sampledTogether } from './sampled.ts';
import { firstLines, rowsOf, shortAdvice, withoutScreens } from './short-advice.ts';
import { problemLines } from './text.ts';
import { shortUnreadLines } from './unread.ts';
import { throttledLine } from './throttled.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** The most rows of a terminal that a diagnosis takes by cause or by node, however much there is to tell; each command of a fix counts as one. */
export const MOST_ROWS = 120;

/** Prints a diagnosis in which alike findings of all targets, or of all nodes, are one; says where the rest is. */
export function shortText(
  whole: Report,
  paint: ChalkInstance,
  width: number,
  order: Exclude<GroupBy, 'target'>,
): string {
  const report = withoutAccepted(whole);
  const { fixes = [] } = report;
  const unread = shortUnreadLines(report, width);
  const around = [
    endedLines(report, paint, width),
    asideLines(whole, paint, width),
    [
      countLine(report, (verdict, text) => verdictColour(verdict, paint)(text)),
      ...throttledLine(report).flatMap((line) => wrapped(wordsOf(line), width)),
    ],
    unread,
  ];
  const fixed = shortFixLines(fixes, width);
  const notes = sampledTexts(sampledTogether(report.targets.flatMap(({ sampled = [] }) => sampled))).flatMap((text) =>
    wrapped(wordsOf(text), width, '', ''),
  );
  const sound = soundLines(report, paint);
  const taken = [...around, notes, sound, restLines(report, width, false)].reduce(
    (sum, lines) => sum + rowsOf(lines, width) + 1,
    fixed.length + 1,
  );
  const { lines, isWhole } =
    order === 'cause'
      ? causeLines(report, paint, width, MOST_ROWS - taken)
      : nodeLines(report, paint, width, MOST_ROWS - taken);
  const [ended = [], ...behind] = around;
  const body = [...lines, ...notes.map((line) => paint.dim(line)), ...sound, ...restLines(report, width, isWhole)];
  return [ended, body, ...behind, fixed]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

/** Says where all is, in full, unless it is here, and for what commands are. */
function restLines(report: Report, width: number, isWhole: boolean): readonly string[] {
  const hasMarks = report.targets.some(({ findings }) =>
    findings.some((finding) => finding.verdict !== 'ok' && isMarked(adviceOf(finding.remedy))),
  );
  const told = [...(isWhole ? [] : [WHERE]), ...(hasMarks ? [MARK_OF_ALL] : [])];
  return told.length === 0 ? [] : wrapped(wordsOf(`(${told.join('; ')})`), width);
}

const WHERE = 'in short: --group-by target tells all, with commands and pages, and --json has every id';

/** The most lines of what is told apart. */
const MOST_ASIDE = 12;

function asideLines(report: Report, paint: ChalkInstance, width: number): readonly string[] {
  const lines = asideBlocks(report, paint, width).flatMap((block) => block.split('\n'));
  if (lines.length <= MOST_ASIDE) return lines;
  return [
    ...lines.slice(0, MOST_ASIDE - 1),
    `and ${counted(lines.length - MOST_ASIDE + 1, 'more line')} (--group-by target)`,
  ];
}

/** The reasons that are told, and the most rows of each, and of its advice. */
const MOST_ENDED = { reasons: 5, rows: 3, advice: 6 };

/** Says why targets ended, of those that are alike together. */
function endedLines({ targets }: Report, paint: ChalkInstance, width: number): readonly string[] {
  const all = alikeProblems(targets);
  const told = all.slice(0, MOST_ENDED.reasons).flatMap(({ targets: alike, status, problem }) => {
    const [first] = alike;
    const place = alike.length === 1 && first ? placeHeading(first) : whereFound(alike, targets).replace(/^in /, '');
    const { advice, ...rest } = problem;
    const why = problemLines(rest, status, paint, width - 2);
    const pieces = advice === undefined ? [] : piecesOfText(withoutMark(advice));
    const tried = pieces.length === 0 ? [] : shortAdvice(pieces, width - 2, ['  try:', '       '], MOST_ENDED.advice);
    return [
      paint.bold(place),
      ...[...firstLines(why, MOST_ENDED.rows, width - 2), ...tried].map((line) => `  ${line}`),
    ];
  });
  const left = all.slice(MOST_ENDED.reasons).reduce((sum, { targets: alike }) => sum + alike.length, 0);
  return [...told, ...(left === 0 ? [] : [`and ${counted(left, 'more target')} ended for other reasons`])];
}

/** `ok       in 48 of 51 targets` */
function soundLines({ targets }: Report, paint: ChalkInstance): readonly string[] {
  const sound = targets.filter(({ error, findings }) => !error && findings.length > 0 && isSound(findings));
  if (sound.length === 0) return [];
  return [`${paint.green('ok')}       in ${someOf(sound.length, targets.length, 'target')}`];
}

/** The most rows that words of a fix take. What is to be copied takes as many as it takes, and is one line. */
const MOST_OF_FIX = 4;

function shortFixLines(fixes: readonly Fix[], width: number): readonly string[] {
  if (fixes.length === 0) return [];
  const lines = fixes.flatMap((fix, index) => {
    const number = `${index + 1}. `;
    const margin = ' '.repeat(number.length);
    const cleared = wrapped(wordsOf(`${clearing(fix)}: ${fix.checks.join(', ')}`), width, margin, `${margin}  `);
    const pieces = withoutScreens(piecesOfText(withoutMark(adviceOf(fix.remedy))));
    const [first = '', ...rest] = pieces.map(({ text }) => text);
    const told = wrapped([`${number}${first}`, ...rest], width, '', margin);
    const advice = pieces.some(({ copied }) => copied) ? told : firstLines(told, MOST_OF_FIX, width);
    return [...advice, ...firstLines(cleared, 2, width)];
  });
  return ['What would clear the most:', ...lines];
}
