import type { Card, PageData, Row } from '../data.ts';
import { make } from './dom.ts';
import { addressOf, ANY, fillingOf, NOWHERE } from './filter.ts';

/** What leads from one finding to others. */
export interface Links {
  /** The address of one finding. */
  hrefOf(row: Row): string;
  /** `111122223333 (payments)/us-east-1` */
  placeOf(row: Row): string;
  causesOf(row: Row): readonly HTMLElement[];
  consequencesOf(number: number, row: Row): readonly HTMLElement[];
}

/** Finds which finding is caused by which. */
export function linksOf(data: PageData): Links {
  const all: { readonly card: Card; readonly row: Row }[] = [];
  for (const card of data.cards) for (const row of card.rows) all.push({ card, row });
  const consequences = new Map<number, number>();
  for (const { row } of all)
    for (const cause of row[4]?.causedBy ?? []) consequences.set(cause, (consequences.get(cause) ?? 0) + 1);
  const hrefOf = (row: Row): string => addressOf({ ...ANY, id: row[3] }, data);
  const placeOf = (row: Row): string => {
    const [account, region] = data.places[row[0]] ?? NOWHERE;
    const [id, name] = data.accounts[account] ?? ['this machine'];
    const named = name === undefined ? id : `${id} (${name})`;
    return region === '' ? named : `${named}/${region}`;
  };
  return {
    hrefOf,
    placeOf,
    causesOf: (row) =>
      (row[4]?.causedBy ?? []).flatMap((number) => {
        const cause = all[number];
        if (!cause) return [];
        const { subject } = fillingOf(data, cause.row);
        const words = subject === '' ? cause.card.label : `${cause.card.label} of ${subject}`;
        return [
          make('p', { class: 'because' }, [
            'because of ',
            make('a', { attributes: { href: hrefOf(cause.row) } }, [words]),
          ]),
        ];
      }),
    consequencesOf: (number, row) => {
      const count = consequences.get(number);
      if (count === undefined) return [];
      const href = addressOf({ ...ANY, because: row[3] }, data);
      const words = count === 1 ? '1 other finding' : `${count} other findings`;
      return [make('p', { class: 'because' }, ['is why there is ', make('a', { attributes: { href } }, [words])])];
    },
  };
}
