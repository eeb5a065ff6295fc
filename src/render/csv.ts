import { visible } from './visible.ts';

/**
 * Writes rows as comma-separated values, the names of the columns first: https://www.rfc-editor.org/rfc/rfc4180. Foreign text is made
 * visible, and what a spreadsheet would take for a formula gets an apostrophe in front.
 */
export const csvText = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');

function cell(text: string): string {
  const shown = visible(text).replace(/^\s*[=+\-@]/, "'$&");
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
