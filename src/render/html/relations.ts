import { counted } from '../counted.ts';
import type { Card, PageData, Row } from './data.ts';
import { fillingOf } from './rows.ts';

/** A row by which another one is caused, and its name: `vpc.route of rtb-1`, or `instance.no-profile` where both are about the same. */
interface Cause {
  readonly row: Row;
  readonly words: string;
}

/** Which row is caused by which. */
export interface Relations {
  causesOf(row: Row): readonly Cause[];
  /** Gives how many rows one is the cause of, by its number, counted over all rows of all cards. */
  consequencesOf(number: number): number;
}

/** Finds which row is caused by which. */
export function relationsOf(data: PageData): Relations {
  const all: { readonly card: Card; readonly row: Row }[] = [];
  const consequences = new Map<number, number>();
  for (const card of data.cards) {
    for (const row of card.rows) {
      all.push({ card, row });
      for (const cause of row[4]?.causedBy ?? []) consequences.set(cause, (consequences.get(cause) ?? 0) + 1);
    }
  }
  return {
    causesOf: (row) =>
      (row[4]?.causedBy ?? []).flatMap((number) => {
        const cause = all[number];
        if (!cause) return [];
        const { subject } = fillingOf(data, cause.row);
        const isOwn = subject === '' || cause.row[1] === row[1];
        const words = isOwn ? cause.card.label : `${cause.card.label} of ${subject}`;
        return [{ row: cause.row, words }];
      }),
    consequencesOf: (number) => consequences.get(number) ?? 0,
  };
}

/** `is why there are 26 other findings`, in the parts around what is a link. */
export const consequenceWords = (count: number, [one, many]: PageData['noun']): readonly [string, string] => [
  `is why there ${count === 1 ? 'is' : 'are'} `,
  counted(count, `other ${one}`, `other ${many}`),
];
