import { Agent, request } from 'node:https';
import { tlsFault } from '../aws/network-fault.ts';
import type { StreamNetwork } from '../aws/stream-network.ts';
import { interrupted, TargetError } from '../errors.ts';

/** A file to get, and what it may cost. */
export interface Wanted {
  readonly url: string;
  /** Bytes. */
  readonly most: number;
  /** What is said where it is not there. */
  readonly missing: string;
}

/** Milliseconds without a byte after which a download has failed. */
const IDLE = 30_000;

/** Gets a file by HTTPS, by the proxies and certificates of the user. Throws a TargetError. */
export async function download(
  { url, most, missing }: Wanted,
  network: StreamNetwork,
  signal: AbortSignal,
): Promise<Buffer> {
  const to = new URL(url);
  // A connection of its own: what is trusted is not part of what Node tells connections apart by.
  const agent = network.agent(new URL(url.replace(/^https:/, 'wss:'))) ?? new Agent();
  const failed = (why: string, advice = 'check the network, and run it again'): TargetError =>
    new TargetError('DownloadFailed', `${url} could not be downloaded: ${why}`, advice);
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      if (signal.aborted) reject(interrupted('finished'));
      else if (error instanceof TargetError) reject(error);
      else reject(tlsFault(error, to.hostname, 'HTTPS_PROXY') ?? failed(error.code ?? error.message));
    };
    const asked = request(to, { signal, agent, ...(network.trust && { secureContext: network.trust }) }, (answer) => {
      const { statusCode = 0, headers } = answer;
      // S3 says 403 of what is not there.
      if (statusCode === 403 || statusCode === 404) return fail(failed(missing, ''));
      if (statusCode !== 200) return fail(failed(`the server answered ${statusCode}`));
      const size = Number(headers['content-length'] ?? 0);
      const parts: Buffer[] = [];
      let got = 0;
      const tooLong = (): boolean => got > most || size > most;
      if (tooLong()) asked.destroy(failed(`it is larger than ${most} bytes`));
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        got += part.length;
        if (tooLong()) asked.destroy(failed(`it is larger than ${most} bytes`));
      });
      answer.on('error', fail);
      answer.on('end', () => {
        if (got < size) fail(failed('the connection was lost'));
        else resolve(Buffer.concat(parts));
      });
    });
    asked.setTimeout(IDLE, () => asked.destroy(failed('the server does not answer')));
    asked.on('error', fail);
    asked.end();
  });
}
