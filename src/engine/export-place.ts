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

/** Checks that a scope is one account. Throws a UserError for more. */
export function checkOneAccount({ profiles = [], accounts = [], excludeAccounts }: Scope): void {
  if (profiles.length > 1) throw invalid('--profiles', profiles.map(({ name }) => name).join(','), ONE);
  const named = accounts === 'all' ? ['all'] : accounts.filter((id) => !excludeAccounts.includes(id));
  if (accounts === 'all' || named.length > 1) throw invalid('--accounts', named.join(','), ONE);
}

const ONE = 'the file is for one account: write one for each';

/** Gives the regions that an export is for; calls nothing. Throws a UserError where they are not named, that says what else would do. */
export function exportedRegions(scope: Scope, otherwise = ''): readonly string[] {
  if (scope.regions === 'all') {
    throw invalid('--regions', 'all', `name the regions: nothing is asked of AWS here${otherwise}`);
  }
  const regions = [...new Set(regionsOf(scope, scope.profiles?.[0]?.name))].filter((name) => name !== 'default');
  if (regions.length > 0) return regions;
  throw new UserError('no-region', 'no region: give --regions, or set AWS_REGION', ['--regions us-east-1']);
}

/** Gives how the one account of a scope is entered. `region`: one of its partition. */
export function entryOf({ profiles, accounts, roleName, externalId }: Scope, region: string): Entry {
  const [profile] = profiles ?? [];
  const [account] = accounts ?? [];
  const role = `arn:${partitionOf(region).name}:iam::${account}:role/${roleName}`;
  return {
    ...(profile && { profile: profile.name }),
    ...(account !== undefined && { account, role: { arn: role, externalId: externalId !== undefined } }),
  };
}

/** Gives the region that signs in where a scope is known without a call. */
export const homeOf = (scope: Scope): string =>
  (scope.regions === 'all' ? undefined : scope.regions?.[0]) ?? scope.homeRegion ?? 'us-east-1';
