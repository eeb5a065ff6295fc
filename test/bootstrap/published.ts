// What AWS publishes, on loopback.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { StreamNetwork } from '../../src/aws/stream-network.ts';
import { listening, type Loopback, tlsFile } from '../loopback.ts';

export interface Published extends Loopback {
  readonly base: string;
  /** Paths, in the order in which they were asked for. */
  readonly asked: readonly string[];
  /** By path; a function answers in its own way. */
  files: Readonly<Record<string, Buffer | ((to: ServerResponse) => void)>>;
}

/** Serves files by HTTPS, and 403 where there is none, as S3 does. */
export async function publish(files: Published['files']): Promise<Published> {
  const asked: string[] = [];
  const answer = ({ url = '' }: IncomingMessage, to: ServerResponse): void => {
    asked.push(url);
    const file = published.files[url];
    if (typeof file === 'function') file(to);
    else if (file) to.end(file);
    else to.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
  };
  const pair = { cert: readFileSync(tlsFile('server.pem')), key: readFileSync(tlsFile('server-key.pem')) };
  const server = await listening(createServer(pair, answer));
  const published: Published = { ...server, base: `https://localhost:${server.port}`, asked, files };
  return published;
}

/** The way there. */
export const NETWORK: StreamNetwork = {
  agent: () => undefined,
  trust: createSecureContext({ ca: readFileSync(tlsFile('authority.pem')) }),
};
