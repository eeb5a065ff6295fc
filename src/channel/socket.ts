import type { Agent } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { ChannelError } from './channel-error.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './data-stream.ts';
import type { ConnectionEvents } from './line.ts';
import { oneLine } from './reason.ts';

/** Where a session is to be had. Neither of these may be shown or logged. */
export interface StreamAddress {
  /** As the service gave it; it is never rebuilt. */
  readonly url: string;
  /** Good for one connection. */
  readonly token: string;
}

/** How WebSockets are opened. */
export interface SocketSettings {
  readonly clock: Clock;
  /** The same over all connections of a session. */
  readonly clientId: string;
  readonly clientVersion: string;
  /** Makes the headers of the request that opens a connection to this address: its signature. */
  headers(url: URL): Promise<Readonly<Record<string, string>>>;
  /** The way through a proxy; undefined: none. */
  agent?(url: URL): Agent | undefined;
  /** Who vouches for the server. */
  readonly trust?: SecureContext;
  /** Aborts when nobody waits any more for a connection to be accepted. */
  readonly signal?: AbortSignal;
}

/** The largest frame that is taken, in bytes: what peers send is a thousandth of it. */
const MOST_FRAME = 4 * 1024 * 1024;

/** How long the service may take to accept a connection, in milliseconds. */
const TO_OPEN = 15_000;

/** The interval of pings, in milliseconds; a connection is gone when two of them are not answered. */
const PING = 30_000;

/**
 * Opens a connection to a session. Rejects with an Error whose message is one line and names neither the token nor the
 * signature.
 */
export async function openSocket(
  { url, token }: StreamAddress,
  { clock, clientId, clientVersion, headers, agent, trust, signal }: SocketSettings,
  events: ConnectionEvents,
): Promise<Connection> {
  const at = addressOf(url);
  const [{ WebSocket: Socket }, signed] = await Promise.all([import('ws'), headers(at)]);
  const way = agent?.(at);
  const socket = new Socket(at, {
    headers: signed,
    perMessageDeflate: false,
    maxPayload: MOST_FRAME,
    followRedirects: false,
    ...(way && { agent: way }),
    ...(trust && { secureContext: trust }),
  });
  const below = await opened(socket, at, clock, signal);
  socket.send(
    JSON.stringify({
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      TokenValue: token,
      ClientId: clientId,
      ClientVersion: clientVersion,
    }),
  );
  return converse(socket, below, clock, events);
}

function addressOf(url: string): URL {
  const at = URL.canParse(url) ? new URL(url) : undefined;
  if (!at || !/^wss?:$/.test(at.protocol)) throw new ChannelError('the service gave an address that is no WebSocket');
  return at;
}

/** Resolves to the socket below when the WebSocket is open. */
async function opened(socket: WebSocket, { host }: URL, clock: Clock, signal?: AbortSignal): Promise<NetSocket> {
  let stopWaiting = (): void => undefined;
  const giveUp = (): void => socket.terminate();
  const below = new Promise<NetSocket>((resolve, reject) => {
    socket.once('upgrade', (response) => socket.once('open', () => resolve(response.socket)));
    socket.once('error', (error) => reject(new Error(`${host}: ${oneLine(error.message)}`, { cause: error })));
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy();
      reject(new Error(`${host} refuses the connection of the session (HTTP ${statusCode})`));
    });
    stopWaiting = clock.after(TO_OPEN, () => {
      reject(new Error(`${host} has not accepted the connection of the session for ${TO_OPEN / 1000} s`));
      giveUp();
    });
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
  });
  return below.finally(() => {
    stopWaiting();
    signal?.removeEventListener('abort', giveUp);
  });
}

function converse(socket: WebSocket, below: NetSocket, clock: Clock, events: ConnectionEvents): Connection {
  let unanswered = 0;
  let cancel: (() => void) | undefined;
  let paused = false;
  let gone = false;

  const end = (reason: string): void => {
    if (gone) return;
    gone = true;
    cancel?.();
    socket.terminate();
    events.onGone(reason);
  };
  const ping = (): void => {
    cancel = clock.after(PING, () => {
      // What is not read is not answered either.
      if (!paused && unanswered >= 2) return end('the service does not answer any more');
      if (!paused) unanswered += 1;
      socket.ping();
      ping();
    });
  };
  ping();

  socket.on('pong', () => (unanswered = 0));
  socket.on('message', (data, isBinary) => {
    unanswered = 0;
    if (isBinary && !gone) events.onFrame(bytesOf(data));
  });
  socket.on('error', (error) => end(oneLine(error.message)));
  socket.on('close', (code, reason) => end(oneLine(`${code} ${reason.toString()}`)));

  // Many small frames go out in one write: a write for each acknowledgement is what costs most.
  let corked = false;
  const gather = (): void => {
    if (corked) return;
    corked = true;
    below.cork();
    setImmediate(() => {
      corked = false;
      below.uncork();
    });
  };

  return {
    send(frame) {
      if (gone) return;
      gather();
      socket.send(frame);
    },
    pause() {
      paused = true;
      socket.pause();
    },
    resume() {
      paused = false;
      unanswered = 0;
      socket.resume();
    },
    close() {
      if (gone) return;
      gone = true;
      cancel?.();
      socket.close(1000);
      // A service that does not say goodbye is not waited for.
      socket.once(
        'close',
        clock.after(CLOSING, () => socket.terminate()),
      );
    },
  };
}

const CLOSING = 1000;

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
