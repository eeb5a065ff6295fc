import { counted, inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import type { ChangeReport, Report, TargetReport } from '../engine/report.ts';
import type { Problem } from '../errors.ts';
import type { Difference, FieldValue, Untouched } from '../resources/resource.ts';
import { piecesOfText } from './advice.ts';
import { asideNote, withoutAccepted } from './aside.ts';
import { asideBlocks } from './aside-text.ts';
import { WORST_FIRST } from './blocks.ts';
import { adviceLines, verdictColour } from './findings.ts';
import { closingTable, colourOf, statusWord } from './table.ts';
import { throttledLine } from './throttled.ts';
import { toldBlocks } from './told-blocks.ts';
import { unreadLines, unreadNote } from './unread.ts';
import { visible, visibleReport, withoutCommands } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

/**
 * Prints a report for people: one block per target, or for several of which the same is to be told, the table and one line that sums up. Findings, headings and the table are no wider than `width` columns.
 */
export const reportText = (report: Report, paint: ChalkInstance, width = 80, how: TextOptions = {}): string =>
  withoutCommands(textOf(visibleReport(report), paint, width, how));

/** What else a text takes. */
interface TextOptions {
  /** The resources that have a column in the table; absent: all that are reported on. */
  readonly resources?: readonly string[];
  /** True: what failed, and why, is wrapped; elsewhere somebody may search for it. */
  readonly isTerminal?: boolean;
  /** What is told of targets, without the table; absent: all, and the table. */
  readonly told?: readonly TargetReport[];
}

function textOf(
  whole: Report,
  paint: ChalkInstance,
  width: number,
  { resources, told, isTerminal }: TextOptions,
): string {
  const report = withoutAccepted(whole);
  const common = report.targets.some(({ findings }) => findings.length > 0) ? undefined : commonProblem(report);
  if (common) {
    const room = isTerminal ? width : Infinity;
    const ending = [...throttledLine(report), summaryLine(report, paint)].join('\n\n');
    return [...problemLines(common.problem, common.status, paint, room), '', ending].join('\n');
  }
  const { targets } = told ? withoutAccepted(visibleReport({ ...whole, targets: told })) : report;
  const room = isTerminal ? width - (report.targets.length > 1 ? 2 : 0) : Infinity;
  const heading = { ofRun: report.targets, paint, width };
  const { blocks, rows } = toldBlocks(targets, (target) => workLines(report, target, paint, room), heading);
  if (report.noop) return blocks.join(report.targets.length > 1 ? '\n\n' : '\n');
  const table =
    !told && rows.some((row) => row.some(({ changes }) => changes.length > 0))
      ? [closingTable({ rows, targets: report.targets, resources }, paint, width)]
      : [];
  const unread = unreadLines(report, width);
  const unlooked = unread.length > 0 ? [unread.join('\n')] : [];
  const asides = asideBlocks(whole, paint, width);
  return [...blocks, ...table, ...asides, ...unlooked, ...throttledLine(report), summaryLine(report, paint)].join(
    '\n\n',
  );
}

/** Finds the problem that ended every target before anything was changed, such as missing credentials: it is printed once. */
export function commonProblem({
  targets,
  summary,
}: Report): { readonly problem: Problem; readonly status: string } | undefined {
  const [first] = targets;
  if (targets.length < 2 || targets.length < summary.targets || !first?.error) return undefined;
  const alike = targets.every(
    ({ error, status, changes }) =>
      error?.message === first.error?.message && status === first.status && changes.length === 0,
  );
  return alike ? { problem: first.error, status: first.status } : undefined;
}

const workLines = (
  report: Report,
  { changes, error, status }: TargetReport,
  paint: ChalkInstance,
  width: number,
): readonly string[] => [
  ...changes.flatMap((change) => changeLines(report, change, paint, width)),
  ...(error ? problemLines(error, status, paint, width) : []),
];

function changeLines(
  { noop, command }: Report,
  change: ChangeReport,
  paint: ChalkInstance,
  width: number,
): readonly string[] {
  const sentence = `${noop ? 'NOOP: ' : ''}${change.summary}`;
  const note = { failed: ' (failed)', 'not-run': ' (not run)', kept: sentence.startsWith('WARN') ? '' : ' (kept)' };
  const { [change.status as keyof typeof note]: behind = '' } = note;
  const reasons = [change.reason, command === 'setup' ? undefined : change.loss && `lost: ${change.loss}`];
  const detailed = change.action === 'update' || change.action === 'keep' || command === 'plan';
  return [
    colourOf(change.status, paint)(`${sentence}${behind}`),
    ...reasons
      .filter((reason) => reason !== undefined)
      .flatMap((reason) => wrapped(wordsOf(reason), width, '  ', '  '))
      .map((line) => paint.dim(line)),
    ...(detailed ? change.differences.map((difference) => `  ${differenceText(difference)}`) : []),
    ...(detailed ? (change.untouched ?? []).map((field) => paint.dim(`  ${untouchedText(field)}`)) : []),
  ];
}

/** `retentionInDays: none -> 30` */
export const differenceText = ({ field, have, default: value, want }: Difference): string =>
  `${field}: ${withDefault(valueText(have), value)} -> ${valueText(want)}`;

/** `s3EncryptionEnabled stays {{ enc }} (default true)` */
export const untouchedText = ({ field, have, default: value, must }: Untouched): string =>
  must !== undefined
    ? `${field} stays ${cut(valueText(have))}, but must be ${must}`
    : value === undefined
      ? `${field} is not known to session-manager, and stays ${cut(valueText(have))}`
      : `${field} stays ${withDefault(cut(valueText(have)), value)}`;

const withDefault = (text: string, value: FieldValue | undefined): string =>
  value === undefined
    ? text
    : `${text} ${value === null ? '(unknown before a session)' : `(default ${valueText(value)})`}`;

const cut = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);

