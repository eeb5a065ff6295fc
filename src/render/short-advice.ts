import { stripVTControlCharacters } from 'node:util';
import type { Piece } from './advice.ts';
import { cutTo, widthOf } from './width.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** Counts the rows of a terminal that lines take, whatever their colours. */
export const rowsOf = (lines: readonly string[], width: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / width)), 0);

/** Cuts text at the last word that fits, with a mark. */
export function cutText(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  const start = cutTo(text, room - 1).slice(0, -1);
  const end = start.lastIndexOf(' ');
  return `${end > room / 2 ? start.slice(0, end) : start} …`;
}

/** Leaves the first lines, of which the last has a mark where there are more. */
export function firstLines(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? '';
  return [...lines.slice(0, most - 1), widthOf(last) + 2 <= width ? `${last} …` : cutText(`${last} …`, width)];
}

/**
 * Makes the lines of advice, which begin with `first` and then with `rest`. Where it takes more than `most` rows, words are cut; what is
 * to be copied never is: it is whole, or it is said where it is.
 */
export function shortAdvice(
  pieces: readonly Piece[],
  width: number,
  [first, rest]: readonly [first: string, rest: string],
  most: number,
): readonly string[] {
  const linesOf = (all: readonly Piece[]): readonly string[] =>
    wrapped(
      all.map(({ text }) => text),
      width,
      first,
      rest,
    );
  const fits = (lines: readonly string[]): boolean => rowsOf(lines, width) <= most;
  const whole = linesOf(pieces);
  if (fits(whole)) return whole;
  const short = linesOf(withoutLong(pieces, (text) => fits([`${rest} ${text}`]), WHOLE));
  if (fits(short)) return short;
  const told = linesOf(withoutLong(pieces, () => false, WHOLE));
  if (fits(told)) return told;
  // Where there is no room for the words before it, either, what is to be copied is at least said to be there.
  const copied = pieces.filter((piece) => piece.copied).slice(0, 1);
  return firstLines(copied.length === 0 ? told : linesOf(withoutLong(copied, () => false, WHOLE)), most, width);
}

const WHOLE = '--group-by target';

/** Puts in place of what is to be copied, where it does not fit, what it is, and where it is whole: `7 commands (whole with --json)`. */
export const withoutLong = (
  pieces: readonly Piece[],
  fits: (text: string) => boolean,
  where: string,
): readonly Piece[] =>
  pieces.flatMap((piece) =>
    piece.copied && !fits(piece.text)
      ? wordsOf(`${kindOf(piece.text)} (whole with ${where})`).map((text) => ({ text, copied: false }))
      : [piece],
  );

/** The most characters of what is to be copied: commands for two hundred nodes have about as many, and fill half a screen. */
const LONGEST = 5000;

/** Leaves out what would take screens: the commands that are sent to thousands of nodes. */
export const withoutScreens = (pieces: readonly Piece[]): readonly Piece[] =>
  withoutLong(pieces, (text) => text.length <= LONGEST, '--json');

function kindOf(text: string): string {
  if (/^[{"']/.test(text)) return 'a statement';
  const { length } = text.split(' && ');
  return length > 1 ? `${length} commands` : 'a command';
}
