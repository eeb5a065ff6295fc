import type { Agent } from 'node:http';
import type { SecureContext } from 'node:tls';
import { trustOf } from './network.ts';
import { proxiesOf } from './proxy.ts';
import { tunnelAgent } from './tunnel.ts';

/** The way of a WebSocket over the network: as that of calls, by the proxies of the environment, and trusting the same certificates. */
export interface StreamNetwork {
  /** Undefined: directly. */
  agent(url: URL): Agent | undefined;
  readonly trust?: SecureContext;
}

/** Makes the way for a profile; undefined is the one in effect. Throws a UserError for a proxy or a file that is no good. */
export async function streamNetwork(
  profile: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<StreamNetwork> {
  const trust = await trustOf(profile, environment);
  const proxies = proxiesOf(environment);
  const HttpsProxyAgent = proxies && (await import('https-proxy-agent')).HttpsProxyAgent;
  return {
    agent({ protocol, hostname, port }) {
      const secure = protocol === 'wss:';
      const to = { protocol: secure ? 'https:' : 'http:', hostname, ...(port !== '' && { port: Number(port) }) };
      const proxy = proxies?.(to);
      // Nothing but this machine is reached without TLS.
      return proxy && secure && HttpsProxyAgent ? tunnelAgent(HttpsProxyAgent, proxy, {}, trust) : undefined;
    },
    ...(trust && { trust }),
  };
}
