/** Makes a table a grid: one stop for the tab key, in which the arrow keys, Home, End, and with Ctrl the corners, move from cell to cell. */
export function makeGrid(table: HTMLTableElement): void {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector('a')));
  const links = rows.flat().filter((link): link is HTMLAnchorElement => link !== null);
  const start =
    rows
      .slice(1)
      .flatMap((row) => row.slice(1))
      .find((link) => link) ?? links[0];
  if (!start) return;
  table.setAttribute('role', 'grid');
  for (const link of links) link.tabIndex = -1;
  start.tabIndex = 0;
  let current = start;
  const moveTo = (link: HTMLAnchorElement): void => {
    current.tabIndex = -1;
    link.tabIndex = 0;
    current = link;
  };
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLAnchorElement) moveTo(target);
  });
  table.addEventListener('keydown', (event) => {
    const next = nextOf(rows, current, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
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
  rows: readonly (readonly Link[])[],
  current: Link,
  { key, ctrlKey, altKey, metaKey }: KeyboardEvent,
): Link {
  if (altKey || metaKey) return null;
  const row = rows.findIndex((links) => links.includes(current));
  const column = rows[row]?.indexOf(current) ?? -1;
  if (key === 'Home' || key === 'End') {
    const links = ctrlKey ? rows.flat() : (rows[row] ?? []);
    const there = links.filter((link) => link);
    return (key === 'Home' ? there[0] : there.at(-1)) ?? null;
  }
  const [down, right] = STEPS[key] ?? [0, 0];
  if (ctrlKey || (down === 0 && right === 0)) return null;
  // Cells of what was not looked at are passed over; a page that is too long ends with the last row.
  const far = Math.abs(down) > 1;
  for (let steps = far ? Math.abs(down) : 1; steps > 0; steps -= 1) {
    const one = (rate: number): number => (far ? Math.sign(rate) * steps : rate);
    for (let y = row + one(down), x = column + right; rows[y]?.[x] !== undefined; y += Math.sign(down), x += right) {
      const link = rows[y]?.[x];
      if (link) return link;
    }
  }
  return null;
}
