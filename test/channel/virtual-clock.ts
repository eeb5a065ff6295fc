import type { Clock } from '../../src/channel/clock.ts';

/** A clock that moves only when a test says so. */
export interface VirtualClock extends Clock {
  /** Calls back whatever is due until then, in order. */
  pass(milliseconds: number): void;
  /** Goes on until nothing is due any more, or so much time has passed. */
  run(most: number): void;
}

export function virtualClock(start = 1_700_000_000_000): VirtualClock {
  const due: { at: number; order: number; callback: () => void }[] = [];
  let now = start;
  let order = 0;
  const next = (until: number) => {
    const [first] = due.toSorted((one, other) => one.at - other.at || one.order - other.order);
    return first && first.at <= until ? first : undefined;
  };
  const advance = (until: number): void => {
    for (let entry = next(until); entry; entry = next(until)) {
      due.splice(due.indexOf(entry), 1);
      now = Math.max(now, entry.at);
      entry.callback();
    }
  };
  return {
    now: () => now,
    after(milliseconds, callback) {
      const entry = { at: now + milliseconds, order: (order += 1), callback };
      due.push(entry);
      return () => {
        const index = due.indexOf(entry);
        if (index !== -1) due.splice(index, 1);
      };
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      advance(until);
      now = until;
    },
    run: (most) => advance(now + most),
  };
}
