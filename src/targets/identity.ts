import type { STS } from '../aws/clients/sts.ts';
import { TargetError } from '../errors.ts';
import { profilesOf, type Scope } from './scope.ts';
import { placeLabel } from '../aws/place.ts';
import { type CallContext, type Connection, connect } from '../aws/connection.ts';
import type { CredentialProvider } from '../aws/credentials/kept.ts';
import { isUnanswered, processLabel, stopProcesses } from '../aws/credentials/process.ts';
import { keptCredentials } from '../aws/credentials/kept.ts';
import { type Found, searchCredentials } from '../aws/credentials/search.ts';
import { globalRegionOf, partitionOf } from '../aws/regions.ts';

/** An account that was entered. */
export interface Account {
  readonly id: string;
  readonly partition: string;
  readonly arn: string;
  /** The region in which STS answered for it: an enabled one of its partition. */
  readonly region: string;
  readonly credentials: CredentialProvider;
  /** Whose settings the calls follow: that of the way in, also behind an assumed role. */
  readonly profile?: string;
  /** Set if it was entered by assuming a role in it. */
  readonly assumed?: true;
}

/** The way to reach accounts: which of them, by which connection, and until when. */
export interface Reach {
  readonly scope: Scope;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** Gives the settings of calls for an account, in the region in which STS answered for it or another one. */
export function callContext({ id, credentials, profile, ...account }: Account, region = account.region): CallContext {
  return { place: `${id}/${region}`, region, credentials, ...(profile !== undefined && { profile }) };
}

/** Gives the settings of calls by which an account finds and enters others. */
export function wayInContext(account: Account, region = account.region): CallContext {
  const context = callContext(account, region);
  return { ...context, limits: `from ${context.place}` };
}

/** Finds the account of the credentials that a profile, or the SDK's own search, gives. */
export async function ownAccount(reach: Reach, profile: string | undefined): Promise<Account> {
  const { scope, connection, signal } = reach;
  const found = connection.credentials
    ? undefined
    : await searchCredentials(connection, profile ?? scope.homeProfile, scope.homeRegion);
  if (found) await firstTime(found, signal);
  const { credentials } = found ?? { credentials: ownKept(connection) };
  const region = firstRegion(scope, profile, found?.source.partition);
  const { globalRegion } = partitionOf(region);
  const ask = (where: string): Promise<Account> => {
    const named = { region: where, ...(profile !== undefined && { profile }) };
    return identity(reach, { place: placeLabel(named), ...named, credentials });
  };
  try {
    return await ask(region);
  } catch (error) {
    // A region that is not enabled refuses all credentials, so the partition's own region decides.
    if ((error as Error).name !== 'InvalidClientTokenId' || region === globalRegion) throw error;
    return ask(globalRegion);
  }
}

/**
 * Makes the error for an account that was not entered in time because the program that its credentials come from gave no
 * answer; undefined if it was not that.
 */
export async function unansweredProgram(
  { scope, connection }: Reach,
  profile: string | undefined,
): Promise<TargetError | undefined> {
  if (connection.credentials) return undefined;
  const { source } = await searchCredentials(connection, profile ?? scope.homeProfile, scope.homeRegion);
  const { origin } = source;
  if (origin.kind !== 'process') return undefined;
  const command = origin.settings['credential_process'] ?? '';
  if (!isUnanswered(command)) return undefined;
  return new TargetError(
    'TimeLimit',
    `profile ${origin.profile}: ${processLabel(command)} gave no answer within ${scope.timeout} s`,
    'run the command of credential_process yourself to see what it waits for: here it has no input',
  );
}

const kept = new WeakMap<Connection, CredentialProvider>();

/** Keeps the credentials of a connection that has its own: they are asked for at every call. */
function ownKept(connection: Connection): CredentialProvider {
  const known = kept.get(connection);
  if (known) return known;
  const provider = keptCredentials(async () => (connection.credentials as CredentialProvider)());
  kept.set(connection, provider);
  return provider;
}

/** Asks for the MFA codes that profiles of the scope require, one after the other, before progress is on the terminal. */
export async function askForCodes(scope: Scope, connection: Connection): Promise<void> {
  if (connection.credentials || !connection.mfaCode) return;
  const limit = AbortSignal.timeout(scope.timeout * 1000);
  const signal = connection.interrupt ? AbortSignal.any([connection.interrupt, limit]) : limit;
  for (const profile of profilesOf(scope)) {
    try {
      const found = await searchCredentials(connection, profile, scope.homeRegion);
      if (found.source.roles.some(({ mfaSerial }) => mfaSerial !== undefined)) await firstTime(found, signal);
    } catch (error) {
      // Every other failure is that of one account, which is entered later.
      if ((error as Error).name === 'AnswerRefusedError') throw error;
    }
  }
}

// Credentials are valid in one partition: a region in another one is of no use.
function firstRegion(
  { homeRegion, profiles, regions }: Scope,
  profile: string | undefined,
  partition: string | undefined,
): string {
  const home = homeRegion ?? profiles?.find(({ name }) => name === profile)?.region;
  const asked = Array.isArray(regions) ? (regions[0] as string | undefined) : undefined;
  const wanted = partition ?? (asked === undefined ? undefined : partitionOf(asked).name);
  const found = [home, asked].find((region) => region && (!wanted || partitionOf(region).name === wanted));
  return found ?? globalRegionOf(wanted ?? '') ?? 'us-east-1';
}

// Outside the client, whose retries would ask for them again.
async function firstTime({ first }: Found, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  signal.addEventListener('abort', stopProcesses);
  try {
    await first();
  } finally {
    signal.removeEventListener('abort', stopProcesses);
  }
}

async function identity({ connection, signal }: Reach, context: CallContext): Promise<Account> {
  const sts = await stsClient(connection, { ...context, signal });
  const { Account: id, Arn: arn } = await sts.getCallerIdentity({});
  if (!id || !arn) throw new TargetError('NoIdentity', 'AWS did not say whose credentials these are');
  const { region, credentials, profile } = context;
  const named = { ...(profile !== undefined && { profile }) };
  return { id, arn, partition: arn.split(':')[1] ?? 'aws', region, credentials, ...named };
}

/** Gives the client of STS. */
export async function stsClient(connection: Connection, context: CallContext): Promise<STS> {
  return connect((await import('../aws/clients/sts.ts')).STS, connection, context);
}
