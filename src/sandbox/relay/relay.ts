import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../channel/clock.ts';
import type { Connection } from '../../channel/data-stream.ts';
import { jsonPayload } from '../../channel/json-payload.ts';
import { encodeMessage } from '../../channel/message.ts';
import type { Agent } from '../agent/agent.ts';
import { type Weather, wayThrough } from './weather.ts';

/** The request that opens a data channel. */
export interface Opening {
  readonly sessionId: string;
  /** The `Authorization` header and others; their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Who decides about data channels, and who is at their other end. */
export interface Service {
  /** Tells whether the request is signed by someone who may open this channel; if not, with which status it is refused. */
  admit(opening: Opening): Promise<number | undefined>;
  /** Takes the token of a session, which is good once; false: it is not, or there is no such session. */
  takeToken(sessionId: string, token: string): Promise<boolean>;
  /** Starts the agent of a session. `onEnd`: it is over, for this reason. */
  start(sessionId: string, onEnd: (reason: string) => void): Promise<Agent>;
  /** The session is over. */
  ended(sessionId: string): Promise<void>;
}

/** The service between clients and agents, on 127.0.0.1. */
export interface Relay {
  /** `ws://127.0.0.1:1234` */
  readonly url: string;
  /** Ends a session, as TerminateSession does. */
  terminate(sessionId: string): void;
  close(): Promise<void>;
}

interface Options {
  readonly service: Service;
  readonly clock: Clock;
  readonly weather?: Weather;
  /** Gives numbers from 0 to 1. */
  readonly random?: () => number;
}

interface Channel {
  readonly sessionId: string;
  agent?: Agent;
  client?: WebSocket;
  frames: number;
}

const PATH = /^\/v1\/data-channel\/([^/?]+)$/;

/** The largest frame that is taken, in bytes. */
const MOST_FRAME = 4 * 1024 * 1024;

/** Serves data channels. */
export async function serveRelay({ service, clock, weather = {}, random = Math.random }: Options): Promise<Relay> {
  const { WebSocketServer: Server } = await import('ws');
  const server: WebSocketServer = new Server({ noServer: true, perMessageDeflate: false, maxPayload: MOST_FRAME });
  const http = createServer((_request, response) => response.writeHead(426).end());
  const channels = new Map<string, Channel>();
  const way = wayThrough(weather, clock, random);

  http.on('upgrade', (request, socket, head) => {
    void admit(request, socket, head).catch(() => refuse(socket, 500));
  });

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const opening = isLocal(request) ? openingOf(request) : undefined;
    const status = opening ? await service.admit(opening) : 403;
    if (status !== undefined || !opening) return refuse(socket, status ?? 400);
    server.handleUpgrade(request, socket, head, (client) => introduce(client, opening.sessionId));
  }

  /** The first frame of a client is its token; everything after it is for the agent. */
  function introduce(client: WebSocket, sessionId: string): void {
    client.on('error', () => client.terminate());
    client.once('message', (data, isBinary) => {
      void join(client, sessionId, isBinary ? undefined : tokenIn((data as Buffer).toString())).catch(() =>
        client.terminate(),
      );
    });
  }

  async function join(client: WebSocket, sessionId: string, token: string | undefined): Promise<void> {
    client.pause();
    if (token === undefined || !(await service.takeToken(sessionId, token))) {
      client.resume();
      return client.close(1008, 'the token is not valid');
    }
    const channel = channels.get(sessionId) ?? { sessionId, frames: 0 };
    channels.set(sessionId, channel);
    channel.client?.close(1000, 'another connection has taken over');
    channel.client = client;
    try {
      channel.agent ??= await service.start(sessionId, (reason) => void close(channel, reason));
    } catch (error) {
      return close(channel, error instanceof Error ? error.message : String(error));
    }
    client.on('message', (frame: Buffer, isBinary) => {
      if (!isBinary || client !== channel.client) return;
      way(frame, (passed) => {
        channel.agent?.stream.take(passed);
        count(channel);
      });
    });
    client.on('close', () => {
      if (client !== channel.client) return;
      delete channel.client;
      channel.agent?.stream.detach();
    });
    channel.agent.stream.attach(connectionTo(channel));
    client.resume();
  }

  const connectionTo = (channel: Channel): Connection => ({
    send(frame) {
      const { client } = channel;
      if (!client) return;
      way(frame, (passed) => {
        if (client.readyState !== client.OPEN) return;
        client.send(passed);
        count(channel);
      });
    },
    pause: () => channel.client?.pause(),
    resume: () => channel.client?.resume(),
    close: () => channel.client?.close(1000),
  });

  function count(channel: Channel): void {
    channel.frames += 1;
    if (weather.close && channel.frames % weather.close === 0) channel.client?.close(1000, 'Bye');
  }

  async function close(channel: Channel, reason: string): Promise<void> {
    const { sessionId, client, agent } = channel;
    channels.delete(sessionId);
    agent?.stop();
    if (client?.readyState === client?.OPEN) client?.send(channelClosed(sessionId, reason, clock.now()));
    client?.close(1000);
    await service.ended(sessionId);
  }

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  // Whoever waits for nothing but sessions that nobody opens is done.
  http.unref();
  const address = http.address();
  return {
    url: `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    terminate(sessionId) {
      const channel = channels.get(sessionId);
      if (channel) void close(channel, '');
    },
    async close() {
      const ids = [...channels.keys()];
      for (const { agent } of channels.values()) agent?.stop();
      channels.clear();
      // Also those that have not joined a session: the server waits for every one.
      for (const client of server.clients) client.terminate();
      await Promise.all(ids.map((id) => service.ended(id)));
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Tells whether this machine's own programs ask: a web page says which page it is. */
const isLocal = ({ headers }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?$/i.test(headers.host ?? '') && headers.origin === undefined;

function openingOf({ url = '', headers }: IncomingMessage): Opening | undefined {
  const [path = '', search] = url.split('?', 2);
  const sessionId = PATH.exec(path)?.[1];
  if (sessionId === undefined) return undefined;
  return {
    sessionId: decodeURIComponent(sessionId),
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join()]])),
    ),
  };
}

function tokenIn(text: string): string | undefined {
  try {
    const { TokenValue: token } = JSON.parse(text) as { TokenValue?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

const channelClosed = (sessionId: string, reason: string, now: number): Buffer =>
  encodeMessage({
    type: 'channel_closed',
    created: now,
    sequence: 0,
    flags: 0,
    id: randomUUID(),
    payloadType: 0,
    payload: jsonPayload({
      MessageType: 'channel_closed',
      SchemaVersion: 1,
      SessionId: sessionId,
      CreatedDate: now,
      Output: reason,
    }),
  });
