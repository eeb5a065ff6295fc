import { visible, withoutCommands } from './visible.ts';

/**
 * Writes rows as comma-separated values, the names of the columns first: https://www.rfc-editor.org/rfc/rfc4180. Foreign text is made
 * visible, and what a spreadsheet would take for a formula gets an apostrophe in front. What is longer than `most` characters is cut.
 */
export const csvText = (heads: readonly string[], rows: readonly (readonly string[])[], most?: number): string =>
  [heads, ...rows].map((row) => row.map((text) => cell(text, most)).join(',')).join('\r\n');

function cell(text: string, most: number | undefined): string {
  const shown = withoutCommands(visible(text, most)).replace(/^\s*[=+\-@]/, "'$&");
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
