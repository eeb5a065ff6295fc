import type { Clock } from './clock.ts';
import type { Connection } from './data-stream.ts';

/** How connections are had. */
export interface Dialing {
  /** Opens the first connection. */
  open(events: ConnectionEvents): Promise<Connection>;
  /** Asks for a new address and opens a connection to it; undefined if the session is over. */
  reopen(events: ConnectionEvents): Promise<Connection | undefined>;
}

/** What happens on a connection. */
export interface ConnectionEvents {
  onFrame(frame: Buffer): void;
  /** It is gone, for whatever reason; nothing comes after it. */
  onGone(reason: string): void;
}

/** One connection after the other. */
export interface Line {
  /** Stops, or goes on, reading what comes. */
  pause(): void;
  resume(): void;
  close(): void;
}

interface Options {
  readonly dialing: Dialing;
  readonly clock: Clock;
  onFrame(frame: Buffer): void;
  /** There is a connection; `again`: after one was lost. */
  onConnected(connection: Connection, again: boolean): void;
  onLost(reason: string): void;
  /** There will be no connection any more. */
  onOver(how: 'refused' | 'ended' | 'lost', reason: string): void;
}

/** How long a session without a connection is looked for, in milliseconds. */
const PATIENCE = 10 * 60_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** Opens a connection, and another one whenever one is lost: the service ends each after about an hour. */
export function keepLine({ dialing, clock, onFrame, onConnected, onLost, onOver }: Options): Line {
  let connection: Connection | undefined;
  let paused = false;
  let closed = false;
  // Of connections that were given up, nothing is heard any more.
  let current = 0;
  let cancel: (() => void) | undefined;

  function eventsOf(own: number): ConnectionEvents {
    return {
      onFrame(frame) {
        if (own === current) onFrame(frame);
      },
      onGone(reason) {
        if (own !== current) return;
        current += 1;
        connection = undefined;
        onLost(reason);
        retry(FIRST_PAUSE, clock.now() + PATIENCE);
      },
    };
  }

  async function dial(
    ask: (events: ConnectionEvents) => Promise<Connection | undefined>,
    again: boolean,
    onFailure: (reason: string) => void,
  ): Promise<void> {
    const own = (current += 1);
    try {
      const found = await ask(eventsOf(own));
      if (own !== current) found?.close();
      else if (!found) onOver('ended', '');
      else {
        connection = found;
        if (paused) found.pause();
        onConnected(found, again);
      }
    } catch (error) {
      if (own === current) onFailure(error instanceof Error ? error.message : String(error));
    }
  }

  function retry(pause: number, until: number): void {
    cancel = clock.after(pause, () => {
      void dial(dialing.reopen, true, (reason) => {
        if (clock.now() >= until) onOver('lost', reason);
        else retry(Math.min(LONGEST_PAUSE, 2 * pause), until);
      });
    });
  }

  void dial(dialing.open, false, (reason) => onOver('refused', reason));

  return {
    pause() {
      paused = true;
      connection?.pause();
    },
    resume() {
      paused = false;
      connection?.resume();
    },
    close() {
      if (closed) return;
      closed = true;
      current += 1;
      cancel?.();
      connection?.close();
      connection = undefined;
    },
  };
}
