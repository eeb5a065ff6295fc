import { counted, inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import type { Verdict } from '../checks/check.ts';
import type { Family, Fix } from '../engine/fixes.ts';
import type { Report } from '../engine/report.ts';
import { piecesOf } from './advice.ts';
import { asideNote, withoutAccepted } from './aside.ts';
import { asideBlocks } from './aside-text.ts';
import { WORST_FIRST, okCount } from './blocks.ts';
import { familyOf } from './family.ts';
import { findingLines, verdictColour } from './findings.ts';
import { type Group, groupsOf } from './groups.ts';
import { notBegunTogether } from './not-begun.ts';
import { withoutScreens } from './short-advice.ts';
import { sampledTexts } from './sampled.ts';
import { statusWord } from './table.ts';
import { commonProblem, problemLines } from './text.ts';
import { throttledLine } from './throttled.ts';
import { unreadLines, unreadNote } from './unread.ts';
import { visibleReport, withoutCommands } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

const INDENT = '  ';

/**
 * Prints a diagnosis for people: what was found on the machine, in each account and in each target, then the counts,
 * and the remedies that would clear the most. Lines are wrapped at `width` columns; commands and policy statements are not.
 */
export const diagnosisText = (report: Report, paint: ChalkInstance, width: number): string =>
  withoutCommands(textOf(visibleReport(report), paint, width));

function textOf(whole: Report, paint: ChalkInstance, width: number): string {
  const report = withoutAccepted(whole);
  const { common, groups } = told(report);
  const { fixes = [] } = report;
  const unread = unreadLines(report, width);
  const family = familyOf(report.targets);
  return [
    ...(common ? [problemLines(common.problem, common.status, paint, width).join('\n')] : []),
    ...groups.map((group) => groupLines(group, family, paint, width).join('\n')),
    ...asideBlocks(whole, paint, width),
    ...throttledLine(report),
    countLine(report, (verdict, text) => verdictColour(verdict, paint)(text)),
    ...(unread.length > 0 ? [unread.join('\n')] : []),
    ...(fixes.length > 0 ? [['What would clear the most:', ...fixLines(fixes, width)].join('\n')] : []),
  ].join('\n\n');
}

/** Finds the groups of a report, and the problem that all targets share, which no group repeats. */
export function told(report: Report): {
  readonly common: ReturnType<typeof commonProblem>;
  readonly groups: readonly Group[];
} {
  const common = commonProblem(report);
  const together = notBegunTogether(report.targets);
  const apart = new Set(together.flatMap(({ targets }) => targets));
  const groups = [
    ...groupsOf(report)
      .filter(({ target }) => !target || !apart.has(target))
      .map((group) => onceOnly(group)),
    ...together.map(({ label, first }): Group => ({ label, place: [], findings: [], target: first })),
  ];
  if (!common) return { common, groups };
  const bare = groups.map(({ label, place, findings }) => ({ label, place, findings }));
  return { common, groups: bare.filter(({ findings }) => findings.length > 0) };
}

// A closed region is both a problem and a finding.
function onceOnly(group: Group): Group {
  const message = group.target?.error?.message;
  return { ...group, findings: group.findings.filter(({ summary }) => summary !== message) };
}

function groupLines(group: Group, family: Family, paint: ChalkInstance, width: number): readonly string[] {
  const { label, findings, target } = group;
  const room = width - INDENT.length;
  const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `${INDENT}${line}`);
  const faults = indented(findingLines(findings, paint, room, family));
  const sampled = sampledTexts(target?.sampled).flatMap((text) => indented(wrapped(wordsOf(text), room, '', INDENT)));
  const notes = sampled.map((line) => paint.dim(line));
  const ok = okCount(findings);
  if (isFine(group)) return [`${paint.bold(label)}: ${paint.green('ok')}, ${checkCount(ok)}`, ...faults, ...notes];
  return [
    paint.bold(label),
    ...(target?.error ? indented(problemLines(target.error, target.status, paint, room)) : []),
    ...faults,
    ...notes,
    ...(ok > 0 ? [`${INDENT}${paint.green('ok')}: ${checkCount(ok)}`] : []),
  ];
}

/** Tells whether something was checked, and nothing but hints was found. */
export const isFine = ({ findings, target }: Group): boolean =>
  !target?.error && okCount(findings) > 0 && findings.every(({ verdict }) => verdict === 'ok' || verdict === 'info');

/** `1 check`, `31 checks` */
export const checkCount = (count: number): string => counted(count, 'check');

type Paint = (verdict: Verdict, text: string) => string;

/** `3 targets (1 failed): 4 fail, 87 ok` */
export function countLine({ summary, interrupted, since }: Report, colour: Paint = (_verdict, text) => text): string {
  const counts = [...WORST_FIRST, 'ok' as const].flatMap((verdict) => {
    const count = summary[verdict] ?? 0;
    return count > 0 ? [colour(verdict, `${inDigits(count)} ${verdict}`)] : [];
  });
  const ended = (['failed', 'skipped', 'not-run'] as const)
    .filter((status) => (summary[status] ?? 0) > 0)
    .map((status) => `${inDigits(summary[status] ?? 0)} ${statusWord(status)}`);
  const targets = counted(summary.targets, 'target');
  const behind = ended.length > 0 ? ` (${ended.join(', ')})` : '';
  const note = asideNote({ summary, ...(since && { since }) });
  const nothing = summary.accepted ? 'nothing else' : 'nothing was checked';
  const end = interrupted ? '; interrupted, run it again to finish' : '';
  return `${targets}${behind}: ${counts.join(', ') || nothing}${note}${unreadNote(summary)}${end}`;
}

const fixLines = (fixes: readonly Fix[], width: number): readonly string[] =>
  fixes.flatMap((fix, index) => {
    const { remedy, checks: cleared } = fix;
    const number = `${index + 1}. `;
    const margin = ' '.repeat(number.length);
    const [first = '', ...rest] = withoutScreens(piecesOf(remedy)).map(({ text }) => text);
    return [
      ...wrapped([`${number}${first}`, ...rest], width, '', margin),
      ...wrapped(wordsOf(`${clearing(fix)}: ${cleared.join(', ')}`), width, margin, `${margin}${INDENT}`),
    ];
  });

/** `clears 5 findings`, `clears 26 findings in 26 steps like this`, `clears 5 findings once 1 and 2 are done` */
export function clearing({ clears, after = [], steps = 1 }: Pick<Fix, 'clears' | 'after' | 'steps'>): string {
  const first = after.length === 0 ? '' : ` once ${after.join(' and ')} ${after.length === 1 ? 'is' : 'are'} done`;
  const often = steps > 1 ? ` in ${inDigits(steps)} steps like this` : '';
  return `clears ${counted(clears, 'finding')}${often}${first}`;
}
