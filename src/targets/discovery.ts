import { TargetError } from '../errors.ts';
import type { CallContext } from '../aws/connection.ts';
import { connect } from '../aws/connection.ts';
import { explain } from '../aws/errors.ts';
import { type Account, callContext, type Reach } from './identity.ts';
import { partitionOf } from '../aws/regions.ts';

/**
 * Lists the regions that are enabled in an account, sorted. account:ListRegions needs a client a hundredth the size of
 * EC2's, but not every partition and endpoint has it, and not everyone may call it: then ec2:DescribeRegions says the same.
 */
export async function enabledRegions(reach: Reach, account: Account): Promise<readonly string[]> {
  const ways = [
    ['account:ListRegions', listRegions],
    ['ec2:DescribeRegions', describeRegions],
  ] as const;
  const failures: unknown[] = [];
  for (const [, list] of ways) {
    try {
      const names = await list(reach, account);
      if (names.length > 0) return names.toSorted();
      failures.push(new TargetError('NoRegions', 'the answer names no region'));
    } catch (error) {
      // The time is up, or no call with these credentials can succeed.
      if (reach.signal.aborted || explain(error).code === 'ExpiredToken') throw error;
      failures.push(error);
    }
  }
  const told = failures.map((error, index) => `${ways[index]?.[0]}: ${explain(error).message}`);
  throw new TargetError(
    explain(failures.at(-1)).code,
    `cannot list the regions of account ${account.id}: ${told.join('; ')}`,
    'allow account:ListRegions or ec2:DescribeRegions, or name the regions: --regions a,b',
    { cause: failures.at(-1) },
  );
}

async function listRegions(reach: Reach, account: Account): Promise<readonly string[]> {
  const { Account: AccountClient } = await import('../aws/clients/account.ts');
  const client = connect(AccountClient, reach.connection, globalContext(reach, account));
  const asked = { RegionOptStatusContains: ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const] };
  const names: string[] = [];
  for await (const page of client.paginateListRegions(asked, { pageSize: 50 })) {
    for (const { RegionName } of page.Regions ?? []) if (RegionName) names.push(RegionName);
  }
  return names;
}

async function describeRegions({ connection, signal }: Reach, account: Account): Promise<readonly string[]> {
  const { EC2 } = await import('../aws/clients/ec2.ts');
  const { Regions = [] } = await connect(EC2, connection, { ...callContext(account), signal }).describeRegions({});
  // AWS leaves these out unless it is asked for all; other endpoints may not.
  return Regions.flatMap(({ RegionName, OptInStatus }) =>
    RegionName && OptInStatus !== 'not-opted-in' ? [RegionName] : [],
  );
}

const globalContext = ({ signal }: Reach, account: Account): CallContext => ({
  ...callContext(account, partitionOf(account.region).globalRegion),
  signal,
});
