import type { ChalkInstance } from 'chalk';
import type { Explanation } from '../engine/explanation.ts';
import { wordsOf, wrapped } from './wrap.ts';

const GAP = '  ';

/** The columns without which titles are beneath their rows. */
const ROOM = 40;

/** Lists checks in columns, by family: id, scope, verdicts and title. Where that is too wide, each title has a line of its own. */
export function checkList(checks: readonly Explanation[], paint: ChalkInstance, width: number): string {
  const cells = checks.map(({ id, scope, verdicts }) => [id, scope, verdicts.join(', ')]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const margin = widths.reduce((sum, each) => sum + each + GAP.length, GAP.length);
  const families = [...new Set(checks.map(({ family }) => family))];
  const blocks = families.map((family) => {
    const rows = checks.flatMap((check, index) => {
      if (check.family !== family) return [];
      const row = (cells[index] ?? []).map((text, column) => text.padEnd(widths[column] ?? 0)).join(GAP);
      const words = wordsOf(check.title);
      return width - margin < ROOM
        ? [
            `${GAP}${row}`.trimEnd(),
            ...wrapped(words, width, GAP.repeat(3), GAP.repeat(3)).map((line) => paint.dim(line)),
          ]
        : wrapped(words, width, `${GAP}${row}${GAP}`, ' '.repeat(margin));
    });
    return [paint.bold(family), ...rows].join('\n');
  });
  const end = [
    `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}; more about one, or about a family:`,
    `${GAP}session-manager doctor --explain ${checks[0]?.id ?? 'ID'}`,
  ];
  return [...blocks, end.join('\n')].join('\n\n');
}
