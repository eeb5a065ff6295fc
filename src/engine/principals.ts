import { partitionOf } from '../aws/regions.ts';
import type { PrincipalInput, PrincipalsAsked } from '../inputs/principals.ts';
import { invalid } from '../inputs/values.ts';
import { isTarget, type Reached } from '../targets/accounts.ts';
import type { Scope } from '../targets/scope.ts';

const FLAG = '--principal';

/** Checks, before anything is called, that principals can be of the accounts of a run. Throws a UserError for the first that cannot. */
export function checkAskedFor(principals: PrincipalsAsked | undefined, scope: Scope): void {
  const { accounts, excludeAccounts } = scope;
  const region = Array.isArray(scope.regions) ? scope.regions[0] : scope.homeRegion;
  for (const one of listed(principals)) {
    if (Array.isArray(accounts) && !accounts.includes(one.account)) throw elsewhere(one, accounts);
    if (excludeAccounts.includes(one.account)) throw invalid(FLAG, one.arn, 'its account is left out');
    if (region !== undefined) checkPartition(one, partitionOf(region).name);
  }
}

/** Checks the same once the accounts were entered; one that cannot be entered may be anybody's. */
export function checkReached(principals: PrincipalsAsked | undefined, reached: readonly Reached[]): void {
  if (reached.some(({ account }) => account === undefined || account === 'all')) return;
  const accounts = [...new Set(reached.map(({ account }) => account ?? ''))];
  for (const one of listed(principals)) {
    if (!accounts.includes(one.account)) throw elsewhere(one, accounts);
    for (const target of reached.filter(isTarget)) checkPartition(one, target.partition.name);
  }
}

const listed = (principals: PrincipalsAsked | undefined): readonly PrincipalInput[] =>
  principals === undefined || principals === 'all' ? [] : principals;

const elsewhere = ({ arn, account }: PrincipalInput, accounts: readonly string[]): Error =>
  invalid(
    FLAG,
    arn,
    `it is of account ${account}, and this run is about ${accounts.join(', ')}: enter that account, too`,
  );

function checkPartition({ arn, partition }: PrincipalInput, here: string): void {
  if (partition !== here) throw invalid(FLAG, arn, `it is of partition ${partition}, and this run is about ${here}`);
}
