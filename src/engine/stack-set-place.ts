import { UserError } from '../errors.ts';
import type { StackSet } from '../export/cloudformation/stack-set.ts';
import { invalid } from '../inputs/values.ts';
import type { Scope } from '../targets/scope.ts';
import { exportedRegions } from './export-place.ts';

/** Where the stacks of a stack set are, and how they are made. */
type StackSetPlace = Omit<StackSet, 'name' | 'delegatedAdmin' | 'namesIam'>;

/** Gives where the stacks of a stack set are. Calls nothing. Throws a UserError for what CloudFormation cannot go by. */
export function stackSetPlace(scope: Scope): StackSetPlace {
  const { regionOrder, maxFailures, concurrency } = scope;
  const named = exportedRegions(scope);
  const regions = regionOrder ? [...new Set([...regionOrder.filter((one) => named.includes(one)), ...named])] : named;
  return {
    accounts: accountsOf(scope),
    regions,
    ...(regionOrder && { inOrder: true as const }),
    concurrency,
    ...(maxFailures && { maxFailures }),
  };
}

function accountsOf(scope: Scope): StackSetPlace['accounts'] {
  const { accounts, excludeAccounts, orgUnits, excludeOrgUnits } = scope;
  if (excludeOrgUnits) {
    throw invalid(
      '--exclude-org-units',
      excludeOrgUnits.join(','),
      'a stack set leaves out accounts, not units: name the units that it is for, or give --exclude-accounts',
    );
  }
  const ids =
    accounts === 'all' || accounts === undefined ? undefined : accounts.filter((id) => !excludeAccounts.includes(id));
  if (orgUnits) {
    const filter = ids
      ? { type: 'INTERSECTION' as const, ids }
      : excludeAccounts.length > 0 && { type: 'DIFFERENCE' as const, ids: excludeAccounts };
    return { kind: 'units', units: orgUnits, ...(filter && { filter }) };
  }
  if (ids) return { kind: 'ids', ids };
  throw new UserError(
    'no-accounts',
    '--stack-set needs --org-units, as ou-abcd-11111111 or r-abcd for all of the organization, or --accounts with ids',
  );
}
