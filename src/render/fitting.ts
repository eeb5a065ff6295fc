import { rowsOf } from './short-advice.ts';

/** Lines, and whether all was told. */
export interface Told {
  readonly lines: readonly string[];
  readonly isWhole: boolean;
}

/** What of many items fits. */
interface Fitted<Item> {
  readonly told: readonly string[];
  /** The items that are not told. */
  readonly rest: readonly Item[];
  /** True: all are, in full. */
  readonly isWhole: boolean;
}

/** The most rows in which those are told that do not fit. */
export const MOST_REST = 4;

/**
 * Tells as many items as fit into so many rows of a terminal, and of the first of them in as much detail as there is room for; where some
 * do not fit, room is left to say so. `details`: makes the lines of an item, the fewest first, and in the end all of them.
 */
export function fitted<Item>(
  items: readonly Item[],
  rows: number,
  width: number,
  details: readonly ((item: Item) => readonly string[])[],
): Fitted<Item> {
  const [least, ...more] = details;
  const found: (readonly string[])[] = [];
  let left = rows;
  for (const item of items) {
    const lines = least?.(item) ?? [];
    if (rowsOf(lines, width) > left) break;
    left -= rowsOf(lines, width);
    found.push(lines);
  }
  if (found.length < items.length) left -= MOST_REST;
  while (left < 0 && found.length > 0) left += rowsOf(found.pop() ?? [], width);
  let isWhole = found.length === items.length;
  // What takes many rows, such as long commands, keeps nobody else from being told in more detail.
  let growing = [...found.keys()];
  for (const detail of more) {
    growing = growing.filter((index) => {
      const lines = detail(items[index] as Item);
      const taken = rowsOf(lines, width) - rowsOf(found[index] ?? [], width);
      if (taken > left) return false;
      left -= taken;
      found[index] = lines;
      return true;
    });
  }
  isWhole &&= growing.length === found.length;
  return { told: found.flat(), rest: items.slice(found.length), isWhole };
}
