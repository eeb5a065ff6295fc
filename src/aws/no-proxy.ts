import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Reads `NO_PROXY`: names, which stand for their subdomains too (also as `.name` and `*.name`), addresses and networks
 * (`10.0.0.0/8`), each with a port or for all ports, separated by commas or blanks; `*` is every host. The answer tells
 * whether a host, without brackets, is named.
 */
export function noProxyOf(text: string): (host: string, port: number) => boolean {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(matcher);
  return (host, port) => entries.some((matches) => matches(host.toLowerCase().replace(/\.$/, ''), port));
}

type Matcher = (host: string, port: number) => boolean;

function matcher(entry: string): Matcher {
  if (entry === '*') return () => true;
  const network = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (network) return withinNetwork(network[1] ?? '', Number(network[2]));
  const [, bracketed, name = bracketed ?? entry, port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const hosts = isIP(name) ? withinNetwork(name, isIPv6(name) ? 128 : 32) : subdomains(name.replace(/^\*?\.?/, ''));
  return (host, asked) => (port === undefined || Number(port) === asked) && hosts(host, asked);
}

const subdomains =
  (name: string): Matcher =>
  (host) =>
    name !== '' && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`)));

function withinNetwork(address: string, bits: number): Matcher {
  const list = new BlockList();
  const family = (text: string): 'ipv4' | 'ipv6' => (isIPv6(text) ? 'ipv6' : 'ipv4');
  if (!isIP(address) || bits > (isIPv6(address) ? 128 : 32)) return () => false;
  list.addSubnet(address, bits, family(address));
  return (host) => isIP(host) !== 0 && list.check(host, family(host));
}
