import type { Place } from '../aws/place.ts';

/** A key of one region, by its ARN, its aliases (`alias/…`), or both. */
export interface NamedKey {
  readonly arn?: string;
  readonly aliases: readonly string[];
}

/** The region of an account in which a short name is looked up. */
type Where = Pick<Place, 'account' | 'region' | 'partition'>;

/**
 * Writes a name of a KMS key in full: an id as the ARN of the key, an alias as the ARN of the alias; an ARN stays as it is.
 * The id of a multi-Region key (`mrk-…`) names its replica of this region, which is a key of its own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function fullKeyName(name: string, { account = '', region, partition }: Where): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${partition.name}:kms:${region}:${account}:${name.startsWith('alias/') ? name : `key/${name}`}`;
}

/**
 * Tells whether two names mean one key. `unknown`: at least one is an alias, and the key that it belongs to would have to
 * be read. An alias and its key are always of one region of one account.
 */
export function sameKey(one: string, other: string, where: Where): 'yes' | 'no' | 'unknown' {
  const [first, second] = [one, other].map((name) => readName(fullKeyName(name, where)));
  if (first?.full === second?.full) return 'yes';
  return first?.place === second?.place && (first?.isAlias || second?.isAlias) ? 'unknown' : 'no';
}

/** Tells whether a name is that of a key of which its ARN and aliases (`alias/…`) are known. */
export function namesKey(
  name: string,
  { arn, aliases }: { readonly arn: string; readonly aliases: readonly string[] },
  where: Where,
): boolean {
  const { place } = readName(arn);
  return [arn, ...aliases.map((alias) => `${place}:${alias}`)].includes(fullKeyName(name, where));
}

function readName(full: string): { readonly full: string; readonly place: string; readonly isAlias: boolean } {
  const parts = full.split(':');
  return { full, place: parts.slice(0, 5).join(':'), isAlias: parts.slice(5).join(':').startsWith('alias/') };
}
