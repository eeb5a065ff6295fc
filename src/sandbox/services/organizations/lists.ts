import { AwsError } from '../../protocols/aws-error.ts';
import type { Organization } from '../../state/organization.ts';
import { pageOf } from '../pages.ts';

/** A page of a list as Organizations gives it. */
interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

interface Paging {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The mark of a token whose page is empty, with more to come. */
const EMPTY = 'empty:';

const invalid = (): AwsError => new AwsError('InvalidInputException', 'You specified an invalid value for NextToken.');

/** Cuts a page out of a list, sorted by id. Where the organization has empty pages, one comes before every other. */
export function listedPage<T>(
  { emptyPages }: Organization,
  items: readonly T[],
  idOf: (item: T) => string,
  { MaxResults: limit = 20, NextToken: token }: Paging,
): Listed<T> {
  if (emptyPages && !token?.startsWith(EMPTY)) return { items: [], next: `${EMPTY}${token ?? ''}` };
  const rest = token?.replace(EMPTY, '');
  const sorted = items.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return pageOf(sorted, idOf, { limit, token: rest === '' ? undefined : rest, invalid });
}
