import { counted } from '../../counted.ts';
import type { PageData, RemedyPart, Row } from '../data.ts';
import { placesInWords } from '../places.ts';
import { acceptedText, fillingOf, type Match, newText, remedyOf, titleOf } from '../rows.ts';
import { addCopyButtons } from './copying.ts';
import { make, mark, unseen } from './dom.ts';
import type { Links } from './links.ts';

/** The number of rows that a card shows at first, and that it adds at a time. */
const FIRST = 10;
const MORE = 200;

/** The most accounts that the heading of a card names. */
const MOST_ACCOUNTS = 2;

/** The number of cards that were drawn so far. */
let bodies = 0;

/** Draws what is alike: a heading that opens and closes it, and beneath it why it matters, what to do, and where. */
export function drawCard(data: PageData, match: Match, links: Links, isOpen: boolean): HTMLElement {
  const { card, rows } = match;
  const state = data.states[card.state];
  const id = `body-${(bodies += 1)}`;
  const body = make('div', { class: 'body', id });
  const button = make('button', { class: 'title', attributes: { type: 'button', 'aria-controls': id } }, [
    mark(state?.tone ?? 'none'),
    unseen(`${state?.word ?? ''}: `),
    make('span', { class: 'words' }, [titleOf(data, card, rows)]),
  ]);
  const article = make('article', { class: `card ${state?.tone ?? 'none'}` }, [
    make('h4', {}, [button]),
    make('p', { class: 'label' }, [make('span', { class: 'check' }, [card.label]), ' ', countOf(data, rows)]),
    body,
  ]);
  let isDrawn = false;
  const show = (open: boolean): void => {
    if (open && !isDrawn) {
      isDrawn = true;
      body.append(...bodyOf(data, match, links));
      addCopyButtons(body);
    }
    button.setAttribute('aria-expanded', String(open));
    body.hidden = !open;
    article.classList.toggle('open', open);
  };
  button.addEventListener('click', () => show(body.hidden !== false));
  article.addEventListener('show-card', (event) => show((event as CustomEvent<boolean>).detail));
  show(isOpen);
  return article;
}

function countOf(data: PageData, rows: readonly Row[]): HTMLElement {
  const where = placesInWords(
    data,
    rows.map(([place]) => place),
    MOST_ACCOUNTS,
  );
  return make('span', { class: 'number' }, [`${counted(rows.length, ...data.noun)}: ${where}`]);
}

function bodyOf(data: PageData, { card, rows, first }: Match, links: Links): readonly Node[] {
  const shared = sharedRemedy(data, rows);
  const list = make('ul', { class: shared ? 'rows short' : 'rows' });
  const numberOf = (row: Row): number => first + card.rows.indexOf(row);
  const more = make('button', { class: 'more', attributes: { type: 'button' } });
  let shown = 0;
  const add = (count: number): void => {
    const next = rows.slice(shown, shown + count);
    shown += next.length;
    list.append(...next.map((row) => drawRow(data, row, numberOf(row), links, shared === undefined)));
    addCopyButtons(list);
    more.hidden = shown >= rows.length;
    more.textContent = `Show ${Math.min(MORE, rows.length - shown)} more of ${counted(rows.length, ...data.noun)}`;
  };
  more.addEventListener('click', () => {
    const from = shown;
    add(MORE);
    const item = list.children[from];
    if (item instanceof HTMLElement) item.focus();
  });
  add(FIRST);
  return [
    ...(card.effect === undefined ? [] : [make('h5', {}, ['Why it matters']), make('p', {}, [card.effect])]),
    ...(shared && shared.length > 0
      ? [make('div', { class: 'cure' }, [make('h5', {}, [data.cure]), ...drawRemedy(shared)])]
      : []),
    make('h5', {}, [shared ? 'Where' : `Where, and ${data.cure.charAt(0).toLowerCase()}${data.cure.slice(1)}`]),
    list,
    more,
    ...(card.href === undefined ? [] : [pageLink(card.href)]),
  ];
}

function pageLink(href: string): HTMLElement {
  return make('p', { class: 'page' }, [
    'See: ',
    make('a', { attributes: { href, rel: 'noopener noreferrer', target: '_blank' } }, [
      href,
      unseen(' (opens in a new tab)'),
    ]),
  ]);
}

/** Gives what clears all rows alike, in the words of each. */
function sharedRemedy(data: PageData, rows: readonly Row[]): readonly RemedyPart[] | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const words = JSON.stringify(remedyOf(data, first));
  return rows.every((row) => JSON.stringify(remedyOf(data, row)) === words) ? remedyOf(data, first) : undefined;
}

/** Draws what to do; what is to be copied stands apart. */
export const drawRemedy = (parts: readonly RemedyPart[]): readonly HTMLElement[] =>
  parts.map((part) =>
    typeof part === 'string' ? make('p', {}, [part]) : make('div', { class: 'code' }, [make('code', {}, [part.code])]),
  );

function drawRow(data: PageData, row: Row, number: number, links: Links, withRemedy: boolean): HTMLElement {
  const [, , , id, more = {}] = row;
  const { name, fields = [] } = more;
  const [accepted, fresh] = [acceptedText(more), newText(more)];
  const { subject } = fillingOf(data, row);
  return make('li', { attributes: { tabindex: '-1', 'data-id': id } }, [
    make('p', { class: 'where' }, [
      subject !== '' && make('code', { class: 'subject' }, [subject]),
      name !== undefined && make('span', { class: 'name' }, [` (${name})`]),
      subject !== '' && ' ',
      make('span', { class: 'place' }, [placesInWords(data, [row[0]])]),
      fresh !== undefined && make('span', { class: 'flag' }, [fresh]),
      make('a', { class: 'self', attributes: { href: links.hrefOf(row), 'aria-label': 'Link to this one' } }, ['#']),
    ]),
    accepted !== undefined && make('p', { class: 'accepted' }, [accepted]),
    ...fields.map(([label, value]) =>
      make('p', { class: 'field' }, [
        make('span', { class: 'named' }, [`${data.texts[label] ?? ''}: `]),
        data.texts[value],
      ]),
    ),
    ...links.causesOf(row),
    ...links.consequencesOf(number, row),
    // What is caused by something is fixed by that, which is named above.
    ...(withRemedy && (row[4]?.causedBy ?? []).length === 0 ? drawRemedy(remedyOf(data, row)) : []),
  ]);
}
