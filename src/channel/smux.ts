import { frameHeader, frameReader, MOST_DATA } from './smux-frame.ts';

/** What happens on a stream. */
export interface StreamEvents {
  onData(data: Buffer): void;
  /** The other end has closed the stream, in both directions: smux knows no half-closed streams. */
  onEnd(): void;
}

/** One of the connections of a session. */
export interface SmuxStream {
  readonly id: number;
  write(data: Buffer): void;
  /**
   * Closes the stream in both directions. The agent closes its socket then, and what is still on its way back is lost: call it
   * only when both directions are done, or the connection at this end is gone.
   */
  end(): void;
}

/** Many connections in one session. */
export interface Smux {
  /** Takes bytes of the session as they come. Throws a ChannelError on what is not smux. */
  take(bytes: Buffer): void;
  open(events: StreamEvents): SmuxStream;
  /** Ends all streams without a word to the other end, as when the session is over. */
  abandon(): void;
}

interface Options {
  readonly end: 'client' | 'agent';
  /** Sends bytes; they are cut into messages anywhere. */
  send(bytes: Buffer): void;
  /** The most data in one frame, in bytes. */
  readonly frameSize?: number;
  /** Takes a stream that the other end opens; absent: such streams are closed. */
  accept?(stream: SmuxStream): StreamEvents;
}

/** The ids of a client's streams are odd, and begin with 3; those of an agent would be even. */
const FIRST_ID = { client: 3, agent: 2 } as const;

/**
 * Makes one end of a multiplexed session. It sends no keepalives and does not require any: `keepAlive` is for peers that do, which
 * lose the session after 30 s otherwise (https://github.com/aws/session-manager-plugin/issues/83).
 */
export function smux({ end, send, frameSize = MOST_DATA, accept }: Options): Smux {
  const open = new Map<number, StreamEvents>();
  let next: number = FIRST_ID[end];

  const streamOf = (id: number): SmuxStream => ({
    id,
    write(data) {
      if (!open.has(id)) return;
      for (let at = 0; at < data.length; at += frameSize) {
        const part = data.subarray(at, at + frameSize);
        send(Buffer.concat([frameHeader('PSH', id, part.length), part]));
      }
    },
    end() {
      if (open.delete(id)) send(frameHeader('FIN', id));
    },
  });

  const read = frameReader(({ command, stream, data }) => {
    if (command === 'PSH') open.get(stream)?.onData(data);
    if (command === 'FIN') {
      const events = open.get(stream);
      open.delete(stream);
      events?.onEnd();
    }
    if (command === 'SYN' && !open.has(stream)) {
      if (accept) {
        open.set(stream, IGNORED);
        open.set(stream, accept(streamOf(stream)));
      } else send(frameHeader('FIN', stream));
    }
  });

  return {
    take: read,
    open(events) {
      const id = next;
      next += 2;
      open.set(id, events);
      send(frameHeader('SYN', id));
      return streamOf(id);
    },
    abandon() {
      const all = [...open.values()];
      open.clear();
      for (const { onEnd } of all) onEnd();
    },
  };
}

const IGNORED: StreamEvents = { onData: () => undefined, onEnd: () => undefined };