const valueText = (value: FieldValue): string => (value === null || value === '' ? 'none' : visible(String(value)));

/** Makes the lines of `failed: …`, and of what to try below it; one line each, unless a width is given. */
export function problemLines(
  { message, advice }: Problem,
  status: string,
  paint: ChalkInstance,
  width = Infinity,
): readonly string[] {
  const cause = wrapped(wordsOf(`${statusWord(status)}: ${message}`), width, '', '  ');
  return [
    ...cause.map((line) => colourOf(status, paint)(line)),
    ...(advice ? adviceLines(piecesOfText(advice), width, '  ') : []),
  ];
}

function summaryLine({ command, summary, interrupted, since }: Report, paint: ChalkInstance): string {
  const counts = (['changed', 'planned', 'unchanged', 'failed', 'skipped', 'not-run'] as const)
    .filter((status) => (summary[status] ?? 0) > 0)
    .map((status) => colourOf(status, paint)(`${inDigits(summary[status] ?? 0)} ${statusWord(status)}`));
  const found = WORST_FIRST.filter((verdict) => (summary[verdict] ?? 0) > 0).map((verdict) =>
    verdictColour(verdict, paint)(`${inDigits(summary[verdict] ?? 0)} ${verdict}`),
  );
  const kept = summary.kept === undefined ? [] : [colourOf('kept', paint)(`${inDigits(summary.kept)} kept`)];
  const parts = [[counts.join(', ') || 'nothing is left to work on'], [found.join(', ')], kept].flat();
  const note = asideNote({ summary, ...(since && { since }) });
  const targets = counted(summary.targets, 'target');
  const wrong = (summary.fail ?? 0) + (summary.warn ?? 0) > 0;
  const ending = interrupted
    ? '; interrupted, run it again to finish'
    : command === 'plan'
      ? '; nothing was changed'
      : summary.targets > 0 && summary.unchanged === summary.targets && !wrong
        ? '; nothing to do'
        : '';
  return `${targets}: ${parts.filter((part) => part !== '').join('; ')}${note}${unreadNote(summary)}${ending}`;
}
