import { make } from './dom.ts';

/** Has a table say that it scrolls sideways, for as long as it is wider than its box. The keyboard scrolls it from cell to cell. */
export function tellScrolling(table: HTMLTableElement): void {
  const box = table.parentElement;
  const hint = document.getElementById(table.getAttribute('aria-describedby') ?? '');
  if (!box || !hint) return;
  const told = make('span', {}, [' It is wider than this window, and scrolls sideways.']);
  new ResizeObserver(() => {
    const isWide = box.scrollWidth > box.clientWidth + 1;
    if (isWide === told.isConnected) return;
    if (isWide) hint.append(told);
    else told.remove();
  }).observe(box);
}
