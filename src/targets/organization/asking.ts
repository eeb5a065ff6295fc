import { setMaxListeners } from 'node:events';
import { connect } from '../../aws/connection.ts';
import { explain } from '../../aws/errors.ts';
import { partitionOf } from '../../aws/regions.ts';
import { TargetError } from '../../errors.ts';
import { assumedAccount } from '../by-role.ts';
import { type Account, ownAccount, type Reach, wayInContext } from '../identity.ts';
import { type Chosen, chosenAccounts } from './chosen.ts';
import { patience } from './patience.ts';
import { readerFrom } from './reader.ts';

/**
 * Asks the organization which accounts a scope means, with the credentials that are meant for it. `caller`: who enters the accounts;
 * `interrupt`: ends it; `foresee`: as in `chosenAccounts`. There is no other limit but that of each answer: a large organization takes its time.
 */
export async function askedAccounts(
  reach: Reach,
  caller: Account,
  interrupt: AbortSignal,
  foresee?: (chosen: Chosen) => void,
): Promise<readonly Chosen[]> {
  const { connection, scope } = reach;
  const asking = await askingAccount(reach, caller);
  const { Organizations } = await import('../../aws/clients/organizations.ts');
  const client = connect(Organizations, connection, wayInContext(asking, partitionOf(asking.region).globalRegion));
  // Every call listens: Node would take that for a leak.
  setMaxListeners(0, interrupt);
  return chosenAccounts(readerFrom(client, patience(scope.timeout, interrupt)), scope, foresee);
}

/** Gives the account whose credentials ask the organization. */
async function askingAccount(reach: Reach, caller: Account): Promise<Account> {
  const { orgProfile, orgRole } = reach.scope;
  const from = orgProfile === undefined ? caller : await profileAccount(reach, orgProfile);
  if (orgRole === undefined) return from;
  try {
    return await assumedAccount(reach, from, { arn: orgRole });
  } catch (error) {
    throw cannotAsk(`with the role ${orgRole}`, error);
  }
}

async function profileAccount(reach: Reach, profile: string): Promise<Account> {
  try {
    return await ownAccount(reach, profile);
  } catch (error) {
    throw cannotAsk(`with profile ${profile}`, error, profile);
  }
}

function cannotAsk(how: string, error: unknown, profile?: string): TargetError {
  const { code, message, advice } = explain(error, profile);
  return new TargetError(code, `the organization cannot be asked ${how}: ${message}`, advice, { cause: error });
}
