// A clock that a test sets forward, so that no test of a time limit depends on how quick the machine is.

/** Timers this long are time limits: they end when the clock says so. Shorter ones are left to the machine. */
const LONG = 10_000;

export interface Clock {
  /** Sets the clock forward. Time limits that are up by then end. */
  pass(milliseconds: number): void;
}

interface Limit {
  readonly end: () => void;
  readonly due: number;
}

/** Gives each test of the suite a clock of its own; `Date.now` and `setTimeout` go by it. */
export function stoppedClock(): Clock {
  const own = { now: Date.now, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const limits = new Map<unknown, Limit>();
  let now = 0;
  beforeEach(() => {
    now = own.now();
    Date.now = () => now;
    globalThis.setTimeout = ((end: () => void, after = 0, ...rest: []) => {
      const timer = own.setTimeout(end, after, ...rest);
      if (after >= LONG) {
        own.clearTimeout(timer);
        limits.set(timer, { end, due: now + after });
      }
      return timer;
    }) as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      limits.delete(timer);
      own.clearTimeout(timer);
    };
  });
  afterEach(() => {
    Date.now = own.now;
    globalThis.setTimeout = own.setTimeout;
    globalThis.clearTimeout = own.clearTimeout;
    limits.clear();
  });
  return {
    pass(milliseconds) {
      now += milliseconds;
      for (const [timer, { end, due }] of limits) {
        if (due > now) continue;
        limits.delete(timer);
        end();
      }
    },
  };
}
