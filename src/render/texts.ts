import { visible } from './visible.ts';

/**
 * Makes foreign text fit for a database: in one line, visible, and of at most so many UTF-16 units, which no way of counting characters
 * finds to be more. Never empty: what has no text is `-`.
 */
export function field(text: string, most: number): string {
  const shown = visible(text.replaceAll(/\s*[\n\r]\s*/g, ' '), Infinity).trim();
  if (shown.length <= most) return shown || '-';
  // Half a character is none.
  return `${shown.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
