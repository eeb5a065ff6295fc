import type { HttpsProxyAgent } from 'https-proxy-agent';
import { checkServerIdentity, type SecureContext } from 'node:tls';
import { proxyFault, refusalOf } from './proxy-fault.ts';
import type { Proxy } from './proxy.ts';

// A proxy looks up the host and connects to it before it answers.
const MILLISECONDS_TO_CONNECT = 10_000;

/** The class of the agent, which is loaded only where there is a proxy. */
export type TunnelAgent = typeof HttpsProxyAgent<string>;

/** Makes an agent that asks a proxy for a tunnel to each host. `trust`: who vouches for both, the proxy and AWS. */
export function tunnelAgent(
  Agent: TunnelAgent,
  proxy: Proxy,
  limits: object,
  trust: SecureContext | undefined,
): InstanceType<TunnelAgent> {
  const secure = trust && { secureContext: trust };
  const agent = new Agent(proxy.url, {
    ...limits,
    ...secure,
    ...(proxy.authorization !== undefined && { headers: { 'Proxy-Authorization': proxy.authorization } }),
  });
  // It would guess by the stack, fail when a request ends, and never use a tunnel twice.
  agent.isSecureEndpoint = () => true;
  const connect = agent.connect.bind(agent);
  const settings = agent.connectOpts;
  agent.connect = async (request, options) => {
    const target = `${options.host}:${options.port}`;
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, MILLISECONDS_TO_CONNECT);
    request.once('close', stop);
    let status = 0;
    request.once('proxyConnect', (answer: { readonly statusCode: number }) => (status = answer.statusCode));
    // The agent reads these at once, and has no limit of its own.
    agent.connectOpts = { ...settings, signal: limit.signal };
    try {
      const socket = await connect(request, {
        ...options,
        ...secure,
        // It would compare the certificate with localhost if the host is an address.
        checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
          checkServerIdentity(options.host ?? '', certificate),
      } as typeof options);
      if (status === 200) return socket;
      socket.destroy();
    } catch (error) {
      throw proxyFault(error, proxy);
    } finally {
      clearTimeout(timer);
      request.off('close', stop);
    }
    throw refusalOf(proxy, status, `CONNECT ${target}`);
  };
  return agent;
}
