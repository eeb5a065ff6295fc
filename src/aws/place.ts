import type { Partition } from './regions.ts';

/** A region of an account, described by what is known without asking AWS. */
export interface Place {
  /** Twelve digits. */
  readonly account?: string;
  readonly profile?: string;
  readonly region: string;
  readonly partition: Partition;
  /** For a thing that a whole account has one of: the regions that are worked on. Absent: `region` alone. */
  readonly regions?: readonly string[];
}

/** `account/region`; where the account is not known, its profile or `default` stands for it. */
export const placeLabel = (place: Pick<Place, 'profile' | 'region'> & { readonly account?: string | null }): string =>
  `${place.account ?? place.profile ?? 'default'}/${place.region}`;
