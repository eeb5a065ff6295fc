import { once } from '../../once.ts';
import { readConfigFiles } from '../config-files.ts';
import { type Connection, handlerOf } from '../connection.ts';
import { configuredEndpoint } from '../profile-settings.ts';
import { globalRegionOf, partitionOf } from '../regions.ts';
import { assumer } from './assume.ts';
import { credentialsFailure } from './failure.ts';
import { keptCredentials } from './kept.ts';
import { networkMemory } from './network-memory.ts';
import type { CredentialProvider } from './kept.ts';
import { runProcessesHere } from './process.ts';
import { credentialSource, type Source } from './source.ts';

/** Credentials that a search found the way to. */
export interface Found {
  readonly source: Source;
  /** Gets them for the first time, and fails alike whenever it is called again: nobody is asked for a code twice. */
  readonly first: () => Promise<void>;
  /** Gets them, again before they expire. */
  readonly credentials: CredentialProvider;
}

const runs = new WeakMap<Connection, Map<string | undefined, Promise<Found>>>();

/**
 * Searches for the credentials of a profile, or of the environment; once in a run. Where a profile, or a variable, says
 * where they come from, they come from there or not at all: the SDK would go on to the next place, and to another
 * account. Rejects with a UserError for configuration that is wrong; getting them, with the cause in words.
 */
export function searchCredentials(
  connection: Connection,
  profile: string | undefined,
  homeRegion: string | undefined,
): Promise<Found> {
  const searches = runs.get(connection) ?? new Map<string | undefined, Promise<Found>>();
  runs.set(connection, searches);
  const name = profile ?? (process.env['AWS_PROFILE'] || undefined);
  const found = searches.get(name) ?? search(connection, name, homeRegion);
  searches.set(name, found);
  return found;
}

async function search(
  connection: Connection,
  profile: string | undefined,
  homeRegion: string | undefined,
): Promise<Found> {
  const files = await readConfigFiles();
  const source = await credentialSource(files, process.env, profile);
  const region = regionFor(source, [files.profiles.get(profile ?? 'default')?.['region'], homeRegion]);
  const network = networkMemory(handlerOf(connection, profile));
  const caller = { region: () => Promise.resolve(region), requestHandler: network.handler, profile };
  const named = { ...(profile !== undefined && { profile }) };
  const endpoint = await configuredEndpoint(source.origin.kind === 'login' ? 'Signin' : 'SSO', profile);
  const assume = assumer(connection, source, region, profile);
  const init = {
    ...named,
    // Another tool may have written new keys meanwhile.
    ignoreCache: true,
    clientConfig: {
      requestHandler: network.handler,
      ...named,
      // The SDK would look in the profile in effect.
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint !== undefined && { endpoint }),
    },
    roleAssumer: assume.role,
    roleAssumerWithWebIdentity: assume.webIdentity,
    // Asked for by the role assumer, when the credentials that it is used with are there.
    mfaCodeProvider: () => Promise.resolve(''),
  };
  runProcessesHere();
  const provider = await providerOf(source, init);
  const credentials = keptCredentials(async (forceRefresh) => {
    try {
      return await provider({ callerClientConfig: caller, forceRefresh });
    } catch (error) {
      throw credentialsFailure(network.fault() ?? error, source, profile);
    } finally {
      assume.begun();
    }
  });
  return { source, credentials, first: once(async () => void (await credentials())) };
}

type Provider = (options: object) => ReturnType<CredentialProvider>;

async function providerOf({ origin, roles }: Source, init: object): Promise<Provider> {
  const inProfile = roles.length > 0 || (origin.kind !== 'none' && origin.profile !== undefined);
  if (inProfile) return (await import('@aws-sdk/credential-provider-ini')).fromIni(init);
  if (origin.kind === 'container') {
    return (await import('@aws-sdk/credential-provider-http')).fromHttp(init);
  }
  return (await import('@aws-sdk/credential-provider-node')).defaultProvider(init);
}

/** Gives the region in which roles are assumed: one of these if credentials are valid there. */
function regionFor({ partition }: Source, regions: readonly (string | undefined)[]): string {
  const known = regions.filter((region) => region !== undefined);
  if (partition === undefined) return known[0] ?? 'us-east-1';
  return known.find((region) => partitionOf(region).name === partition) ?? globalRegionOf(partition) ?? 'us-east-1';
}
