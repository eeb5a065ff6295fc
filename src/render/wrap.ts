import { widthOf } from './width.ts';

/**
 * Wraps words into lines of `width` columns. The first line begins with `first`, the others with `rest`. A word that is
 * longer than a line gets its own, unbroken.
 */
export function wrapped(words: readonly string[], width: number, first = '', rest = ''): readonly string[] {
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' || line.endsWith(' ') ? `${line}${word}` : `${line} ${word}`;
    if (line.trim() === '' || widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${rest}${word}`);
  }
  return lines.map((line) => line.trimEnd());
}

/** Splits text at blanks and line breaks. */
export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
