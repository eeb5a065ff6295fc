import { cutTo, filled, widthOf } from './width.ts';

/** A column of a listing. */
export interface Column {
  readonly head: string;
  /** One for each row, visible, in one line. */
  readonly cells: readonly string[];
  /** The fewest columns of the terminal to which it may be cut where the lines are too long; absent: it is never cut. */
  readonly least?: number;
  /** Colours what is left of a cell; absent: it has the colour of the terminal. */
  paint?(text: string, row: number): string;
}

const GAP = '  ';

/**
 * Makes the lines of a listing, its head first. Where they are longer than `width`, columns that may be cut are, those with the
 * most room first; what is cut ends in `…`. What still does not fit is left as it is: an id is of no use without its end.
 */
export function columnLines(columns: readonly Column[], width: number): readonly string[] {
  const widths = fitted(columns, width);
  const rows = columns[0]?.cells.length ?? 0;
  const line = (shown: (column: Column, room: number) => string): string =>
    columns
      .map((column, index) => shown(column, widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return [
    line(({ head }, room) => filled(cutTo(head, room), room)),
    ...Array.from({ length: rows }, (_, row) => line((column, room) => cellOf(column, row, room))),
  ];
}

function cellOf({ cells, paint }: Column, row: number, room: number): string {
  const text = cutTo(cells[row] ?? '', room);
  const blanks = filled(text, room).slice(text.length);
  return `${paint ? paint(text, row) : text}${blanks}`;
}

/** Tells how many columns of the terminal lines take at the least: with everything cut that may be. */
export const leastWidth = (columns: readonly Column[]): number =>
  fitted(columns, 0).reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, columns.length - 1);

function fitted(columns: readonly Column[], width: number): readonly number[] {
  const widths = columns.map(({ head, cells }) =>
    cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(head)),
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
