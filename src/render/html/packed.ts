import type { Card, PageData, Row, RowDetails } from './data.ts';
import { numbered } from './numbered.ts';

type Column = readonly number[];

/** What a page lists, as it is written: in columns, with each word once, because most of a large page would be brackets and repeated words. */
export interface Packed extends Omit<PageData, 'cards'> {
  /** What cards name by its number; -1: nothing. */
  readonly words: readonly string[];
  readonly titles: readonly string[];
  /** One each of a card; `counts`: the number of its rows. */
  readonly cards: Readonly<Record<'states' | 'kinds' | 'labels' | 'effects' | 'hrefs' | 'counts', Column>>;
  /** One each of a row, those of the first card first; `details`: a number in `details`; -1: nothing. */
  readonly rows: Readonly<Record<'places' | 'subjects' | 'remedies' | 'details', Column>>;
  readonly ids: readonly string[];
  /** One of each row, empty where it has none; none at all where no row has one. */
  readonly names: readonly string[];
  readonly details: readonly RowDetails[];
}

/** Puts what a page lists into columns. */
export function packed({ cards, ...data }: PageData): Packed {
  const words = numbered<string>();
  const details = numbered<RowDetails>();
  const wordOf = (word: string | undefined): number => (word === undefined ? -1 : words.numberOf(word));
  const rows = cards.flatMap((card) => card.rows);
  const names = rows.map(([, , , , { name = '' } = {}]) => name);
  return {
    ...data,
    titles: cards.map(({ title }) => title),
    cards: {
      states: cards.map(({ state }) => state),
      kinds: cards.map(({ kind }) => wordOf(kind)),
      labels: cards.map(({ label }) => wordOf(label)),
      effects: cards.map(({ effect }) => wordOf(effect)),
      hrefs: cards.map(({ href }) => wordOf(href)),
      counts: cards.map((card) => card.rows.length),
    },
    rows: {
      places: rows.map(([place]) => place),
      subjects: rows.map(([, subject]) => subject),
      remedies: rows.map(([, , remedy]) => remedy),
      details: rows.map(([, , , , { name: _name, ...more } = {}]) =>
        Object.keys(more).length === 0 ? -1 : details.numberOf(more),
      ),
    },
    ids: rows.map(([, , , id]) => id),
    names: names.some((name) => name !== '') ? names : [],
    details: details.all,
    words: words.all,
  };
}

/** Gives back what was put into columns. */
export function unpacked({ titles, words, cards, rows, ids, names, details, ...data }: Packed): PageData {
  const all = ids.map((id, at): Row => {
    const more = details[rows.details[at] ?? -1];
    const name = names[at] ?? '';
    const row = [rows.places[at] ?? -1, rows.subjects[at] ?? -1, rows.remedies[at] ?? -1, id] as const;
    if (name === '') return more ? [...row, more] : row;
    return [...row, { ...more, name }];
  });
  let first = 0;
  return {
    ...data,
    cards: titles.map((title, at): Card => {
      const [effect, href] = [words[cards.effects[at] ?? -1], words[cards.hrefs[at] ?? -1]];
      const from = first;
      first += cards.counts[at] ?? 0;
      return {
        state: cards.states[at] ?? 0,
        kind: words[cards.kinds[at] ?? -1] ?? '',
        label: words[cards.labels[at] ?? -1] ?? '',
        title,
        ...(effect !== undefined && { effect }),
        ...(href !== undefined && { href }),
        rows: all.slice(from, first),
      };
    }),
  };
}
