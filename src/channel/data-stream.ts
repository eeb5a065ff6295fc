import { acknowledge, readAcknowledgement } from './acknowledgement.ts';
import { ChannelError } from './channel-error.ts';
import { type Clock, within } from './clock.ts';
import { jsonOf } from './json-payload.ts';
import { messageIds } from './message-ids.ts';
import { decodeMessage, encodeMessage, type Message } from './message.ts';
import { receiver } from './receiver.ts';
import { sender } from './sender.ts';

/** A connection of the data channel that is open; another one may follow it. */
export interface Connection {
  send(frame: Buffer): void;
  /** Stops reading for a while: what comes meanwhile waits in the network. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Sends and receives payloads, each once and in order, over connections that come and go. */
export interface DataStream {
  send(payloadType: number, payload: Uint8Array): void;
  /** Tells whether what is sent now would have to wait; `onRoom` tells when it would not any more. */
  isFull(): boolean;
  /** Takes a frame of the connection. Returns why it cannot be read, if it cannot: it is not acknowledged then, and so comes again. */
  take(frame: Buffer): string | undefined;
  /** Goes on over this connection: what was not acknowledged is sent again. */
  attach(connection: Connection): void;
  /** The connection is gone. */
  detach(): void;
  /** How long the other end has not acknowledged what was sent, in milliseconds. */
  silence(): number;
  /** Resolves when everything is acknowledged. */
  drained(): Promise<void>;
  /** Resolves when everything is acknowledged, or after so many milliseconds. */
  drainedWithin(milliseconds: number): Promise<void>;
  /** Resolves when everything is acknowledged, or when nothing was for so many milliseconds. */
  drainedUnlessStuck(milliseconds: number): Promise<void>;
  stop(): void;
}

interface Options {
  /** The end that this is. */
  readonly end: keyof typeof TYPE;
  readonly clock: Clock;
  deliver(payloadType: number, payload: Uint8Array): void;
  /** The service says that the session is over, and why; '' if it ended as it should. */
  onClosed(reason: string): void;
  onRoom?(): void;
}

/** The type of the stream data of each end. */
const TYPE = { client: 'input_stream_data', agent: 'output_stream_data' } as const;

/** Makes one end of a data channel, which waits for its first connection. */
export function dataStream({ end, clock, deliver, onClosed, onRoom }: Options): DataStream {
  const own = TYPE[end];
  const other = end === 'client' ? TYPE.agent : TYPE.client;
  const newId = messageIds();
  let connection: Connection | undefined;
  // Of an agent: its client is away, says the service.
  let isAway = false;

  const outbox = sender({ clock, transmit: (frame) => connection?.send(frame), ...(onRoom && { onRoom }) });
  outbox.pause();
  const inbox = receiver({
    deliver: ({ payloadType, payload }) => deliver(payloadType, payload),
    acknowledge: (message) => connection?.send(encodeMessage(acknowledge(message, clock.now(), newId()))),
  });

  function read(frame: Buffer): void {
    const message = decodeMessage(frame);
    if (message.type === other) {
      // Whoever sends is there.
      if (isAway && connection) outbox.resume();
      isAway = false;
      inbox.take(message);
    } else if (message.type === 'acknowledge') outbox.acknowledged(readAcknowledgement(message).sequence);
    else if (message.type === 'channel_closed') onClosed(reasonOf(message));
    else if (end === 'agent' && message.type === 'pause_publication') {
      isAway = true;
      outbox.pause();
    } else if (end === 'agent' && message.type === 'start_publication') {
      isAway = false;
      if (connection) outbox.resume();
    }
  }

  const drainedWithin = (milliseconds: number): Promise<void> => within(clock, milliseconds, outbox.drained());

  return {
    send: (payloadType, payload) =>
      outbox.send((sequence) =>
        encodeMessage({
          type: own,
          created: clock.now(),
          sequence,
          flags: end === 'agent' && sequence === 0 ? SYN : 0,
          id: newId(),
          payloadType,
          payload,
        }),
      ),
    isFull: outbox.isFull,
    take(frame) {
      try {
        read(frame);
        return undefined;
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error;
        return error.message;
      }
    },
    attach(next) {
      connection = next;
      outbox.resume();
    },
    detach() {
      connection = undefined;
      outbox.pause();
    },
    silence: outbox.silence,
    drained: outbox.drained,
    drainedWithin,
    async drainedUnlessStuck(milliseconds) {
      for (let before = Infinity; outbox.pending() > 0 && outbox.pending() < before;) {
        before = outbox.pending();
        await drainedWithin(milliseconds);
      }
    },
    stop: outbox.stop,
  };
}

const SYN = 1;

function reasonOf({ payload }: Message): string {
  const { Output } = jsonOf(payload);
  return typeof Output === 'string' ? Output : '';
}
