import { credentialsOf } from '../aws/credentials/assume.ts';
import { keptCredentials } from '../aws/credentials/kept.ts';
import { isDenied } from '../aws/errors.ts';
import { shellWord } from '../aws/shell-word.ts';
import { TargetError } from '../errors.ts';
import { LONGEST_BEHIND_ROLE } from './entering.ts';
import { type Account, ownAccount, type Reach, stsClient, wayInContext } from './identity.ts';

/** Finds the account from which others are entered: that of a profile or, behind the roles of the chain, of the last of these. */
export async function callerAccount(reach: Reach, profile: string | undefined): Promise<Account> {
  const { roleChain = [], accounts, sessionPolicy } = reach.scope;
  let account = await ownAccount(reach, profile);
  reach.connection.signedIn?.(account.arn);
  for (const [index, arn] of roleChain.entries()) {
    const isLast = index === roleChain.length - 1;
    const way = { arn, ...(isLast && !accounts && { sessionPolicy }) };
    account = await assumed(reach, account, way, '--role-chain');
  }
  return account;
}

/** Enters another account by assuming a role from the caller's; the caller's own is not assumed. */
export async function memberAccount(reach: Reach, caller: Account, id: string): Promise<Account> {
  if (id === caller.id) return caller;
  const { roleName, externalId, sessionPolicy } = reach.scope;
  const arn = `arn:${caller.partition}:iam::${id}:role/${roleName}`;
  return assumed(reach, caller, { arn, externalId, sessionPolicy }, '--role-name');
}

/** Assumes a role, and says whom it has to trust where it may not be. `flag`: names another role. */
async function assumed(reach: Reach, from: Account, way: WayIn, flag: string): Promise<Account> {
  try {
    return await assumedAccount(reach, from, way);
  } catch (error) {
    if (!isDenied(error)) throw error;
    const { arn, externalId } = way;
    throw new TargetError(
      'AssumeRoleDenied',
      `${from.arn} may not assume ${arn} (${(error as Error).message})`,
      `check that the role exists in ${arn.split(':')[4]}, trusts ${from.arn}${externalId ? ' with this external id' : ''}, and that sts:AssumeRole is allowed; ${flag} names another role`,
      { cause: error },
    );
  }
}

/** A role that leads into an account. */
export interface WayIn {
  readonly arn: string;
  readonly externalId?: string | undefined;
  readonly sessionPolicy?: string | undefined;
}

/**
 * Enters the account of a role by assuming it from another account's credentials. Its own are renewed as long as they are used.
 * Rejects with a TargetError that says why it may not be assumed, or why not like that.
 */
export async function assumedAccount(
  { scope, connection, signal }: Reach,
  from: Account,
  { arn, externalId, sessionPolicy }: WayIn,
): Promise<Account> {
  const id = arn.split(':')[4] ?? '';
  const { roleSessionName = 'session-manager', roleDuration } = scope;
  const where = { ...wayInContext(from), place: `${id}/${from.region}` };
  let first = true;
  const credentials = keptCredentials(async () => {
    // Later calls renew the credentials in the middle of the work, which has its own time limit.
    const sts = await stsClient(connection, first ? { ...where, signal } : where);
    first = false;
    const answer = await sts.assumeRole({
      RoleArn: arn,
      RoleSessionName: roleSessionName,
      ...(externalId !== undefined && { ExternalId: externalId }),
      ...(roleDuration !== undefined && { DurationSeconds: roleDuration }),
      ...(sessionPolicy !== undefined && { Policy: sessionPolicy }),
    });
    return credentialsOf(answer, { RoleArn: arn });
  });
  try {
    await credentials();
  } catch (error) {
    if (isDenied(error)) throw error;
    throw refusalOf(error as Error, arn, roleDuration) ?? error;
  }
  return { ...from, id, arn, credentials, assumed: true };
}

/** Says in words why STS refuses a role as it was asked for; undefined for every other failure. */
function refusalOf(error: Error, arn: string, seconds: number | undefined): TargetError | undefined {
  const { name, message } = error;
  const told = (code: string, why: string, advice: string): TargetError =>
    new TargetError(code, why, advice, { cause: error });
  if (/session limit for roles assumed by role chaining/.test(message)) {
    return told(
      'RoleDuration',
      `${arn} is assumed from a role, where AWS allows ${LONGEST_BEHIND_ROLE} seconds at most: --role-duration is ${seconds}`,
      'leave out --role-duration: credentials are renewed in time',
    );
  }
  if (/exceeds the MaxSessionDuration/.test(message)) {
    const role = arn.split('/').at(-1) ?? '';
    return told(
      'RoleDuration',
      `${arn} allows no sessions of ${seconds} seconds`,
      `lower --role-duration, or raise what the role allows: aws iam update-role --role-name ${shellWord(role)} --max-session-duration ${seconds}`,
    );
  }
  if (name === 'PackedPolicyTooLargeException' || name === 'PackedPolicyTooLarge') {
    return told('SessionPolicy', `--session-policy is too large for AWS once it is packed (${message})`, 'shorten it');
  }
  if (name === 'MalformedPolicyDocumentException' || name === 'MalformedPolicyDocument') {
    return told('SessionPolicy', `AWS does not understand --session-policy (${message})`, 'correct the policy');
  }
  return undefined;
}
