import { counted } from './counted.ts';
import type { Report, Summary } from '../engine/report.ts';
import type { Unread } from '../engine/unread.ts';
import { withoutMark } from '../aws/sandbox-mark.ts';
import { adviceOf, piecesOf, piecesOfText } from './advice.ts';
import { adviceLines, listed } from './findings.ts';
import { firstLines, shortAdvice } from './short-advice.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** The numbers of places, of checks and, in few rows, of reasons that are named, and the rows of advice; `--json` has all of them. */
const NAMED = { places: 3, checks: 8, reasons: 3, rows: 6 };

/** `; not looked at: 5 checks and 1 target`; nothing where all was looked at. */
export function unreadNote({ unread = 0, unreadTargets = 0 }: Summary): string {
  const counts = [
    ...(unread > 0 ? [counted(unread, 'check')] : []),
    ...(unreadTargets > 0 ? [counted(unreadTargets, 'target')] : []),
  ];
  return counts.length === 0 ? '' : `; not looked at: ${counts.join(' and ')}`;
}

/** Picks what people are told at the end: a target of which nothing is known says so, and why, in its own place. */
export const toldUnread = ({ unread = [] }: Pick<Report, 'unread'>): readonly Unread[] =>
  unread.filter(({ checks }) => checks.length > 0);

/** Makes the lines of what could not be looked at: why, where and at what, and what would let it be looked at; none where all was. */
export function unreadLines(report: Pick<Report, 'unread'>, width: number): readonly string[] {
  const lines = toldUnread(report).flatMap((entry, index) => {
    const number = `${index + 1}. `;
    const margin = ' '.repeat(number.length);
    return [
      ...wrapped(wordsOf(entry.reason), width, number, margin),
      ...wrapped(wordsOf(unreadPlaces(entry)), width, margin, margin),
      ...adviceLines(piecesOf(entry.remedy), width, margin),
    ];
  });
  return lines.length === 0 ? [] : ['Not looked at:', ...lines];
}

/** Does the same in a few rows: of the most reasons, each cut, and of the others the number. */
export function shortUnreadLines(report: Pick<Report, 'unread'>, width: number): readonly string[] {
  const told = toldUnread(report);
  const shown = told.slice(0, NAMED.reasons);
  const lines = shown.flatMap((entry, index) => {
    const number = `${index + 1}. `;
    const margin = ' '.repeat(number.length);
    return [
      ...firstLines(wrapped(wordsOf(entry.reason), width, number, margin), 2, width),
      ...firstLines(wrapped(wordsOf(unreadPlaces(entry)), width, margin, margin), 1, width),
      ...shortAdvice(
        piecesOfText(withoutMark(adviceOf(entry.remedy))),
        width,
        [`${margin}try:`, `${margin}     `],
        NAMED.rows,
      ),
    ];
  });
  const more = told.length - shown.length;
  const rest = more > 0 ? [`and for ${counted(more, 'more reason')} (--json: unread)`] : [];
  return lines.length === 0 ? [] : ['Not looked at:', ...lines, ...rest];
}

/** `in 111122223333/us-east-1: kms.missing, kms.disabled and 6 more` */
export const unreadPlaces = ({ places, checks }: Unread): string =>
  `in ${listed(places, NAMED.places)}: ${listed(checks, NAMED.checks)}`;
