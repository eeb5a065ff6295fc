import { inDigits } from '../../counted.ts';
import { make } from './dom.ts';

/** The number of rows that are shown at a time of those that are not shown at first. */
const MORE = 200;

/**
 * Makes links of the cells of a table, to what the headings of their rows and columns look for, and the table a grid: one stop for the
 * tab key, in which the arrow keys, Home, End, and with Ctrl the corners, move from cell to cell. A table with many rows shows more of
 * them when asked. `tidied`: gives an address with its parts in the order that addresses have.
 */
export function makeGrid(table: HTMLTableElement, tidied: (address: string) => string): void {
  const [body, rest] = table.tBodies;
  const [head] = table.rows;
  if (!body || !head) return;
  addLinks(body.rows, head, tidied);
  const rows = (): readonly HTMLTableRowElement[] => [head, ...body.rows];
  const start = body.querySelector<HTMLAnchorElement>('td a') ?? head.querySelector('a');
  if (!start) return;
  table.setAttribute('role', 'grid');
  for (const link of head.querySelectorAll('a')) link.tabIndex = -1;
  let current = start;
  const moveTo = (link: HTMLAnchorElement): void => {
    current.tabIndex = -1;
    link.tabIndex = 0;
    current = link;
  };
  moveTo(start);
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLAnchorElement) moveTo(target);
  });
  table.addEventListener('keydown', (event) => {
    const next = nextOf(rows(), current, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  if (rest) addMore(table, body, rest, (added) => addLinks(added, head, tidied));
}

function addLinks(
  rows: Iterable<HTMLTableRowElement>,
  head: HTMLTableRowElement,
  tidied: (address: string) => string,
): void {
  const columns = [...head.cells].map(addressIn);
  for (const row of rows) {
    const [heading, ...cells] = row.cells;
    if (!heading) continue;
    const link = heading.querySelector('a');
    if (link) link.tabIndex = -1;
    const label = link?.textContent ?? '';
    for (const [index, cell] of cells.entries()) {
      if (cell.classList.contains('blank')) continue;
      const isEnded = cell.classList.contains('ended');
      const href = isEnded ? '#problems' : tidied(`#${addressIn(heading)}&${columns[index + 1] ?? ''}`);
      const where = `${label}, ${head.cells[index + 1]?.textContent ?? ''}`;
      const words = cell.textContent ?? '';
      const seen = cell.firstChild instanceof Text ? cell.firstChild.data : '';
      const attributes = { href, tabindex: '-1', 'aria-label': `${where}: ${words}` };
      cell.replaceChildren(make('a', { class: 'cell', attributes }, [seen]));
    }
  }
}

const addressIn = (heading: HTMLTableCellElement): string =>
  heading.querySelector('a')?.getAttribute('href')?.slice(1) ?? '';

/** Puts a button behind a table that shows more rows. */
function addMore(
  table: HTMLTableElement,
  body: HTMLTableSectionElement,
  rest: HTMLTableSectionElement,
  link: (rows: readonly HTMLTableRowElement[]) => void,
): void {
  const total = body.rows.length + rest.rows.length;
  table.setAttribute('aria-rowcount', String(total + 1));
  const more = make('button', { class: 'more', attributes: { type: 'button' } });
  const tell = (): void => {
    const left = rest.rows.length;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(MORE, left)} more rows of ${inDigits(total)}`;
  };
  more.addEventListener('click', () => {
    const next = [...rest.rows].slice(0, MORE);
    link(next);
    body.append(...next);
    tell();
    next[0]?.querySelector('a')?.focus();
  });
  tell();
  table.parentElement?.after(more);
}

type Link = HTMLAnchorElement | null;

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

function nextOf(
  rows: readonly HTMLTableRowElement[],
  current: HTMLAnchorElement,
  { key, ctrlKey, altKey, metaKey }: KeyboardEvent,
): Link {
  if (altKey || metaKey) return null;
  const cell = current.closest<HTMLTableCellElement>('td, th');
  const row = rows.findIndex((one) => one === cell?.parentElement);
  const column = cell?.cellIndex ?? -1;
  if (key === 'Home' || key === 'End') {
    const ends = ctrlKey ? (key === 'Home' ? rows : rows.toReversed()) : rows.slice(row, row + 1);
    for (const one of ends) {
      const links = one.querySelectorAll('a');
      if (links.length > 0) return links[key === 'Home' ? 0 : links.length - 1] ?? null;
    }
    return null;
  }
  const [down, right] = STEPS[key] ?? [0, 0];
  if (ctrlKey || (down === 0 && right === 0)) return null;
  // Cells of what was not looked at are passed over; a page that is too long ends with the last row.
  const far = Math.abs(down) > 1;
  for (let steps = far ? Math.abs(down) : 1; steps > 0; steps -= 1) {
    const one = (rate: number): number => (far ? Math.sign(rate) * steps : rate);
    for (let y = row + one(down), x = column + right; rows[y]?.cells[x]; y += Math.sign(down), x += right) {
      const link = rows[y]?.cells[x]?.querySelector('a') ?? null;
      if (link) return link;
    }
  }
  return null;
}
