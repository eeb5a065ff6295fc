import { isMarked, MARK_OF_ALL, withoutMark } from '../aws/sandbox-mark.ts';
import type { Fix } from '../engine/fixes.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { adviceOf as remedyText } from './advice.ts';
import { withoutAccepted } from './aside.ts';
import { asideParts } from './aside-markdown.ts';
import { alikeProblems } from './alike-problems.ts';
import { isSound } from './by-cause.ts';
import { counted, someOf } from './counted.ts';
import { clearing, countLine } from './diagnosis.ts';
import { adviceWithin, code, diagnosisMarkdown, escaped, problemOf } from './markdown.ts';
import { type Amount, causesMarkdown } from './markdown-causes.ts';
import { nodesMarkdown } from './markdown-nodes.ts';
import { type GroupBy, usualOrder } from './order.ts';
import { sampledTexts, sampledTogether } from './sampled.ts';
import { throttledLine } from './throttled.ts';
import { toldUnread, unreadPlaces } from './unread.ts';
import { visible, visibleReport, withoutCommands } from './visible.ts';
import { whereFound } from './where-found.ts';

/** The most bytes: a comment on GitHub holds 65,536 characters, and others are put around it. */
export const MOST_BYTES = 60_000;

/** How much is told, until it fits. */
const AMOUNTS: readonly Amount[] = [
  { named: 10, characters: 4000, advice: true, info: true, rows: Infinity },
  { named: 5, characters: 1500, advice: true, info: true, rows: Infinity },
  { named: 3, characters: 500, advice: true, info: false, rows: Infinity },
  { named: 3, characters: 300, advice: false, info: false, rows: Infinity },
  { named: 2, characters: 300, advice: false, info: false, rows: 100 },
  { named: 1, characters: 200, advice: false, info: false, rows: 25 },
];

/** Prints a diagnosis in GitHub's Markdown, the fixes first, in the order that is asked for, and so much of it that a comment holds it. */
export function orderedMarkdown(given: Report, groupBy?: GroupBy): string {
  const order = groupBy ?? usualOrder(given);
  if (order === 'target') {
    const whole = diagnosisMarkdown(given);
    if (fits(whole)) return whole;
  }
  const report = visibleReport(given);
  const open = withoutAccepted(report);
  for (const amount of AMOUNTS) {
    const text = withoutCommands(textOf(open, order, amount, report));
    if (fits(text)) return text;
  }
  const smallest = withoutCommands(textOf(open, order, SMALLEST, report));
  return cutBytes(smallest);
}

const SMALLEST: Amount = { named: 1, characters: 100, advice: false, info: false, rows: 0 };

const fits = (text: string): boolean => Buffer.byteLength(text) <= MOST_BYTES;

// Whatever is foreign can be as long as it likes.
function cutBytes(text: string): string {
  const lines: string[] = [];
  let left = MOST_BYTES - CUT.length - 2;
  for (const line of text.split('\n')) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) return [...lines, '', CUT].join('\n');
    lines.push(line);
  }
  return text;
}

const CUT = 'not all of it fits here: --json has the rest';

function textOf(report: Report, order: GroupBy, amount: Amount, whole: Report): string {
  const { command, targets, fixes = [] } = report;
  const samples = sampledTexts(sampledTogether(targets.flatMap(({ sampled = [] }) => sampled)));
  const hasMarks = targets.some(({ findings }) =>
    findings.some((finding) => finding.verdict !== 'ok' && isMarked(remedyText(finding.remedy))),
  );
  return [
    `## session-manager ${escaped(command)}`,
    countLine(report),
    ...throttledLine(report).map(escaped),
    ...fixesOf(fixes, amount),
    ...endedOf(targets, amount),
    ...unreadOf(report, amount),
    ...(order === 'node' ? nodesMarkdown(report, amount) : causesMarkdown(report, amount)),
    ...(amount.advice ? asideParts(whole, { escaped, code }) : []),
    ...samples.map(escaped),
    ...soundOf(targets),
    notesOf(order, amount, hasMarks),
  ].join('\n\n');
}

function fixesOf(fixes: readonly Fix[], { characters }: Amount): readonly string[] {
  if (fixes.length === 0) return [];
  const list = fixes.map((fix, index) => {
    const advice = adviceWithin(withoutMark(remedyText(fix.remedy)), characters);
    return `${index + 1}. ${advice}<br>${clearing(fix)}: ${fix.checks.map(escaped).join(', ')}`;
  });
  return ['### What would clear the most', list.join('\n')];
}

/** The reasons that are told. */
const REASONS = 10;

/** Says why targets ended, of those that are alike together. */
function endedOf(targets: readonly TargetReport[], { characters }: Amount): readonly string[] {
  const all = alikeProblems(targets);
  const told = all.slice(0, REASONS).flatMap(({ targets: alike, status, problem }) => {
    const { advice, ...rest } = problem;
    const cut = {
      ...rest,
      message: visible(rest.message, characters),
    };
    const tried = advice === undefined ? [] : [`try: ${adviceWithin(withoutMark(advice), characters)}`];
    const place = whereFound(alike, targets);
    const [why = ''] = problemOf(cut, status);
    return [place === '' ? why : `${why} (${escaped(place)})`, ...tried];
  });
  const left = all.slice(REASONS).reduce((sum, { targets: alike }) => sum + alike.length, 0);
  return left === 0 ? told : [...told, `${counted(left, 'more target')} ended for other reasons`];
}

function unreadOf(report: Report, { characters }: Amount): readonly string[] {
  const all = toldUnread(report);
  if (all.length === 0) return [];
  const list = all.slice(0, REASONS).map((entry, index) => {
    const advice = adviceWithin(withoutMark(remedyText(entry.remedy)), characters);
    const lines = [escaped(visible(entry.reason, characters)), escaped(unreadPlaces(entry)), `try: ${advice}`];
    return `${index + 1}. ${lines.join('<br>')}`;
  });
  const more = all.length > REASONS ? [`and for ${counted(all.length - REASONS, 'more reason')}`] : [];
  return ['### Not looked at', list.join('\n'), ...more];
}

/** Says in how many targets nothing is wrong. */
function soundOf(targets: readonly TargetReport[]): readonly string[] {
  const sound = targets.filter(({ error, findings }) => !error && findings.length > 0 && isSound(findings)).length;
  if (sound === 0) return [];
  return [`ok in ${someOf(sound, targets.length, 'target')}`];
}

/** Says what is left out, and where that is. */
function notesOf(order: GroupBy, amount: Amount, hasMarks: boolean): string {
  const left = [
    ...(order === 'target' ? ['by cause, since it does not fit here by target'] : []),
    ...(amount.info ? [] : ['hints are counted']),
    ...(amount.advice ? [] : ['advice is left out']),
    `of alike things ${amount.named} are named`,
    '--json has all of it, and --group-by target tells each with its commands',
    ...(hasMarks ? [MARK_OF_ALL] : []),
  ];
  return escaped(`(${left.join('; ')})`);
}
