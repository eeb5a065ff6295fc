import type { AwsError } from '../protocols/aws-error.ts';

/** One page of a sorted list, and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

interface PageOptions {
  /** The last of the list comes first. */
  readonly descending?: boolean;
  readonly limit: number;
  readonly token: string | undefined;
  readonly invalid: () => AwsError;
}

/**
 * Cuts a page out of a list that is sorted by `keyOf` in ascending UTF-16 order. A token names the last item of the page before, so that
 * items added or removed between two pages shift nothing. A token of another list is refused with `invalid`.
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, options: PageOptions): Page<T> {
  const after = options.token === undefined ? undefined : decode(options.token, options.invalid);
  const { descending = false } = options;
  const inOrder = descending ? items.toReversed() : items;
  const isLeft = (key: string): boolean => after === undefined || (descending ? key < after : key > after);
  const rest = inOrder.filter((item) => isLeft(keyOf(item)));
  return cut(rest, keyOf, options.limit);
}

/** Cuts a page out of the members of a record that match, in the order of their names. It looks no further: there may be thousands. */
export function pageIn<T>(
  record: Readonly<Record<string, T>>,
  matches: (name: string, thing: T) => boolean,
  options: PageOptions,
): Page<readonly [string, T]> {
  const after = options.token === undefined ? '' : decode(options.token, options.invalid);
  const found: (readonly [string, T])[] = [];
  for (const name of Object.keys(record)
    .filter((one) => one > after)
    .toSorted((one, other) => (one < other ? -1 : 1))) {
    const thing = record[name] as T;
    if (matches(name, thing)) found.push([name, thing]);
    if (found.length > options.limit) break;
  }
  return cut(found, ([name]) => name, options.limit);
}

function cut<T>(rest: readonly T[], keyOf: (item: T) => string, limit: number): Page<T> {
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const more = rest.length > items.length && last !== undefined;
  return { items, next: more ? Buffer.from(`page:${keyOf(last)}`).toString('base64') : undefined };
}

/** Sorts the entries of a record by name, in the order that `pageOf` requires. */
export function sorted<T>(record: Readonly<Record<string, T>>): (readonly [string, T])[] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function decode(token: string, invalid: () => AwsError): string {
  const decoded = Buffer.from(token, 'base64').toString();
  if (!decoded.startsWith('page:')) throw invalid();
  return decoded.slice('page:'.length);
}
