import type { TargetStatus } from '../../engine/report.ts';

/** A table of what was found: how much of each state there is where a row and a column meet. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly label: string;
  /** The name that the organization has for the account. */
  readonly name?: string;
  /** What is looked for when the row is chosen; when a cell is, what its column says, too. */
  readonly query: Readonly<Record<string, string>>;
  /** One for each column; undefined: nothing was looked at there. */
  readonly cells: readonly (MatrixCell | undefined)[];
}

export interface MatrixCell {
  /** The number of findings in each state, the worst first. */
  readonly counts: readonly number[];
  readonly ok: number;
  /** Set where the target could not be worked on. */
  readonly ended?: TargetStatus;
}

/** Counts how much there is of each of so many states, each thing given by the number of its state. */
export function countsOf(states: number, numbers: Iterable<number>): readonly number[] {
  const counts = Array.from({ length: states }, () => 0);
  for (const number of numbers) counts[number]! += 1;
  return counts;
}

/** Puts rows in order: the one with more of what is worse comes first; what could not be worked on is as bad as the worst. */
export function worstFirst(rows: readonly MatrixRow[]): readonly MatrixRow[] {
  const ranked = rows.map((row) => ({ row, totals: totalsOf(row) }));
  return ranked
    .toSorted((one, other) => {
      const differs = one.totals.findIndex((count, index) => count !== other.totals[index]);
      return (other.totals[differs] ?? 0) - (one.totals[differs] ?? 0);
    })
    .map(({ row }) => row);
}

function totalsOf({ cells }: MatrixRow): readonly number[] {
  const totals: number[] = [];
  for (const cell of cells) {
    for (const [index, count] of (cell?.counts ?? []).entries()) {
      totals[index] = (totals[index] ?? 0) + count + (index === 0 && cell?.ended ? 1 : 0);
    }
  }
  return totals;
}
