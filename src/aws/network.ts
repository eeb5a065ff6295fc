import type { SecureContext } from 'node:tls';
import { type Bundle, trustOnly } from './certificates.ts';
import { readConfigFiles } from './config-files.ts';
import type { Connection, Handler } from './connection.ts';
import { proxiedHandler } from './proxied-handler.ts';
import { proxiesOf } from './proxy.ts';
import { tunnelAgent } from './tunnel.ts';

// One pool serves all clients, so that connections are shared. The SDK has no limits of its own.
const POOL = { keepAlive: true, maxSockets: 256 };

/**
 * Makes the way over the network for the profile in effect: by the proxies of the environment, trusting the certificates
 * that `AWS_CA_BUNDLE`, or else the profile, names. Throws a UserError for a proxy or a file that is no good.
 */
export async function networkHandler(): Promise<Handler> {
  return (await networkAccess(undefined)).handler;
}

/** Makes the same for each profile of a run; undefined is the one in effect. `others`: profiles that are used besides. */
export async function networkAccess(
  profiles: readonly string[] | undefined,
  environment: NodeJS.ProcessEnv = process.env,
  others: readonly string[] = [],
): Promise<Required<Pick<Connection, 'handler' | 'handlers'>>> {
  const made = new Map<string | undefined, Handler>();
  const handlerFor = async (profile: string): Promise<Handler> => {
    const bundle = await bundleOf(profile, environment);
    const handler =
      made.get(bundle?.path) ?? (await makeHandler(bundle && trustOnly(bundle, environment), environment));
    made.set(bundle?.path, handler);
    return handler;
  };
  const handlers = new Map<string, Handler>();
  for (const profile of [...(profiles ?? []), ...others]) handlers.set(profile, await handlerFor(profile));
  return { handler: await handlerFor(profiles?.[0] ?? inEffect(environment)), handlers };
}

/** Gets who vouches for AWS, for a profile; undefined is the one in effect. Resolves to undefined for whom Node trusts. */
export async function trustOf(
  profile: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<SecureContext | undefined> {
  const bundle = await bundleOf(profile ?? inEffect(environment), environment);
  return bundle && trustOnly(bundle, environment);
}

const inEffect = (environment: NodeJS.ProcessEnv): string => environment['AWS_PROFILE'] || 'default';

async function bundleOf(profile: string, environment: NodeJS.ProcessEnv): Promise<Bundle | undefined> {
  const named = environment['AWS_CA_BUNDLE'];
  if (named) return { path: named, setting: 'AWS_CA_BUNDLE' };
  const path = (await readConfigFiles()).profiles.get(profile)?.['ca_bundle'];
  return path ? { path, setting: `ca_bundle of profile ${profile}` } : undefined;
}

async function makeHandler(trust: SecureContext | undefined, environment: NodeJS.ProcessEnv): Promise<Handler> {
  const proxies = proxiesOf(environment);
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const limits = { requestTimeout: 30_000, throwOnRequestTimeout: true, httpAgent: POOL };
  const direct = new NodeHttpHandler({
    ...limits,
    connectionTimeout: 5000,
    httpsAgent: { ...POOL, ...(trust && { secureContext: trust }) },
  });
  if (!proxies) return direct;
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return proxiedHandler(proxies, direct, (proxy) => {
    // The agent limits the time to connect by itself, and says then which proxy it was.
    return new NodeHttpHandler({ ...limits, httpsAgent: tunnelAgent(HttpsProxyAgent, proxy, POOL, trust) as never });
  });
}
