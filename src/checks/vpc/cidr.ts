/** All addresses; as a destination, the public ones. */
export const INTERNET = '0.0.0.0/0';

/** The ranges that no public service is in: RFC 1918, RFC 6598 and link-local. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/**
 * Tells how much of an IPv4 range other ranges cover together. IPv6 covers none of it, and a private range none of the
 * internet. A range that cannot be parsed counts as covered in part, since nothing is known of it.
 */
export function coverage(cidr: string, by: readonly string[]): 'all' | 'part' | 'none' {
  const wanted = rangeOf(cidr);
  if (!wanted) return 'part';
  const ranges = by
    .filter((other) => cidr !== INTERNET || !isPrivate(other))
    .flatMap((other) => rangeOf(other) ?? [])
    .filter(({ first, last }) => first <= wanted.last && last >= wanted.first)
    .toSorted((one, other) => one.first - other.first);
  if (ranges.length === 0) return 'none';
  let next = wanted.first;
  for (const { first, last } of ranges) {
    if (first > next) return 'part';
    next = Math.max(next, last + 1);
  }
  return next > wanted.last ? 'all' : 'part';
}

/** Tells whether a range, in CIDR, has no public address; false for what is no IPv4 range. */
export function isPrivate(cidr: string): boolean {
  const range = rangeOf(cidr);
  return range !== undefined && PRIVATE.some((block) => contains(rangeOf(block), range));
}

interface Range {
  readonly first: number;
  readonly last: number;
}

const contains = (outer: Range | undefined, inner: Range): boolean =>
  outer !== undefined && outer.first <= inner.first && inner.last <= outer.last;

function rangeOf(cidr: string): Range | undefined {
  const [, address = '', bits = '32'] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(cidr) ?? [];
  if (address === '') return undefined;
  const size = 2 ** (32 - Number(bits));
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}
