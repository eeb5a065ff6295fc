import { TargetError } from '../errors.ts';
import type { CallContext } from '../aws/connection.ts';
import { connect } from '../aws/connection.ts';
import { explain } from '../aws/errors.ts';
import { type Account, callContext, type Reach } from './identity.ts';
import { partitionOf } from '../aws/regions.ts';

/** Lists the regions that are enabled in an account, sorted. account:ListRegions needs a client a hundredth the size of EC2's. */
export async function enabledRegions(reach: Reach, account: Account): Promise<readonly string[]> {
  const { Account: AccountClient } = await import('../aws/clients/account.ts');
  const client = connect(AccountClient, reach.connection, globalContext(reach, account));
  const names: string[] = [];
  try {
    const asked = { RegionOptStatusContains: ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const] };
    for await (const page of client.paginateListRegions(asked, { pageSize: 50 })) {
      for (const { RegionName } of page.Regions ?? []) if (RegionName) names.push(RegionName);
    }
  } catch (error) {
    const advice = 'allow account:ListRegions, or name the regions';
    throw cannotList(`the regions of account ${account.id}`, error, advice);
  }
  return names.toSorted();
}

/** Lists the active accounts of the caller's organization. */
export async function organizationAccounts(reach: Reach, caller: Account): Promise<readonly string[]> {
  const { Organizations } = await import('../aws/clients/organizations.ts');
  const client = connect(Organizations, reach.connection, globalContext(reach, caller));
  const ids: string[] = [];
  try {
    for await (const page of client.paginateListAccounts({})) {
      for (const account of page.Accounts ?? []) {
        // Status was retired in September 2026 in favour of State; older endpoints only know Status.
        if (account.Id && (account.State ?? account.Status) === 'ACTIVE') ids.push(account.Id);
      }
    }
  } catch (error) {
    const advice =
      'run it with credentials of the management account or a delegated administrator (organizations:ListAccounts), or name the accounts';
    throw cannotList('the accounts of the organization', error, advice);
  }
  return ids;
}

const globalContext = ({ signal }: Reach, account: Account): CallContext => ({
  ...callContext(account, partitionOf(account.region).globalRegion),
  signal,
});

function cannotList(what: string, error: unknown, advice: string): TargetError {
  const { code, message } = explain(error);
  return new TargetError(code, `cannot list ${what}: ${message}`, advice, { cause: error });
}
