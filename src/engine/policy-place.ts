import { partitionOf } from '../aws/regions.ts';
import { UserError } from '../errors.ts';
import type { PolicyKind } from '../policies/documents/document.ts';
import type { UserPlace } from '../policies/needs/user-needs.ts';
import { regionsOf, type Scope } from '../targets/scope.ts';
import type { Service } from '../inputs/tables/policy.ts';
import { invalid } from '../inputs/values.ts';

/** The account of the sandbox. */
const SANDBOX_ACCOUNT = '123456789012';

/** Gives the account and regions that a printed policy is for, if they are named; calls nothing. `service`: of an endpoint. */
export function printedPlace(kind: PolicyKind, scope: Scope, sandbox = false, service: Service = 's3'): UserPlace {
  const named = scope.accounts === 'all' ? ['all'] : (scope.accounts ?? []);
  const accounts = named.filter((id) => !scope.excludeAccounts.includes(id));
  if (accounts.length > 1 || accounts[0] === 'all') {
    const one = 'a policy is printed for one account; --create NAME makes it in each';
    throw invalid('--accounts', accounts.join(','), kind === 'key' ? 'a key policy is for one account' : one);
  }
  const account = accounts[0] ?? (sandbox ? SANDBOX_ACCOUNT : '*');
  const known = knownRegions(scope);
  const partition = partitionOf(known[0] ?? 'us-east-1');
  const isRegional = kind === 'key' || (kind === 'vpc-endpoint' && service === 's3');
  if (!isRegional) return { account, partition, regions: askedRegions(scope) };
  if (kind === 'key' && account === '*') {
    throw new UserError('no-account', 'a key policy names its account: give --accounts with one account id');
  }
  if (scope.regions === 'all') throw invalid('--regions', 'all', 'name the regions: nothing is asked of AWS here');
  if (known.length === 0) {
    const what =
      kind === 'key' ? 'a key policy names its region' : 'the buckets of the agent have a region in their names';
    throw new UserError('no-region', `${what}: give --regions, or set AWS_REGION`, ['--regions us-east-1']);
  }
  if (kind === 'key' && known.length > 1) throw invalid('--regions', known.join(','), 'a key policy is for one region');
  return { account, partition, regions: known };
}

/** Gives the place of a policy that is made in an account. */
export function madePlace(scope: Scope, { account, partition }: Pick<UserPlace, 'account' | 'partition'>): UserPlace {
  const own = askedRegions(scope).filter((name) => name !== '*' && partitionOf(name).name === partition.name);
  return { account, partition, regions: own.length > 0 ? own : ['*'] };
}

/** Gives a place whose policy is as long as that of any account. */
export const examplePlace = (scope: Scope): UserPlace =>
  madePlace(scope, { account: SANDBOX_ACCOUNT, partition: partitionOf(knownRegions(scope)[0] ?? 'us-east-1') });

/** Narrows a scope to one region of every account: IAM is the same in all. */
export function inOneRegion(scope: Scope): Scope {
  if (scope.regions === undefined) return scope;
  const [first] = knownRegions(scope);
  return { ...scope, regions: [first ?? 'us-east-1'], excludeRegions: [] };
}

const knownRegions = (scope: Scope): readonly string[] => {
  const found = scope.regions === 'all' ? { ...scope, regions: undefined } : scope;
  return regionsOf(found, scope.profiles?.[0]?.name).filter((name) => name !== 'default');
};

const askedRegions = (scope: Scope): readonly string[] =>
  Array.isArray(scope.regions) ? scope.regions.filter((name) => !scope.excludeRegions.includes(name)) : ['*'];
