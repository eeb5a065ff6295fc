import { code, escaped } from './markdown.ts';
import { visible, withoutCommands } from './visible.ts';

/** Writes rows as a table in GitHub's Markdown: https://github.github.com/gfm/. Cells of `exact` columns are code spans. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  exact: readonly string[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cellOf = (text: string, index: number): string => {
    const shown = visible(text);
    const isExact = exact.includes(heads[index] ?? '') && shown !== '';
    // A cell ends at a pipe, even within a code span, unless a backslash precedes it.
    return (isExact ? code(shown) : escaped(shown)).replaceAll('|', '\\|');
  };
  return withoutCommands(
    [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(row.map(cellOf)))].join('\n'),
  );
}
