import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds since some moment, and a pause; tests have one of their own. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
};

/** How fast calls follow one another. */
export interface Pace {
  /** Waits until it is the turn of a call. */
  readonly turn: () => Promise<void>;
  /** Takes note that a call was refused as one too many. */
  refused(): void;
  /** Takes note that a call was taken. */
  taken(): void;
}

/** Milliseconds between two calls: the first distance, and the longest. The limits of AWS begin at a few calls a second. */
const LEAST = 10;
const MOST = 250;

/**
 * Makes the pace of the calls that share one limit of AWS: those to one service, in one region of one account. Nothing waits before AWS
 * has refused a call; then the distance between calls doubles, at most once in `MOST` since many are refused at once, and shrinks by a
 * fifth with each call that is taken. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function paceOf(clock: Clock): Pace {
  let distance = 0;
  let next = 0;
  let slowed = -Infinity;
  return {
    async turn() {
      if (distance === 0) return;
      const now = clock.now();
      const at = Math.max(now, next);
      next = at + distance;
      if (at > now) await clock.sleep(at - now);
    },
    refused() {
      const now = clock.now();
      if (now - slowed < MOST) return;
      slowed = now;
      distance = Math.min(Math.max(distance * 2, LEAST), MOST);
    },
    taken() {
      distance = distance * 0.8 < LEAST ? 0 : distance * 0.8;
    },
  };
}
