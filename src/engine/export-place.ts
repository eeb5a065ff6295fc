import { partitionOf } from '../aws/regions.ts';
import { UserError } from '../errors.ts';
import { invalid } from '../inputs/values.ts';
import { regionsOf, type Scope } from '../targets/scope.ts';

/** How an engine that is not ours enters the account; absent members are left to its own search. */
interface Entry {
  readonly profile?: string;
  /** Twelve digits. */
  readonly account?: string;
  readonly role?: { readonly arn: string; readonly externalId: boolean };
}

/** Gives the regions that an export for one account is for; calls nothing. Throws a UserError where they are not named. */
export function exportedRegions(scope: Scope): readonly string[] {
  if (scope.regions === 'all') throw invalid('--regions', 'all', 'name the regions: nothing is asked of AWS here');
  const regions = [...new Set(regionsOf(scope, scope.profiles?.[0]?.name))].filter((name) => name !== 'default');
  if (regions.length > 0) return regions;
  throw new UserError('no-region', 'no region: give --regions, or set AWS_REGION', ['--regions us-east-1']);
}

/** Gives how one account is entered. Throws a UserError for more than one. */
export function entryOf(scope: Scope, regions: readonly string[]): Entry {
  const { profiles = [], roleName, externalId } = scope;
  if (scope.accounts === 'all') throw invalid('--accounts', 'all', ONE);
  const accounts = (scope.accounts ?? []).filter((id) => !scope.excludeAccounts.includes(id));
  if (accounts.length > 1) throw invalid('--accounts', accounts.join(','), ONE);
  if (profiles.length > 1) throw invalid('--profiles', profiles.map(({ name }) => name).join(','), ONE);
  const [[account], [profile]] = [accounts, profiles];
  const { name: partition } = partitionOf(regions[0] ?? '');
  return {
    ...(profile && { profile: profile.name }),
    ...(account !== undefined && {
      account,
      role: { arn: `arn:${partition}:iam::${account}:role/${roleName}`, externalId: externalId !== undefined },
    }),
  };
}

const ONE = 'the file is for one account: write one for each';

/** Gives the region that signs in where a scope is known without a call. */
export const homeOf = (scope: Scope): string =>
  (scope.regions === 'all' ? undefined : scope.regions?.[0]) ?? scope.homeRegion ?? 'us-east-1';
