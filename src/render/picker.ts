import type { ChalkInstance } from 'chalk';
import { cutTo, filled, widthOf } from './width.ts';

/** One of several things to choose from, in columns. */
export interface Choice {
  readonly cells: readonly string[];
  /** True: it cannot be used now, as far as is known. */
  readonly faint?: boolean;
}

/** What was typed so far, and which of the choices that fit it is marked. */
export interface Picking {
  readonly typed: string;
  readonly marked: number;
}

export const NOTHING_TYPED: Picking = { typed: '', marked: 0 };

/** What a key asks for. */
export type Wanted = 'choose' | 'leave';

/** The most choices that are shown at once. */
const MOST = 12;

/** Gives the choices that hold every word that was typed, in any case, in their order. */
export function fitting(choices: readonly Choice[], { typed }: Picking): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/);
  return choices.filter(({ cells }) => {
    const text = cells.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Splits what a terminal sends into keys: an escape sequence, or a character. */
export const keysIn = (text: string): readonly string[] =>
  // oxlint-disable-next-line no-control-regex -- keys are control characters
  text.match(/\u001B(?:\[[\d;]*[A-Za-z~]|O[A-Z])|[^]/gu) ?? [];

/** Follows a key; `count`: of the choices that fit, `page`: that are shown at once. */
export function afterKey(
  now: Picking,
  key: string,
  { count, page }: { count: number; page: number },
): Picking | Wanted {
  const move = (by: number): Picking => ({ ...now, marked: Math.max(0, Math.min(count - 1, now.marked + by)) });
  switch (key) {
    case '\r':
    case '\n':
      return count === 0 ? now : 'choose';
    case '\u001B':
    case '\u0003':
    case '\u0004':
      return 'leave';
    case '\u001B[A':
    case '\u001BOA':
    case '\u0010':
      return move(-1);
    case '\u001B[B':
    case '\u001BOB':
    case '\u000E':
    case '\t':
      return move(1);
    case '\u001B[5~':
      return move(-page);
    case '\u001B[6~':
      return move(page);
    case '\u001B[H':
      return move(-count);
    case '\u001B[F':
      return move(count);
    case '\u007F':
    case '\b':
      return { typed: now.typed.replace(/[^]$/u, ''), marked: 0 };
    case '\u0015':
      return NOTHING_TYPED;
    case '\u0017':
      return { typed: now.typed.replace(/\S+\s*$/, ''), marked: 0 };
    default:
      return /^[\p{Cc}\p{Cf}]/u.test(key) ? now : { typed: now.typed + key, marked: 0 };
  }
}

/** How many choices are shown at once on a terminal of so many rows. */
export const pageOf = (rows: number): number => Math.max(1, Math.min(MOST, rows - 3));

/** Makes the lines of a list to choose from: what was typed, and the choices around the marked one. No line is longer than the terminal. */
export function pickerLines(
  choices: readonly Choice[],
  picking: Picking,
  { width, rows, paint }: { readonly width: number; readonly rows: number; readonly paint: ChalkInstance },
): readonly string[] {
  const fit = fitting(choices, picking);
  const page = pageOf(rows);
  const from = Math.max(0, Math.min(picking.marked - Math.floor(page / 2), fit.length - page));
  const widths = (choices[0]?.cells ?? []).map((_, column) =>
    choices.reduce((most, { cells }) => Math.max(most, widthOf(cells[column] ?? '')), 0),
  );
  // The last column of a terminal would wrap.
  const room = Math.max(1, width - 1);
  const cut = (line: string): string => (room > 2 ? cutTo(line, room) : line.slice(0, room));
  const shown = fit.slice(from, from + page).map(({ cells, faint }, index) => {
    const marked = from + index === picking.marked;
    const line = cut(
      `${marked ? '>' : ' '} ${cells.map((cell, column) => filled(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
    );
    return marked ? paint.inverse(line) : faint ? paint.dim(line) : line;
  });
  const count = fit.length === choices.length ? `${fit.length}` : `${fit.length} of ${choices.length}`;
  return [
    cut(`node: ${picking.typed}`),
    ...shown,
    paint.dim(cut(`${count}; type to search, arrows, Enter; Esc leaves`)),
  ];
}
