import type { Clock } from './clock.ts';
import type { Connection } from './data-stream.ts';
import { reasonOf } from './reason.ts';

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
  isPaused(): boolean;
  close(): void;
}

interface Options {
  readonly dialing: Dialing;
  readonly clock: Clock;
  /** Returns why a frame cannot be read, if it cannot. */
  onFrame(frame: Buffer): string | undefined;
  /** There is a connection; `wasMissed`: after `onMissed` has told that there was none. */
  onConnected(connection: Connection, wasMissed: boolean): void;
  onLost(reason: string): void;
  /** No other connection could be had at once: why not, in one line. */
  onMissed(reason: string): void;
  /** There will be no connection any more. */
  onOver(how: 'refused' | 'ended' | 'lost', reason: string): void;
}

/** How long a session without a connection is looked for, in milliseconds. */
const PATIENCE = 10 * 60_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** How long a connection may take to be replaced before it is missed, in milliseconds: the hourly end of one is no news. */
const UNNOTICED = 2000;

/** Frames one after the other that cannot be read, after which a connection is given up: peers repeat what is not acknowledged for ever. */
const MOST_SPOILT = 8;

/** How long a connection lasts that is good, also where nothing comes on it, in milliseconds. */
const GOOD = 200;

/** Opens a connection, and another one whenever one is lost: the service ends each after about an hour. */
export function keepLine({ dialing, clock, onFrame, onConnected, onLost, onMissed, onOver }: Options): Line {
  let connection: Connection | undefined;
  let paused = false;
  let closed = false;
  // Of connections that were given up, nothing is heard any more.
  let current = 0;
  let cancel: (() => void) | undefined;
  let why = '';
  let missed = false;
  let stopMissing: (() => void) | undefined;
  let pause = FIRST_PAUSE;
  let until = Infinity;

  function eventsOf(own: number): ConnectionEvents {
    let isGood = false;
    let spoilt = 0;
    const begun = clock.now();
    function gone(reason: string): void {
      if (own !== current) return;
      current += 1;
      const lost = connection;
      connection = undefined;
      onLost(reason);
      if (spoilt < MOST_SPOILT) miss();
      else {
        lost?.close();
        stopMissing?.();
        missed = true;
        onMissed(reason);
      }
      // One that is lost as soon as it is there was no connection: it must not be asked for without end.
      if (isGood || until === Infinity || (spoilt < MOST_SPOILT && clock.now() - begun >= GOOD)) {
        pause = FIRST_PAUSE;
        until = clock.now() + PATIENCE;
      }
      retry(reason);
    }
    return {
      onFrame(frame) {
        if (own !== current) return;
        const unread = onFrame(frame);
        if (unread === undefined) {
          isGood = true;
          spoilt = 0;
        } else if ((spoilt += 1) === MOST_SPOILT) gone(`what comes cannot be read: ${unread}`);
      },
      onGone: gone,
    };
  }

  function miss(): void {
    if (missed) return;
    stopMissing?.();
    stopMissing = clock.after(UNNOTICED, () => {
      missed = true;
      onMissed(why);
    });
  }

  async function dial(
    ask: (events: ConnectionEvents) => Promise<Connection | undefined>,
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
        const wasMissed = missed;
        missed = false;
        stopMissing?.();
        onConnected(found, wasMissed);
      }
    } catch (error) {
      if (own === current) onFailure(reasonOf(error));
    }
  }

  /** Looks for another connection, later each time. */
  function retry(reason: string): void {
    why = reason;
    if (clock.now() >= until) return onOver('lost', reason);
    cancel = clock.after(pause, () => void dial(dialing.reopen, retry));
    pause = Math.min(LONGEST_PAUSE, 2 * pause);
    return undefined;
  }

  void dial(dialing.open, (reason) => onOver('refused', reason));

  return {
    pause() {
      paused = true;
      connection?.pause();
    },
    resume() {
      paused = false;
      connection?.resume();
    },
    isPaused: () => paused,
    close() {
      if (closed) return;
      closed = true;
      current += 1;
      cancel?.();
      stopMissing?.();
      connection?.close();
      connection = undefined;
    },
  };
}
