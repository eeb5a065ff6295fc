import { stripVTControlCharacters } from 'node:util';
import type { Piece } from './advice.ts';
import { cutTo, widthOf } from './width.ts';
import { wrapped } from './wrap.ts';

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
 * Makes the lines of advice, which begin with `first` and then with `rest`. Where it takes more than `most` rows, what is to be copied is
 * cut, so that no shell would take it: `aws ec2 create-security-group … (7 commands)`.
 */
export function shortAdvice(
  pieces: readonly Piece[],
  width: number,
  [first, rest]: readonly [first: string, rest: string],
  most: number,
): readonly string[] {
  const texts = pieces.map(({ text }) => text);
  const whole = wrapped(texts, width, first, rest);
  if (rowsOf(whole, width) <= most) return whole;
  const room = width - rest.length - 1;
  const cut = pieces.map(({ text, copied }) => (copied && text.length > room ? cutCommand(text, room) : text));
  return firstLines(wrapped(cut, width, first, rest), most, width);
}

function cutCommand(text: string, room: number): string {
  const { length } = text.split(' && ');
  const behind = length > 1 ? ` (${length} commands)` : '';
  return `${cutText(text, room - behind.length)}${behind}`;
}
