import { randomBytes } from 'node:crypto';
import { dataStream, type DataStream } from '../../src/channel/data-stream.ts';
import { jsonPayload } from '../../src/channel/json-payload.ts';
import type { ConnectionEvents } from '../../src/channel/line.ts';
import { encodeMessage, PAYLOAD } from '../../src/channel/message.ts';
import type { SessionAccess } from '../../src/channel/session.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The other end of a session, and the relay between, both in memory. */
export interface TestAgent {
  readonly access: SessionAccess;
  readonly stream: DataStream;
  /** What came, by the type of its payload. */
  readonly came: { readonly type: number; readonly payload: Buffer }[];
  /** Closes the connection of the client, as the service does every hour; what is on its way is lost. */
  bye(): void;
  /** Tells the client that the session is over. */
  closeChannel(reason: string): void;
  /** Hands the client a frame as it is. */
  inject(frame: Buffer): void;
  /** Takes nothing any more, as when the agent has hung up and its node has not noticed. */
  deaf(): void;
  readonly dials: string[];
  /** Makes the way of a frame to the agent this long, in milliseconds. */
  slow(milliseconds: number): void;
  /** Tells whether the client has stopped reading. */
  isPaused(): boolean;
}

interface Options {
  readonly clock: VirtualClock;
  /** What the service answers to the n-th ResumeSession, from 1 on. */
  readonly resume?: (attempt: number) => 'connection' | 'over' | 'error' | Error;
  /** Hears of each connection when it is there. */
  readonly onConnected?: (events: ConnectionEvents) => unknown;
  readonly open?: () => Error | undefined;
  readonly dataKey?: SessionAccess['dataKey'];
}

export const DATA_KEY = randomBytes(64);

export function testAgent({ clock, resume = () => 'connection', open, dataKey, onConnected }: Options): TestAgent {
  const came: { type: number; payload: Buffer }[] = [];
  const dials: string[] = [];
  let client: ConnectionEvents | undefined;
  let attempts = 0;
  let deaf = false;
  let way = 1;
  let paused = false;
  const unread: Buffer[] = [];
  const stream = dataStream({
    end: 'agent',
    clock,
    deliver: (type, payload) => came.push({ type, payload: Buffer.from(payload) }),
    onClosed: () => undefined,
  });
  const toClient = (frame: Buffer): void => {
    const receiver = client;
    clock.after(1, () => {
      if (paused) unread.push(frame);
      else if (receiver && receiver === client) receiver.onFrame(frame);
    });
  };
  const connect = (events: ConnectionEvents) => {
    client = events;
    if (onConnected) clock.after(1, () => onConnected(events));
    stream.attach({ send: toClient, pause: () => undefined, resume: () => undefined, close: () => undefined });
    return {
      send(frame: Buffer) {
        clock.after(way, () => {
          if (events === client && !deaf) stream.take(frame);
        });
      },
      pause: () => void (paused = true),
      resume() {
        paused = false;
        for (const frame of unread.splice(0)) toClient(frame);
      },
      close() {
        if (events === client) client = undefined;
      },
    };
  };
  return {
    access: {
      async open(events) {
        dials.push('open');
        const error = open?.();
        if (error) throw error;
        return connect(events);
      },
      async reopen(events) {
        dials.push('reopen');
        const answer = resume((attempts += 1));
        if (answer instanceof Error) throw answer;
        if (answer === 'error') throw new Error('no way to the service');
        return answer === 'over' ? undefined : connect(events);
      },
      dataKey:
        dataKey ??
        (async ({ challenge }) => ({
          plaintext: DATA_KEY,
          ciphertext: Buffer.from('encrypted'),
          challenged: challenge !== undefined,
        })),
    },
    stream,
    came,
    bye() {
      const events = client;
      client = undefined;
      stream.detach();
      events?.onGone('1000 Bye');
    },
    closeChannel(reason) {
      toClient(
        encodeMessage({
          type: 'channel_closed',
          created: clock.now(),
          sequence: 0,
          flags: 0,
          id: '00112233-4455-6677-8899-aabbccddeeff',
          payloadType: 0,
          payload: jsonPayload({ MessageType: 'channel_closed', SchemaVersion: 1, Output: reason }),
        }),
      );
    },
    inject: toClient,
    deaf() {
      deaf = true;
    },
    dials,
    isPaused: () => paused,
    slow: (milliseconds) => void (way = milliseconds),
  };
}

/** The handshake of an agent. */
export const handshakeRequest = (...actions: readonly unknown[]): Buffer =>
  jsonPayload({ AgentVersion: '3.3.987.0', RequestedClientActions: actions });

export const asksFor = (SessionType: string, Properties: unknown = null): unknown => ({
  ActionType: 'SessionType',
  ActionParameters: { SessionType, Properties },
});

export const asksForEncryption = (Challenge?: string): unknown => ({
  ActionType: 'KMSEncryption',
  ActionParameters: { KMSKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1', Challenge },
});

export const completes = (CustomerMessage = ''): readonly [number, Buffer] => [
  PAYLOAD.handshakeComplete,
  jsonPayload({ HandshakeTimeToComplete: 1, CustomerMessage }),
];
