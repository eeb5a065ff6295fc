import type { Card, PageData, PagePlace, RemedyPart, Row, RowDetails } from './data.ts';
import { filled, type Filling } from './slots.ts';

/** Rows of a card that are to be shown. */
export interface Match {
  readonly card: Card;
  readonly rows: readonly Row[];
  /** The number of the card's first row, counted over all rows of all cards. */
  readonly first: number;
}

/** Gives all rows of all cards. */
export function everything({ cards }: PageData): readonly Match[] {
  let next = 0;
  return cards.map((card) => {
    const first = next;
    next += card.rows.length;
    return { card, rows: card.rows, first };
  });
}

/** A place that the page does not have. */
export const NOWHERE: PagePlace = [-1, ''];

/** Gives what fills the slots of a row. */
export function fillingOf({ places, accounts, texts }: PageData, [place, subject]: Row): Filling {
  const [account, region] = places[place] ?? NOWHERE;
  return { account: accounts[account]?.[0] ?? '', region, subject: texts[subject] ?? '' };
}

/** Gives the title of a card; what differs in its rows is in angle brackets. */
export function titleOf(data: PageData, { title }: Card, rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return title;
  const filling = fillingOf(data, first);
  const isOne = (name: 'account' | 'region'): boolean =>
    rows.every((row) => fillingOf(data, row)[name] === filling[name]);
  return filled(title, {
    ...filling,
    account: isOne('account') ? filling.account : '‹account›',
    region: isOne('region') ? filling.region : '‹region›',
  });
}

/** Gives what clears a row, in its own words. */
export function remedyOf(data: PageData, row: Row): readonly RemedyPart[] {
  const filling = fillingOf(data, row);
  return (data.remedies[row[2]] ?? []).map((part) =>
    typeof part === 'string' ? filled(part, filling) : { code: filled(part.code, filling) },
  );
}

/** `fail, accepted by ann until 2027-01-31: a test`; undefined where nobody has accepted it. */
export function acceptedText({ accepted, verdict }: RowDetails): string | undefined {
  if (!accepted) return undefined;
  const { reason, owner, expires } = accepted;
  const who = owner === undefined ? '' : ` by ${owner}`;
  const until = expires === undefined ? '' : ` until ${expires}`;
  return `${verdict === undefined ? '' : `${verdict}, `}accepted${who}${until}: ${reason}`;
}

/** `new`, or `new, was warn`; undefined where it is not new. */
export const newText = ({ since, was }: RowDetails): string | undefined =>
  since !== 'new' ? undefined : was === undefined ? 'new' : `new, was ${was}`;
