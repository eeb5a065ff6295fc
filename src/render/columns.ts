/** A column of a listing. */
export interface Column {
  readonly head: string;
  /** One for each row, visible, in one line. */
  readonly cells: readonly string[];
  /** The fewest characters to which it may be cut where the lines are too long; absent: it is never cut. */
  readonly least?: number;
}

const GAP = '  ';

/**
 * Makes the lines of a listing, its head first. Where they are longer than `width`, columns that may be cut are, those with the
 * most room first; what is cut ends in `…`. What still does not fit is left as it is: an id is of no use without its end.
 */
export function columnLines(columns: readonly Column[], width: number): readonly string[] {
  const widths = fitted(columns, width);
  const rows = columns[0]?.cells.length ?? 0;
  const line = (textOf: (column: Column) => string): string =>
    columns
      .map((column, index) => cut(textOf(column), widths[index] ?? 0).padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return [line(({ head }) => head), ...Array.from({ length: rows }, (_, row) => line(({ cells }) => cells[row] ?? ''))];
}

function fitted(columns: readonly Column[], width: number): readonly number[] {
  const widths = columns.map(({ head, cells }) =>
    cells.reduce((most, { length }) => Math.max(most, length), head.length),
  );
  const least = columns.map((column, index) => Math.min(widths[index] ?? 0, column.least ?? Infinity));
  const over = (): number => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1) - width;
  for (let more = over(); more > 0; more = over()) {
    const room = widths.map((one, index) => one - (least[index] ?? one));
    const most = room.indexOf(Math.max(...room));
    if ((room[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
  }
  return widths;
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
