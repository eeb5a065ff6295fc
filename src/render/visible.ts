import type { Report } from '../engine/report.ts';

/** What a terminal obeys, or a reader does not see: controls, directions of writing, characters without a width, other ends of lines. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The most characters of one value, such as a shell profile, that are shown. */
const LONGEST = 2000;

/** Makes foreign text harmless for a terminal, and all of it visible: an escape is shown as `\x1b`. What is longer than `most` characters is cut, with a mark. */
export const visible = (text: string, most = LONGEST): string => cut(text, most, escapedText);

function cut(text: string, most: number, shown: (start: string) => string): string {
  if (text.length <= most) return shown(text);
  // Half a character is none.
  const start = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  return `${shown(start)}… (${text.length - start.length} more characters)`;
}

const escapedText = (text: string): string => text.replace(UNSEEN, (found) => SHORT[found] ?? codeOf(found));

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code > 0xffff) return `\\u{${digits}}`;
  return code > 0xff ? `\\u${digits.padStart(4, '0')}` : `\\x${digits.padStart(2, '0')}`;
}

/** Makes every text of a report visible. Remedies are not cut: they are to be copied. */
export const visibleReport = (report: Report): Report => allVisible(report);

/** Makes every text of a value visible; remedies and advice as above. */
export const allVisible = <Value>(value: Value): Value => visibleIn(value, LONGEST);

function visibleIn<Value>(value: Value, most: number): Value;
function visibleIn(value: unknown, most: number): unknown {
  if (typeof value === 'string') return visible(value, most);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => visibleIn(item, most));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  // Most of a large report is as it was, and is not copied.
  const changed = Object.entries(value).flatMap(([name, member]) => {
    const shown: unknown = visibleIn(member, ['advice', 'fixes', 'remedy'].includes(name) ? Infinity : most);
    return shown === member ? [] : [[name, shown] as const];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

/**
 * Breaks what CI servers obey where it is printed: `::error::` at the start of a line, and `##[`, `##vso[` or `##teamcity[` anywhere.
 * Each printed line passes here, since a line can break before any word.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export const withoutCommands = (printed: string): string =>
  // oxlint-disable-next-line no-control-regex -- colours come before the text of a line
  printed.replace(/^((?:\u001B\[[\d;]*m|\s)*):(?=:)/gm, '$1\\x3a').replace(/#(?=#(?:vso|teamcity)?\[)/g, '\\x23');

/** The most characters of one value in JSON: a document, the longest that AWS keeps here, has 64 KiB. */
const LONGEST_IN_JSON = 65_536;

/**
 * Writes JSON, indented, in which everything that is not seen is escaped as JSON does. It means the same, but for values
 * that are longer than AWS has any: they are cut, with a mark.
 */
export const jsonText = (value: unknown): string => jsonWith(value, 2);

/** Writes the same JSON in one line. */
export const jsonLine = (value: unknown): string => jsonWith(value, 0);

const jsonWith = (value: unknown, indent: number): string =>
  JSON.stringify(
    value,
    (_name, member: unknown) => (typeof member === 'string' ? cut(member, LONGEST_IN_JSON, String) : member),
    indent,
  )
    .replace(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu, (found) => unitsOf(found))
    .replace(/#(?=#(?:vso|teamcity)?\[)/g, '\\u0023');

const unitsOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
