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

/** An account, described by what is known of it. */
type Owner = Pick<Place, 'profile'> & { readonly account?: string | null };

/** Names an account; where that is not known, its profile or `default` stands for it. */
export const accountLabel = ({ account, profile }: Owner): string => account ?? profile ?? 'default';

/** `account/region`, with the account as `accountLabel` names it. */
export const placeLabel = (place: Owner & Pick<Place, 'region'>): string => `${accountLabel(place)}/${place.region}`;

/** Names the place of a finding: `this machine`, `account 111122223333`, or that of the target. */
export function scopeLabel(scope: 'machine' | 'account' | 'region', place: Owner & Pick<Place, 'region'>): string {
  if (scope === 'machine') return 'this machine';
  return scope === 'account' ? `account ${accountLabel(place)}` : placeLabel(place);
}
