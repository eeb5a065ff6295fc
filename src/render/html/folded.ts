import { counted, inDigits } from '../counted.ts';
import { asOne, likenessOf } from '../likeness.ts';
import type { PageData, RemedyPart, Row, State } from './data.ts';
import { type Alike, grouped } from '../grouped.ts';
import { placesInWords } from './places.ts';
import { consequenceWords, type Relations } from './relations.ts';
import { acceptedText, type Match, newText, remedyOf, titleOf } from './rows.ts';

/** Cards that say the same but for versions, numbers and ids, in as few words as they can be told in. */
export interface Folded {
  readonly state: State | undefined;
  readonly label: string;
  readonly title: string;
  readonly count: number;
  /** How many of them are told. */
  readonly shown: number;
  readonly effect?: string;
  readonly href?: string;
  readonly parts: readonly FoldedPart[];
}

/** Rows of which the same is to be told, and what clears them. */
interface FoldedPart {
  readonly lines: readonly FoldedLine[];
  /** Absent: nothing clears them, or what causes them does. */
  readonly cure?: FoldedCure;
}

export interface FoldedLine {
  /** What is told of all of them, such as their cause. */
  readonly notes: readonly string[];
  /** `111122223333 (payments) in all 17 regions`, and what it is about there; none: nothing but the place. */
  readonly where: readonly { readonly places: string; readonly subjects: readonly string[] }[];
}

interface FoldedCure {
  /** Counted over all that is told, so that it can be named again. */
  readonly number: number;
  /** What to do; empty where it was told with that number before. */
  readonly words: readonly RemedyPart[];
  /** Set if some of the rows take the same, but with other ids, numbers or regions than what was told. */
  readonly isLikewise: boolean;
}

/** How much is told: so many rows in all, and of each card. */
interface Limits {
  readonly rows: number;
  readonly ofCard: number;
}

/** Folds what is to be told; `cut`: the number of rows that are left out. */
export function folded(
  data: PageData,
  matches: readonly Match[],
  relations: Relations,
  { rows, ofCard }: Limits,
): { readonly told: readonly Folded[]; readonly cut: number } {
  const cures = numberedCures();
  let left = rows;
  let cut = 0;
  const alike = grouped(matches, ({ card, rows: there }) =>
    JSON.stringify([card.state, card.label, likenessOf(titleOf(data, card, there))]),
  );
  const told = [...alike.values()].flatMap((cards): readonly Folded[] => {
    const count = cards.reduce((sum, match) => sum + match.rows.length, 0);
    let room = Math.min(ofCard, left, count);
    cut += count - room;
    left -= room;
    if (room === 0) return [];
    const shown = cards.flatMap((match) => {
      const some = match.rows.slice(0, room);
      room -= some.length;
      return rowsOf(data, { ...match, rows: some }, relations, cards.length > 1);
    });
    const [{ card }] = cards;
    return [
      {
        state: data.states[card.state],
        label: card.label,
        title: asOne(cards.map((match) => titleOf(data, match.card, match.rows))),
        count,
        shown: shown.length,
        ...(card.effect !== undefined && { effect: card.effect }),
        ...(card.href !== undefined && { href: card.href }),
        parts: [...grouped(shown, ({ cureKey }) => cureKey).values()].map((there) => ({
          lines: linesOf(data, there),
          ...cures(there),
        })),
      },
    ];
  });
  return { told, cut };
}

/** A row, and what is told of it. */
interface Told {
  readonly row: Row;
  readonly notes: readonly string[];
  readonly subject: string;
  readonly cure: readonly RemedyPart[];
  /** What cures have in common that are alike. */
  readonly cureKey: string;
}

function rowsOf(
  data: PageData,
  { card, rows, first }: Match,
  relations: Relations,
  isOneOfMany: boolean,
): readonly Told[] {
  const numbers = new Map(card.rows.map((row, index) => [row, first + index]));
  const title = isOneOfMany ? [titleOf(data, card, rows)] : [];
  return rows.map((row) => {
    const { name, fields = [], ...more } = row[4] ?? {};
    const causes = relations.causesOf(row).map(({ words }) => `because of ${words}`);
    const consequences = relations.consequencesOf(numbers.get(row) ?? -1);
    const cure = causes.length > 0 ? [] : remedyOf(data, row);
    const subject = data.texts[row[1]] ?? '';
    const marks = [name, newText(more)].filter((mark) => mark !== undefined).join(', ');
    return {
      row,
      notes: [
        ...title,
        acceptedText(more) ?? '',
        ...fields.map(([label, value]) => `${data.texts[label]}: ${data.texts[value]}`),
        ...causes,
        consequences > 0 ? consequenceWords(consequences, data.noun).join('') : '',
      ].filter((note) => note !== ''),
      subject: marks === '' ? subject : `${subject} (${marks})`.trim(),
      cure,
      cureKey: cure
        .map((part) => (typeof part === 'string' ? likenessOf(part) : `\n${likenessOf(part.code)}`))
        .join('\n'),
    };
  });
}

/** Counts cures: what is alike has one number, and is told the first time. */
function numberedCures(): (rows: Alike<Told>) => { readonly cure?: FoldedCure } {
  const known = new Map<string, { readonly number: number; readonly words: string }>();
  return (rows) => {
    const [{ cure, cureKey }] = rows;
    if (cure.length === 0) return {};
    const before = known.get(cureKey);
    const { number, words } = before ?? { number: known.size + 1, words: JSON.stringify(cure) };
    known.set(cureKey, { number, words });
    const isLikewise = rows.some((row) => JSON.stringify(row.cure) !== words);
    return { cure: { number, words: before ? [] : cure, isLikewise } };
  };
}

function linesOf(data: PageData, rows: readonly Told[]): readonly FoldedLine[] {
  const alike = grouped(rows, ({ notes }) => JSON.stringify(notes));
  return [...alike.values()].map((there) => {
    const inPlace = [...grouped(there, ({ row }) => String(row[0])).values()].map((here) => ({
      rows: here,
      subjects: here.flatMap(({ subject }) => (subject === '' ? [] : [subject])),
    }));
    const where = [...grouped(inPlace, ({ subjects }) => JSON.stringify(subjects)).values()].map((places) => ({
      places: placesInWords(
        data,
        places.map(({ rows: [{ row }] }) => row[0]),
      ),
      subjects: places[0].subjects,
    }));
    return { notes: there[0].notes, where };
  });
}

/** `118 findings`, or `118 findings, 40 of them here` */
export const countWords = (
  { noun }: Pick<PageData, 'noun'>,
  { count, shown }: Pick<Folded, 'count' | 'shown'>,
): string => `${counted(count, ...noun)}${shown < count ? `, ${inDigits(shown)} of them here` : ''}`;

/** `What clears it (3): as above`: says where to find what is not told again. */
export function cureWords({ cure }: Pick<PageData, 'cure'>, { number, words, isLikewise }: FoldedCure): string {
  const told = [
    ...(words.length === 0 ? ['as above'] : []),
    ...(isLikewise ? ['with ids and regions of its own for each'] : []),
  ];
  return `${cure} (${number})${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}
