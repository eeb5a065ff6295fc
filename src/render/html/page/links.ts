import type { PageData, Row } from '../data.ts';
import { consequenceWords, type Relations } from '../relations.ts';
import { make } from './dom.ts';
import { addressOf, ANY } from './filter.ts';

/** What leads from one finding to others. */
export interface Links {
  /** The address of one finding. */
  hrefOf(row: Row): string;
  causesOf(row: Row): readonly HTMLElement[];
  consequencesOf(number: number, row: Row): readonly HTMLElement[];
}

/** Draws links from what is caused to its cause, and back. */
export function linksOf(data: PageData, relations: Relations): Links {
  const hrefOf = (row: Row): string => addressOf({ ...ANY, id: row[3] }, data);
  const because = (before: string, href: string, words: string): HTMLElement =>
    make('p', { class: 'because' }, [before, make('a', { attributes: { href } }, [words])]);
  return {
    hrefOf,
    causesOf: (row) => relations.causesOf(row).map((cause) => because('because of ', hrefOf(cause.row), cause.words)),
    consequencesOf: (number, row) => {
      const count = relations.consequencesOf(number);
      if (count === 0) return [];
      const [before, words] = consequenceWords(count, data.noun);
      return [because(before, addressOf({ ...ANY, because: row[3] }, data), words)];
    },
  };
}
