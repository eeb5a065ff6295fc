import { partitionOf } from '../aws/regions.ts';
import { UserError } from '../errors.ts';
import type { AssumedRole, Entry } from '../export/terraform/request.ts';
import { invalid } from '../inputs/values.ts';
import { regionsOf, type Scope } from '../targets/scope.ts';

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
export function entryOf(scope: Scope, region: string): Entry {
  const { profiles, accounts, roleChain = [], roleName, externalId, sessionPolicy } = scope;
  const [profile] = profiles ?? [];
  const [id] = accounts ?? [];
  const account = id ?? roleChain.at(-1)?.split(':')[4];
  const own = `arn:${partitionOf(region).name}:iam::${id}:role/${roleName}`;
  const arns = [...roleChain, ...(id === undefined ? [] : [own])];
  return {
    ...(profile && { profile: profile.name }),
    ...(account !== undefined && { account }),
    ...(arns.length > 0 && {
      roles: arns.map((arn, index): AssumedRole => {
        const isLast = index === arns.length - 1;
        return {
          arn,
          ...(scope.roleSessionName !== undefined && { sessionName: scope.roleSessionName }),
          ...(scope.roleDuration !== undefined && { duration: scope.roleDuration }),
          ...(isLast && externalId !== undefined && { externalId: true as const }),
          ...(isLast && sessionPolicy !== undefined && { sessionPolicy }),
        };
      }),
    }),
  };
}

/** Gives the region that signs in where a scope is known without a call. */
export const homeOf = (scope: Scope): string =>
  (scope.regions === 'all' ? undefined : scope.regions?.[0]) ?? scope.homeRegion ?? 'us-east-1';
