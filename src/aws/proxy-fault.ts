import { STATUS_CODES } from 'node:http';
import { NetworkFault, tlsFault } from './network-fault.ts';
import { type Proxy, proxyLabel } from './proxy.ts';

/** Says that a proxy does not let a request pass. */
export function refusalOf(proxy: Proxy, status: number, asked: string): NetworkFault {
  if (!(status > 0)) {
    const strange = `what ${proxyLabel(proxy)} answered to ${asked} is no HTTP`;
    return new NetworkFault('ProxyRefused', strange, `check the host and the port in ${proxy.variable}`, false);
  }
  const reason = STATUS_CODES[status];
  const text = `${proxyLabel(proxy)} answered ${status}${reason ? ` ${reason}` : ''} to ${asked}`;
  return new NetworkFault('ProxyRefused', text, adviceOn(status, proxy), status >= 500);
}

function adviceOn(status: number, { variable, authorization }: Proxy): string {
  if (status === 407) {
    return authorization === undefined
      ? `put user and password into ${variable}: http://user:password@host:port, special characters percent-encoded`
      : `check the user and the password in ${variable}; special characters in them must be percent-encoded`;
  }
  if (status >= 500)
    return `check that the proxy can reach this host, or name the host in NO_PROXY if it needs no proxy`;
  return 'have the proxy let this host pass, or name the host in NO_PROXY if it needs no proxy';
}

/** Says why a proxy could not be asked. */
export function proxyFault(error: unknown, proxy: Proxy): NetworkFault {
  const { variable, url } = proxy;
  const tls = tlsFault(error, proxyLabel(proxy), variable);
  if (tls) return tls;
  const { code, name, message } = error as NodeJS.ErrnoException;
  const reason = name === 'AbortError' || name === 'TimeoutError' ? 'no answer in time' : (code ?? message);
  const advice = `check the host, the port and the ${url.protocol}// in ${variable}`;
  return new NetworkFault('ProxyUnreachable', `${proxyLabel(proxy)} cannot be reached (${reason})`, advice, true);
}
