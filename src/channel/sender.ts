import type { Clock } from './clock.ts';
import { roundTrip } from './round-trip.ts';
import { adaptiveWindow } from './window.ts';

/** Sends stream data in order, and again until it is acknowledged. */
export interface Sender {
  /** Takes one message; `encode` makes it, once its sequence number is known. */
  send(encode: (sequence: number) => Encoded): void;
  /** Tells whether the window is full: what is handed in now waits. */
  isFull(): boolean;
  /** Takes note of an acknowledgement. Others than those it waits for are ignored. */
  acknowledged(sequence: number): void;
  /** Stops sending while there is no connection; what is handed in waits. */
  pause(): void;
  /** Goes on over a new connection: what is not acknowledged is sent again, the oldest first. */
  resume(): void;
  /** How long the oldest message has waited for its acknowledgement, in milliseconds; 0 if none does. */
  silence(): number;
  /** The messages that are not acknowledged, or not even sent. */
  pending(): number;
  /** Resolves when all is acknowledged; at once after `stop`. */
  drained(): Promise<void>;
  /** Forgets everything. */
  stop(): void;
}

/** A message as it goes out. The same bytes are sent again: peers tell repeated messages by their sequence number. */
export type Encoded = Buffer;

interface Options {
  readonly clock: Clock;
  transmit(message: Encoded): void;
  /** Is called when there is room again after `isFull` has said that there is none. */
  onRoom?(): void;
}

interface Sent {
  readonly message: Encoded;
  readonly first: number;
  last: number;
  /** Milliseconds from `last` until it counts as lost. */
  timeout: number;
  repeated: boolean;
}

/** How many later messages have to be acknowledged before an earlier one counts as lost. */
const REORDERED = 3;

const LONGEST = 1000;

/** Messages that are sent again at once over a new connection; each acknowledgement lets two more follow. One that lasts for few messages gets through some. */
const FIRST_AGAIN = 4;

/** Makes a sender, which counts from 0. */
export function sender({ clock, transmit, onRoom }: Options): Sender {
  const trip = roundTrip();
  const window = adaptiveWindow(trip);
  // In the order in which they were last sent.
  const open = new Map<number, Sent>();
  const waiting: Encoded[] = [];
  // What is to be sent again over a new connection, the oldest first, and how much of it may go out now.
  let again: number[] = [];
  let credit = 0;
  let next = 0;
  let begun = 0;
  let connected = true;
  let askedInVain = false;
  let cancel: (() => void) | undefined;
  let dueAt = 0;
  let whenDrained: (() => void)[] = [];

  const isFull = (): boolean => waiting.length > 0 || open.size >= window.size();

  const nextWaiting = (): Encoded | undefined =>
    again.length === 0 && open.size < window.size() ? waiting.shift() : undefined;

  /** Sends again what a lost connection may have lost, as far as it may go out now. */
  function repeatLost(): void {
    const now = clock.now();
    while (credit > 0 && again.length > 0) {
      const sequence = again.shift() ?? 0;
      const sent = open.get(sequence);
      if (!sent) continue;
      credit -= 1;
      sent.timeout = trip.timeout();
      repeat(sequence, sent, now);
    }
  }

  function begin(): void {
    if (!connected) return;
    const now = clock.now();
    for (let message = nextWaiting(); message; message = nextWaiting()) {
      open.set(begun, { message, first: now, last: now, timeout: trip.timeout(), repeated: false });
      begun += 1;
      transmit(message);
    }
    schedule();
  }

  function repeat(sequence: number, sent: Sent, now: number): void {
    sent.repeated = true;
    sent.last = now;
    sent.timeout = Math.min(LONGEST, 2 * sent.timeout);
    open.delete(sequence);
    open.set(sequence, sent);
    transmit(sent.message);
  }

  function schedule(): void {
    const [oldest] = open.values();
    const at = connected && oldest ? oldest.last + oldest.timeout : Infinity;
    // One that goes off too early only looks: a timer for each message would cost more.
    if (cancel && dueAt <= at && at < Infinity) return;
    cancel?.();
    cancel = undefined;
    if (at === Infinity) return;
    dueAt = at;
    cancel = clock.after(Math.max(1, at - clock.now()), repeatLate);
  }

  function repeatLate(): void {
    cancel = undefined;
    const now = clock.now();
    let room = LATE_AT_ONCE;
    for (const [sequence, sent] of open) {
      if (room === 0 || sent.last + sent.timeout > now) break;
      window.lost(now);
      repeat(sequence, sent, now);
      room -= 1;
    }
    schedule();
  }

  return {
    send(encode) {
      waiting.push(encode(next));
      next += 1;
      begin();
    },
    isFull() {
      const full = isFull();
      askedInVain ||= full;
      return full;
    },
    acknowledged(sequence) {
      const sent = open.get(sequence);
      if (!sent) return;
      const now = clock.now();
      open.delete(sequence);
      if (!sent.repeated) trip.learn(now - sent.first);
      window.acknowledged(now);
      credit += 2;
      if (again.length > 0) repeatLost();
      else repeatOvertaken(sequence, now);
      begin();
      if (open.size === 0 && waiting.length === 0) {
        for (const done of whenDrained) done();
        whenDrained = [];
      }
      if (askedInVain && !isFull()) {
        askedInVain = false;
        onRoom?.();
      }
    },
    pause() {
      connected = false;
      schedule();
    },
    resume() {
      connected = true;
      const now = clock.now();
      for (const sent of open.values()) {
        sent.last = now;
        sent.timeout = trip.timeout();
      }
      again = [...open.keys()].toSorted((one, other) => one - other);
      credit = FIRST_AGAIN;
      repeatLost();
      begin();
    },
    silence() {
      let oldest = Number.POSITIVE_INFINITY;
      for (const { first } of open.values()) oldest = Math.min(oldest, first);
      return open.size === 0 ? 0 : clock.now() - oldest;
    },
    pending: () => open.size + waiting.length,
    drained: () =>
      open.size === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenDrained.push(resolve);
          }),
    stop() {
      connected = false;
      open.clear();
      again = [];
      waiting.length = 0;
      schedule();
      for (const done of whenDrained) done();
      whenDrained = [];
    },
  };

  /** Sends again what was certainly lost: peers acknowledge whatever arrives, so later messages have overtaken it. */
  function repeatOvertaken(acknowledged: number, now: number): void {
    const [first] = open;
    if (!connected || !first) return;
    const [sequence, sent] = first;
    if (sent.repeated || sequence + REORDERED > acknowledged) return;
    window.lost(now);
    repeat(sequence, sent, now);
  }
}

/** Repeated messages that go out together: a peer that was away for a while is not flooded. */
const LATE_AT_ONCE = 64;
