import { inDigits } from '../../counted.ts';
import type { PageData } from '../data.ts';
import type { Match } from '../rows.ts';
import { drawCard } from './card.ts';
import { make } from './dom.ts';
import type { Links } from './links.ts';

/** The number of cards that are drawn at first, and that are added at a time. */
const PAGE = 50;

/** With so few, all are open. */
const FEW = 3;

/** A list of cards, of which as many are drawn as are looked at. */
export interface CardList {
  readonly element: HTMLElement;
  show(matches: readonly Match[]): void;
  /** Opens or closes all that are drawn. */
  openAll(open: boolean): void;
}

/** Makes the list: cards under the headings of their states. */
export function cardList(data: PageData, links: Links): CardList {
  const cards = make('div', { class: 'cards' });
  const more = make('button', { class: 'more', attributes: { type: 'button' } });
  let matches: readonly Match[] = [];
  let drawn = 0;
  const headingOf = (state: number): HTMLElement => {
    const there = matches.filter(({ card }) => card.state === state);
    const count = there.reduce((sum, { rows }) => sum + rows.length, 0);
    return make('h3', {}, [`${data.states[state]?.heading ?? ''} (${inDigits(count)})`]);
  };
  const add = (): HTMLElement | undefined => {
    let first: HTMLElement | undefined;
    for (const match of matches.slice(drawn, drawn + PAGE)) {
      if (matches[drawn - 1]?.card.state !== match.card.state) cards.append(headingOf(match.card.state));
      const card = drawCard(data, match, links, matches.length <= FEW);
      first ??= card;
      cards.append(card);
      drawn += 1;
    }
    more.hidden = drawn >= matches.length;
    more.textContent = `Show ${Math.min(PAGE, matches.length - drawn)} more of ${inDigits(matches.length)} kinds of ${data.noun[1]}`;
    return first;
  };
  more.addEventListener('click', () => add()?.querySelector('button')?.focus());
  return {
    element: make('div', {}, [cards, more]),
    show(found) {
      matches = found;
      drawn = 0;
      cards.replaceChildren();
      add();
    },
    openAll(open) {
      for (const card of cards.querySelectorAll('.card'))
        card.dispatchEvent(new CustomEvent('show-card', { detail: open }));
    },
  };
}
