import { isIP } from 'node:net';
import { UserError } from '../errors.ts';
import { noProxyOf } from './no-proxy.ts';

/** A proxy that the environment names. */
export interface Proxy {
  /** Without user and password. */
  readonly url: URL;
  /** The variable that names it. */
  readonly variable: string;
  /** The header that introduces us: user and password of the URL. */
  readonly authorization?: string;
}

/** Where a request goes to. */
export interface Destination {
  readonly protocol: string;
  /** IPv6 addresses can be in brackets. */
  readonly hostname: string;
  readonly port?: number | undefined;
}

/** Gives the port that a request goes to. */
export const portOf = ({ protocol, port }: Destination): number => port ?? (protocol === 'https:' ? 443 : 80);

/** Names a proxy for people: its host and port, never its user and password. */
export const proxyLabel = ({ url, variable }: Proxy): string => `the proxy ${url.host} (${variable})`;

/**
 * Reads which proxies requests take, as the AWS CLI does: `HTTPS_PROXY` and `HTTP_PROXY` by the protocol of the endpoint,
 * `NO_PROXY` for what is reached directly; in lower case they precede. `ALL_PROXY`, which curl reads, is for what has no
 * proxy of its own. Undefined if there is no proxy. Throws a UserError for what is no URL of an HTTP proxy.
 */
export function proxiesOf(environment: NodeJS.ProcessEnv): ((to: Destination) => Proxy | undefined) | undefined {
  const named = (name: string): readonly [variable: string, value: string] | undefined => {
    const variable = environment[name] === undefined ? name.toUpperCase() : name;
    const value = environment[variable]?.trim();
    return value === undefined ? undefined : [variable, value];
  };
  const all = named('all_proxy');
  // The AWS CLI does not read it, so where it names a proxy of another kind, that is meant for other programs.
  const rest = all && !/^(?!https?:)[a-z0-9+.-]+:\/\//i.test(all[1]) ? all : undefined;
  const proxyOf = (name: string): Proxy | undefined => {
    const [variable, value] = named(name) ?? rest ?? [];
    return variable === undefined || !value ? undefined : parseProxy(variable, value);
  };
  const proxies = { 'https:': proxyOf('https_proxy'), 'http:': proxyOf('http_proxy') };
  if (!proxies['https:'] && !proxies['http:']) return undefined;
  const isExcepted = noProxyOf(named('no_proxy')?.[1] ?? '');
  return (to) => {
    const host = to.hostname.replace(/^\[|\]$/g, '');
    if (isOfThisMachine(host) || isExcepted(host, portOf(to))) return undefined;
    return proxies[to.protocol === 'https:' ? 'https:' : 'http:'];
  };
}

// What answers there is the machine's own: no proxy could ask it, and none should see the credentials that it hands out.
const isOfThisMachine = (host: string): boolean => isIP(host) !== 0 && /^(169\.254\.|fe80:|fd00:ec2::)/i.test(host);

function parseProxy(variable: string, value: string): Proxy {
  const text = value.includes('://') ? value : `http://${value.replace(/^\/\//, '')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') throw notAProxy(variable, value);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const user = `${decoded(username)}:${decoded(password)}`;
  return {
    url,
    variable,
    ...(user !== ':' && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
}

/** Undoes percent-encoding, and takes what is not encoded as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function notAProxy(variable: string, value: string): UserError {
  const shown = /[@%]/.test(value) ? ' (not shown: it may contain a password)' : ` ${JSON.stringify(value)}`;
  const wanted = 'it must be the URL of an HTTP proxy, such as http://proxy.example.com:3128';
  return new UserError('invalid-value', `${variable}${shown}: ${wanted}`);
}
