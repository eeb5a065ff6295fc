import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Sandbox } from './sandbox.ts';

/** The most bytes of a request's body; no call needs as many. */
const MAX_BODY = 2 ** 20;

/** Serves the sandbox on 127.0.0.1. port 0: any free one. An answer that is lost, or cannot be given, destroys the connection. */
export async function serveSandbox(
  sandbox: Sandbox,
  { port = 0 }: { readonly port?: number } = {},
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch(() => request.socket.destroy());
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/**
 * Tells whether a request comes from this machine's own tools. A web page can reach loopback by a name of its own that resolves
 * to 127.0.0.1 (DNS rebinding), and says which page it is; below `localhost`, where a bucket can be named, no name can be rebound
 * (RFC 6761).
 */
function isLocal({ headers }: IncomingMessage): boolean {
  const known = /^(127\.0\.0\.1|\[::1\]|([a-z0-9][a-z0-9.-]*\.)?localhost)(:\d+)?$/i;
  return known.test(headers.host ?? '') && headers.origin === undefined && headers['sec-fetch-site'] === undefined;
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal(request)) {
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
    response.end('the sandbox answers only to programs on this machine, as 127.0.0.1, localhost or [::1]\n');
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) {
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const [path, search] = (request.url ?? '/').split('?', 2);
  const {
    status,
    headers: answered,
    body,
  } = await sandbox.handle({
    method: request.method ?? 'GET',
    host: headers['host'] ?? '',
    path: path || '/',
    query: Object.fromEntries(new URLSearchParams(search)),
    headers,
    body: Buffer.concat(chunks).toString(),
  });
  // What answers HEAD says how long the body would be.
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...answered }).end(body);
}
