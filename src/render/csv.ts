import { visible, withoutCommands } from './visible.ts';

/**
 * Writes rows as comma-separated values, the names of the columns first: https://www.rfc-editor.org/rfc/rfc4180. Whoever prints the text
 * ends its last line, with the line feed that is left out. Foreign text is made visible, and what a spreadsheet would take for a formula
 * gets an apostrophe in front. What is longer than `most` characters is cut.
 */
export const csvText = (heads: readonly string[], rows: readonly (readonly string[])[], most?: number): string =>
  [heads, ...rows].map((row) => `${row.map((text) => cell(text, most)).join(',')}\r`).join('\n');

// A formula begins a cell; where a spreadsheet parts cells at semicolons, as in much of Europe, also behind one: https://owasp.org/www-community/attacks/CSV_Injection
const FORMULA = /(^|;)(?=\s*[=+\-@＝＋－＠])/g;

function cell(text: string, most: number | undefined): string {
  const shown = withoutCommands(visible(text, most)).replace(FORMULA, "$1'");
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
