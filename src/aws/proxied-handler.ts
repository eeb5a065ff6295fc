import type { Handler } from './connection.ts';
import { proxyFault, refusalOf } from './proxy-fault.ts';
import { type Destination, portOf, type Proxy } from './proxy.ts';

/** A request of the SDK, and its answer, as far as they are looked at here. */
interface Request extends Destination {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}
interface Answer {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: { destroy?(): void };
  };
}

/**
 * Sends each request by its proxy, if it has one: with TLS through the tunnel that `open` makes for the proxy, without TLS
 * as a request to the proxy.
 */
export function proxiedHandler(
  proxyOf: (to: Destination) => Proxy | undefined,
  direct: Handler,
  open: (proxy: Proxy) => Handler,
): Handler {
  const tunnels = new Map<Proxy, Handler>();
  const tunnelOf = (proxy: Proxy): Handler => {
    const tunnel = tunnels.get(proxy) ?? open(proxy);
    tunnels.set(proxy, tunnel);
    return tunnel;
  };
  return {
    async handle(request: Request, options?: object) {
      const proxy = proxyOf(request);
      if (!proxy) return send(direct, request, options);
      return request.protocol === 'https:'
        ? send(tunnelOf(proxy), request, options)
        : forward(direct, proxy, request, options);
    },
  };
}

const send = (handler: Handler, request: Request, options?: object): Promise<Answer> =>
  handler.handle(request as never, options as never) as Promise<Answer>;

// Nothing was sent. What breaks later may have reached AWS.
const NOT_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

async function forward(handler: Handler, proxy: Proxy, request: Request, options?: object): Promise<Answer> {
  const { url, authorization } = proxy;
  const to = `http://${request.hostname}:${portOf(request)}`;
  const forwarded = {
    ...request,
    protocol: url.protocol,
    hostname: url.hostname,
    port: portOf({ protocol: url.protocol, hostname: url.hostname, port: url.port ? Number(url.port) : undefined }),
    path: `${to}${request.path}`,
    headers: { ...request.headers, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
  };
  const answer = await send(handler, forwarded, options).catch((error: unknown) => {
    const fault = proxyFault(error, proxy);
    const { code = '' } = error as NodeJS.ErrnoException;
    throw fault.code !== 'ProxyUnreachable' || NOT_CONNECTED.test(code) ? fault : error;
  });
  const { statusCode, headers, body } = answer.response;
  if (!isOfProxy(request.method, statusCode, headers['content-type'])) return answer;
  body.destroy?.();
  throw refusalOf(proxy, statusCode, `${request.method} ${to}`);
}

/** Tells whether the proxy itself answered: AWS refuses in JSON or XML. */
const isOfProxy = (method: string, status: number, type = ''): boolean =>
  status === 407 || (status >= 400 && method !== 'HEAD' && !/json|xml|cbor/.test(type));
