import type { Clock } from '../../src/channel/clock.ts';

/** A clock that moves only when a test says so. */
export interface VirtualClock extends Clock {
  /** Calls back whatever is due until then, in order. */
  pass(milliseconds: number): void;
  /** Goes on until nothing is due any more, or so much time has passed. */
  run(most: number): void;
  /** How many calls are still due: each keeps a program alive. */
  due(): number;
}

export function virtualClock(start = 1_700_000_000_000): VirtualClock {
  interface Entry {
    readonly at: number;
    readonly callback: () => void;
    cancelled?: true;
  }
  // The latest first: the next one is taken from the end.
  const due: Entry[] = [];
  let now = start;
  /** Finds the place before all that is due earlier, or was put in before for the same time. */
  const placeOf = (at: number): number => {
    let [low, high] = [0, due.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((due[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const next = (until: number): Entry | undefined => {
    while (due.at(-1)?.cancelled) due.pop();
    return (due.at(-1)?.at ?? Infinity) <= until ? due.pop() : undefined;
  };
  const advance = (until: number): void => {
    for (let entry = next(until); entry; entry = next(until)) {
      now = Math.max(now, entry.at);
      entry.callback();
    }
  };
  return {
    now: () => now,
    after(milliseconds, callback) {
      const entry: Entry = { at: now + milliseconds, callback };
      due.splice(placeOf(entry.at), 0, entry);
      return () => (entry.cancelled = true);
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      advance(until);
      now = until;
    },
    run: (most) => advance(now + most),
    due: () => due.filter(({ cancelled }) => !cancelled).length,
  };
}
