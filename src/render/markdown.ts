import { inDigits } from './counted.ts';
import type { Family, Fix } from '../engine/fixes.ts';
import type { Report } from '../engine/report.ts';
import type { Unread } from '../engine/unread.ts';
import type { Problem } from '../errors.ts';
import { codeParts, type Piece, piecesOf, piecesOfText } from './advice.ts';
import { withoutAccepted } from './aside.ts';
import { asideParts } from './aside-markdown.ts';
import { type Block, blocksOf, okCount } from './blocks.ts';
import { checkCount, clearing, countLine, isFine, told } from './diagnosis.ts';
import { familyOf } from './family.ts';
import type { Group } from './groups.ts';
import { sampledTexts } from './sampled.ts';
import { withoutLong } from './short-advice.ts';
import { statusWord } from './table.ts';
import { throttledLine } from './throttled.ts';
import { elsewhere } from './symptoms.ts';
import { toldUnread, unreadPlaces } from './unread.ts';
import { visible, visibleReport, withoutCommands } from './visible.ts';

/** The number of subjects that a cell names; a comment on a pull request holds 65,536 characters. */
const NAMED = 10;

/** Prints a diagnosis for a pull request or a step summary, in GitHub's Markdown: https://github.github.com/gfm/ */
export function diagnosisMarkdown(given: Report): string {
  const whole = visibleReport(given);
  const report = withoutAccepted(whole);
  const { common, groups } = told(report);
  const family = familyOf(report.targets);
  const text = [
    `## session-manager ${escaped(report.command)}`,
    countLine(report),
    ...throttledLine(report).map(escaped),
    ...(common ? problemOf(common.problem, common.status) : []),
    ...fixesOf(report.fixes ?? []),
    ...unreadOf(toldUnread(report)),
    ...groups.flatMap((group) => groupOf(group, family)),
    ...asideParts(whole, { escaped, code }),
  ].join('\n\n');
  return withoutCommands(text);
}

function groupOf(group: Group, family: Family): readonly string[] {
  const { label, findings, target } = group;
  const ok = okCount(findings);
  const blocks = blocksOf(findings, family);
  const notes = sampledTexts(target?.sampled).map(escaped);
  if (isFine(group) && blocks.length === 0) return [`${escaped(label)}: ok, ${checkCount(ok)}`, ...notes];
  return [
    `### ${escaped(label)}`,
    ...(target?.error ? problemOf(target.error, target.status) : []),
    ...(blocks.length > 0 ? [[...HEAD, ...blocks.flatMap((block) => rows(block))].join('\n')] : []),
    ...notes,
    ...(ok > 0 ? [`ok: ${checkCount(ok)}`] : []),
  ];
}

const HEAD = ['| verdict | check | subject | summary | advice |', '| --- | --- | --- | --- | --- |'];

/** Makes the row of a block, and beneath it those of what it causes. */
const rows = (block: Block, depth = 0): readonly string[] => [
  row(block, '↳ '.repeat(depth)),
  ...(block.symptoms ?? []).flatMap((symptom) => rows(symptom, depth + 1)),
];

const row = (block: Block, mark: string): string =>
  `| ${[verdictOf(block), mark + checksOf(block), subjectsOf(block), summaryOf(block), remedyOf(block)].map(cell).join(' | ')} |`;

const verdictOf = ({ verdict, mark }: Block): string => (mark === undefined ? verdict : `${verdict}, **${mark}**`);

const summaryOf = (block: Block): string => [escaped(block.summary), ...elsewhere(block).map(escaped)].join('<br>');

// A cell ends at a pipe, even within a code span, unless a backslash precedes it.
/** Makes a cell of a table. */
export const cell = (markdown: string): string => markdown.replaceAll('|', '\\|');

const checksOf = ({ checks, ref }: Block): string => checks.map((check) => linked(escaped(check), ref)).join(', ');

/** Makes a link, where there is a page. */
export const linked = (text: string, ref: string | undefined): string =>
  ref?.startsWith('https://') ? `[${text}](${ref.replace(/[\s<>()|\\]/g, percent)})` : text;

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;

function subjectsOf({ subjects, names, fresh }: Block): string {
  const named = subjects
    .slice(0, NAMED)
    .map((subject) => code(subject) + nameMark(names?.get(subject)) + (fresh?.has(subject) ? ' **NEW**' : ''))
    .join(', ');
  return subjects.length > NAMED ? `${named} and ${inDigits(subjects.length - NAMED)} more` : named;
}

/** Makes ` (web-1)` of a name, or nothing. */
export const nameMark = (name: string | undefined): string => (name === undefined ? '' : ` (${escaped(name)})`);

const remedyOf = ({ remedy, others }: Block): string =>
  adviceOf(piecesOf(remedy)) + (others > 0 ? ` (and likewise for ${inDigits(others)} more)` : '');

/** Makes advice; what is to be copied is a code span. */
export const adviceOf = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, copied }) => (copied ? codeIn(text) : escaped(text))).join(' ');

/** Makes advice of so many characters: words are cut where there are more; what is to be copied is whole, or it is said where it is. */
export function adviceWithin(text: string, most: number): string {
  const pieces = piecesOfText(visible(text, Infinity));
  const length = (all: readonly Piece[]): number => all.reduce((sum, piece) => sum + piece.text.length + 1, -1);
  if (length(pieces) <= most) return adviceOf(pieces);
  const short = withoutLong(pieces, (piece) => piece.length <= most, '--json');
  if (length(short) <= most) return adviceOf(short);
  const words = withoutLong(pieces, () => false, '--json').map((piece) => piece.text);
  return escaped(visible(words.join(' '), most));
}

function codeIn(piece: string): string {
  const { before, code: text, behind } = codeParts(piece);
  return `${before}${code(text)}${behind}`;
}

/** Says why a target ended, and what to try. */
export const problemOf = ({ message, advice }: Problem, status: string): readonly string[] => [
  `**${statusWord(status)}**: ${escaped(message)}`,
  ...(advice ? [`try: ${adviceOf(piecesOfText(advice))}`] : []),
];

const fixesOf = (fixes: readonly Fix[]): readonly string[] =>
  fixes.length === 0
    ? []
    : [
        '### What would clear the most',
        fixes
          .map((fix, index) => {
            const cleared = `${clearing(fix)}: ${fix.checks.map(escaped).join(', ')}`;
            return `${index + 1}. ${adviceOf(piecesOf(fix.remedy))}<br>${cleared}`;
          })
          .join('\n'),
      ];

const unreadOf = (unread: readonly Unread[]): readonly string[] =>
  unread.length === 0
    ? []
    : [
        '### Not looked at',
        unread
          .map((entry, index) => {
            const lines = [
              escaped(entry.reason),
              escaped(unreadPlaces(entry)),
              `try: ${adviceOf(piecesOf(entry.remedy))}`,
            ];
            return `${index + 1}. ${lines.join('<br>')}`;
          })
          .join('\n'),
      ];

/** Escapes text for Markdown, on one line. */
export const escaped = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>&~$#]/g, '\\$&')
    .replace(/@(?=\w)|\\#(?=\d)/g, `$&${BREAK}`);

// GitHub would notify the person, or link the issue, also where a backslash precedes the name.
const BREAK = '&#8203;';

/** Makes a code span, fenced by more backticks than it contains. */
export function code(text: string): string {
  const line = oneLine(text);
  // A table removes any backslash before a pipe, even one that is part of the text.
  if (line.includes('\\|')) return escaped(line);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
