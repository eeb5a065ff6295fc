import type { Card, PageData, Row } from '../data.ts';
import { fillingOf, type Match } from '../rows.ts';
import { filled } from '../slots.ts';

/** What is looked for. Absent or empty: anything. It is in the address, so that it can be shared. */
export interface Filter {
  /** Numbers of states. */
  readonly states: readonly number[];
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  /** Words, each of which has to be there. */
  readonly text: string;
  /** The identity of one finding. */
  readonly id: string;
  /** The identity of the finding that they are caused by. */
  readonly because: string;
  readonly since: string;
}

export const ANY: Filter = { states: [], kind: '', account: '', region: '', text: '', id: '', because: '', since: '' };

/** The account in the address that stands for the machine, and the region that stands for the account itself. */
const MACHINE = 'machine';
const WHOLE = 'account';

/** Reads the part of an address behind `#`; undefined: it is something else, such as a heading. */
export function filterIn(hash: string, data: PageData): Filter | undefined {
  const text = hash.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const asked = new URLSearchParams(text);
  const words = (asked.get(data.stateName.key) ?? '').split(',');
  return {
    states: data.states.flatMap(({ id }, index) => (words.includes(id) ? [index] : [])),
    kind: asked.get(data.kindName.key) ?? '',
    account: asked.get('account') ?? '',
    region: asked.get('region') ?? '',
    text: asked.get('q') ?? '',
    id: asked.get('id') ?? '',
    because: asked.get('because') ?? '',
    since: asked.get('since') ?? '',
  };
}

/** Writes the part of an address behind `#`; empty where anything is looked for. */
export function addressOf(filter: Filter, data: PageData): string {
  const asked = new URLSearchParams();
  const states = filter.states.flatMap((state) => data.states[state]?.id ?? []).join(',');
  for (const [name, value] of [
    [data.stateName.key, states],
    [data.kindName.key, filter.kind],
    ['account', filter.account],
    ['region', filter.region],
    ['q', filter.text],
    ['id', filter.id],
    ['because', filter.because],
    ['since', filter.since],
  ] as const) {
    if (value !== '') asked.set(name, value);
  }
  const text = asked.toString();
  return text === '' ? '' : `#${text}`;
}

/** Finds what matches, in the order of the page. */
export function matching(data: PageData, filter: Filter): readonly Match[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const places = data.places.map(
    ([account, region]) =>
      (filter.account === '' || filter.account === (data.accounts[account]?.[0] ?? MACHINE)) &&
      (filter.region === '' || filter.region === (region || (account < 0 ? '' : WHOLE))),
  );
  const causes = filter.because === '' ? undefined : numbersOf(data, filter.because);
  const isWanted = (row: Row): boolean => {
    const [place, , , id, more] = row;
    return (
      places[place] === true &&
      (filter.id === '' || filter.id === id) &&
      (filter.since === '' || filter.since === more?.since) &&
      (!causes || more?.causedBy?.some((cause) => causes.has(cause)) === true)
    );
  };
  let first = 0;
  return data.cards.flatMap((card) => {
    const start = first;
    first += card.rows.length;
    if (filter.states.length > 0 && !filter.states.includes(card.state)) return [];
    if (filter.kind !== '' && filter.kind !== card.kind) return [];
    const said = [card.title, card.label, card.kind, card.effect ?? ''].join('\n').toLowerCase();
    const rest = words.filter((word) => !said.includes(word));
    const rows = card.rows.filter((row) => isWanted(row) && (rest.length === 0 || hasWords(data, card, row, words)));
    return rows.length === 0 ? [] : [{ card, rows, first: start }];
  });
}

function numbersOf(data: PageData, id: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  let number = 0;
  for (const { rows } of data.cards) {
    for (const row of rows) {
      if (row[3] === id) numbers.add(number);
      number += 1;
    }
  }
  return numbers;
}

function hasWords(data: PageData, card: Card, row: Row, words: readonly string[]): boolean {
  const [place, , remedy, , more] = row;
  const filling = fillingOf(data, row);
  const name = data.accounts[data.places[place]?.[0] ?? -1]?.[1] ?? '';
  const advice = (data.remedies[remedy] ?? []).map((part) => (typeof part === 'string' ? part : part.code));
  const fields = (more?.fields ?? []).map(([, value]) => data.texts[value] ?? '');
  const said = [card.title, card.label, card.kind, ...advice].map((text) => filled(text, filling));
  const text = [...said, filling.account, name, filling.region, filling.subject, more?.name ?? '', ...fields]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
