import { allOf, counted, inDigits } from '../../counted.ts';
import { type Packed, unpacked } from '../packed.ts';
import { relationsOf } from '../relations.ts';
import type { Match } from '../rows.ts';
import { addCopyButtons } from './copying.ts';
import { make, the } from './dom.ts';
import { addressOf, type Filter, filterIn, matching } from './filter.ts';
import { filterForm } from './form.ts';
import { makeGrid } from './grid.ts';
import { linksOf } from './links.ts';
import { cardList } from './list.ts';
import { paperOf } from './printing.ts';
import { tellScrolling } from './scrolling.ts';
import { themeButton } from './theme.ts';

const data = unpacked(JSON.parse(the('data').textContent ?? '') as Packed);
const section = the('list');

document.documentElement.classList.add('scripts');
document.querySelector('header')?.prepend(themeButton());
addCopyButtons(document);
const tidied = (address: string): string => addressOf(filterIn(address, data)!, data);
for (const table of document.querySelectorAll<HTMLTableElement>('table.matrix')) {
  makeGrid(table, tidied);
  tellScrolling(table);
}
if (data.cards.length === 0) section.append(make('p', {}, ['Nothing was found.']));
else listAll();

function listAll(): void {
  const relations = relationsOf(data);
  const links = linksOf(data, relations);
  const list = cardList(data, links);
  let matches: readonly Match[] = [];
  let filter = filterIn(location.hash, data) ?? filterIn('', data)!;
  const told = make('p', { class: 'told', attributes: { role: 'status' } });
  const show = (next: Filter): void => {
    filter = next;
    matches = matching(data, filter);
    form.show(filter);
    list.show(matches);
    told.textContent = toldOf(matches);
    const address = addressOf(filter, data);
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      if (address !== '' && link.getAttribute('href') === address) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  const form = filterForm(data, (next, isTyped) => {
    const address = `${location.pathname}${location.search}${addressOf(next, data)}`;
    if (isTyped) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    show(next);
  });
  const open = make('button', { attributes: { type: 'button' }, onclick: () => list.openAll(true) }, ['Open all']);
  const close = make('button', { attributes: { type: 'button' }, onclick: () => list.openAll(false) }, ['Close all']);
  section.append(
    form.element,
    make('div', { class: 'bar' }, [told, open, close]),
    list.element,
    paperOf(data, relations, () => matches),
  );
  show(filter);
  if (location.hash.includes('=')) section.scrollIntoView();
  addEventListener('hashchange', () => {
    const next = filterIn(location.hash, data);
    if (next) show(next);
  });
  document.addEventListener('click', (event) => followed(event));
  document.addEventListener('keydown', (event) => {
    const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '/' && !isField) {
      event.preventDefault();
      form.search.focus();
    }
    if (event.key === 'Escape' && addressOf(filter, data) !== '') {
      history.pushState(null, '', location.pathname + location.search);
      show(filterIn('', data)!);
    }
  });
}

/** Goes where a link within the page leads: to what it lists, or to a part of the page, without losing what is looked for. */
function followed(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  const href = link?.getAttribute('href') ?? '';
  if (href === '' || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const part = href.includes('=') ? section : document.getElementById(href.slice(1));
  if (!part) return;
  if (!href.includes('=')) event.preventDefault();
  part.scrollIntoView();
  part.focus({ preventScroll: true });
}

function toldOf(matches: readonly Match[]): string {
  const [one, many] = data.noun;
  const countOf = (cards: readonly Pick<Match, 'rows'>[]): number =>
    cards.reduce((sum, { rows }) => sum + rows.length, 0);
  const [shown, total] = [countOf(matches), countOf(data.cards)];
  if (shown === total) return allOf(total, one, many).replace(/^./, (first) => first.toUpperCase());
  const all = counted(total, one, many);
  return shown === 0 ? `Nothing matches; there ${total === 1 ? 'is' : 'are'} ${all}` : `${inDigits(shown)} of ${all}`;
}
