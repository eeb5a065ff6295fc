import type { AwsError } from '../protocols/aws-error.ts';

/** One page of a sorted list, and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Cuts a page out of a list that is sorted by `keyOf` in ascending UTF-16 order. A token names the last item of the page before, so that
 * items added or removed between two pages shift nothing. A token of another list is refused with `invalid`.
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  options: { readonly limit: number; readonly token: string | undefined; readonly invalid: () => AwsError },
): Page<T> {
  const after = options.token === undefined ? undefined : decode(options.token, options.invalid);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, options.limit);
  const last = page.at(-1);
  return {
    items: page,
    next:
      rest.length > page.length && last !== undefined
        ? Buffer.from(`page:${keyOf(last)}`).toString('base64')
        : undefined,
  };
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
