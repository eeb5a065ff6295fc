// Servers on loopback: a proxy, and something that answers with TLS in the place of AWS.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server as Listener, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A certificate or key of `test/tls`: its path. */
export const tlsFile = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

const pair = (certificate = 'server.pem') => ({
  cert: readFileSync(tlsFile(certificate)),
  key: readFileSync(tlsFile('server-key.pem')),
});

/** A server that listens on a free port. */
export interface Loopback {
  readonly port: number;
  close(): Promise<void>;
}

export async function listening(server: Listener): Promise<Loopback> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A port at which nobody listens. */
export async function unusedPort(): Promise<number> {
  const { port, close } = await listening(createServer());
  await close();
  return port;
}

const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Answers every request as STS answers GetCallerIdentity; tells the hosts that were asked. */
export async function stsOn(
  protocol: 'https' | 'http',
  certificate?: string,
): Promise<Loopback & { readonly hosts: readonly string[] }> {
  const hosts: string[] = [];
  const answer = (from: IncomingMessage, to: ServerResponse): void => {
    hosts.push(from.headers.host ?? '');
    from.resume().on('end', () => to.writeHead(200, { 'content-type': 'text/xml' }).end(CALLER));
  };
  const server = protocol === 'https' ? createTlsServer(pair(certificate), answer) : createServer(answer);
  return { ...(await listening(server)), hosts };
}

/** Puts TLS before a server of loopback, which gets to see itself as the host. */
export const withTls = (port: number): Promise<Loopback> =>
  listening(createTlsServer(pair(), (from, to) => passOn(port, from, from.url ?? '/', to)));

function passOn(port: number, from: IncomingMessage, path: string, to: ServerResponse): void {
  const headers = { ...from.headers, host: `127.0.0.1:${port}` };
  const onward = request({ port, path, method: from.method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(to);
  });
  onward.on('error', () => to.destroy());
  from.pipe(onward);
}

interface ProxySettings {
  /** What it wants to be told; absent: nothing. */
  readonly authorization?: string;
  /** The status that it refuses everything with. */
  readonly refuses?: number;
  /** Whether it has to be spoken to with TLS. */
  readonly tls?: boolean;
}

/** What a proxy was asked for: `CONNECT host:port`, or `GET` and a whole URL. */
export interface LoopbackProxy extends Loopback {
  readonly asked: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
}

/** A proxy through which every host is the server at this port of loopback. */
export async function proxyTo(
  port: number,
  { authorization, refuses, tls }: ProxySettings = {},
): Promise<LoopbackProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const refusalOf = ({ headers, method, url }: IncomingMessage): number | undefined => {
    asked.push(`${method} ${url}`);
    authorizations.push(headers['proxy-authorization']);
    return (
      refuses ?? (authorization !== undefined && headers['proxy-authorization'] !== authorization ? 407 : undefined)
    );
  };
  const server: Server = tls ? createTlsServer(pair()) : createServer();
  server.on('connect', (from: IncomingMessage, client: Socket) => {
    const refusal = refusalOf(from);
    client.on('error', () => undefined);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 5\r\n\r\nno no`);
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.on('request', (from: IncomingMessage, to) => {
    const refusal = refusalOf(from);
    if (refusal !== undefined) {
      to.writeHead(refusal, { 'content-type': 'text/html' }).end('no no');
      return;
    }
    assert.ok(URL.canParse(from.url ?? ''), `a proxy is asked for a whole URL, not for ${from.url}`);
    const { pathname, search } = new URL(from.url ?? '');
    passOn(port, from, `${pathname}${search}`, to);
  });
  return { ...(await listening(server)), asked, authorizations };
}
