import type { PageData } from '../data.ts';
import { drawCard } from './card.ts';
import { make } from './dom.ts';
import type { Match } from './filter.ts';
import type { Links } from './links.ts';

/** The most rows that are printed, and that each card has on paper. */
const MOST = 2000;
const MOST_OF_CARD = 100;

/** Makes what is printed in the place of the list: all that matches, open; where that is too much, it says so. It is there while the page is printed. */
export function paperOf(data: PageData, links: Links, matchesNow: () => readonly Match[]): HTMLElement {
  const paper = make('div', { class: 'paper' });
  addEventListener('beforeprint', () => paper.replaceChildren(...printed(data, links, matchesNow())));
  addEventListener('afterprint', () => paper.replaceChildren());
  return paper;
}

function printed(data: PageData, links: Links, matches: readonly Match[]): readonly HTMLElement[] {
  let left = MOST;
  let cut = 0;
  let state = -1;
  const drawn = matches.flatMap((match) => {
    const limit = Math.min(MOST_OF_CARD, left, match.rows.length);
    cut += match.rows.length - limit;
    left -= limit;
    if (limit === 0) return [];
    const heading = match.card.state === state ? [] : [make('h3', {}, [data.states[match.card.state]?.heading ?? ''])];
    state = match.card.state;
    return [...heading, drawCard(data, match, links, true, limit)];
  });
  const more = `${cut.toLocaleString('en-US')} more ${data.noun[1]} are not printed: with a filter there are fewer, and --json has all.`;
  return cut === 0 ? drawn : [...drawn, make('p', { class: 'sentence' }, [more])];
}
