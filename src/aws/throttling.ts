import type { RetryStrategyV2 } from '@smithy/types';
import { type Clock, type Pace, paceOf, realClock } from './pace.ts';

/** How many calls AWS refused because there were too many, each attempt for itself, and how long calls waited for that, all of them added up. */
export interface Throttled {
  readonly calls: number;
  readonly seconds: number;
}

/** What a run knows of the throttling that it meets. Places are `account/region`. */
export interface Throttling {
  /**
   * Makes a retry strategy that takes note of what it meets. Calls to one service in one place share a pace, whichever client they go
   * by: AWS has its limits for each account, region and service, so nobody else waits.
   */
  noted(strategy: RetryStrategyV2, place: string, service: string): RetryStrategyV2;
  /** Gives what was met in a place; undefined: nothing. */
  in(place: string): Throttled | undefined;
  /** Tells `tell` whenever calls in a place begin, or end, to wait for their next attempt; gives what stops that. */
  listen(place: string, tell: (isWaiting: boolean) => void): () => void;
  /** Gives what was met in all places together, on the way into accounts, too; undefined: nothing. */
  readonly total: Throttled | undefined;
}

interface Met {
  calls: number;
  milliseconds: number;
  /** The number of calls that wait for their next attempt now. */
  waiting: number;
  readonly paces: Map<string, Pace>;
}

/** Begins to take note of the throttling of a run. */
export function throttlingOf(clock: Clock = realClock): Throttling {
  // Only of places where something was refused: a run can have thousands.
  const places = new Map<string, Met>();
  const metIn = (place: string): Met => {
    const met = places.get(place) ?? { calls: 0, milliseconds: 0, waiting: 0, paces: new Map<string, Pace>() };
    places.set(place, met);
    return met;
  };
  const waiting = async <Value>(place: string, pause: () => Promise<Value>): Promise<Value> => {
    const began = clock.now();
    try {
      return await pause();
    } finally {
      metIn(place).milliseconds += clock.now() - began;
    }
  };
  const listeners = new Map<string, Set<(isWaiting: boolean) => void>>();
  const tellAll = (place: string, isWaiting: boolean): void => {
    for (const tell of listeners.get(place) ?? []) tell(isWaiting);
  };
  const refused = async <Value>(place: string, pause: () => Promise<Value>): Promise<Value> => {
    const met = metIn(place);
    met.calls += 1;
    met.waiting += 1;
    if (met.waiting === 1) tellAll(place, true);
    try {
      return await waiting(place, pause);
    } finally {
      met.waiting -= 1;
      if (met.waiting === 0) tellAll(place, false);
    }
  };
  const newPace = (place: string, service: string): Pace => {
    const pace = paceOf(clock);
    metIn(place).paces.set(service, pace);
    return pace;
  };
  return {
    noted(strategy, place, service) {
      const pace = (): Pace | undefined => places.get(place)?.paces.get(service);
      return {
        async acquireInitialRetryToken(scope) {
          const own = pace();
          if (own) await waiting(place, own.turn);
          return strategy.acquireInitialRetryToken(scope);
        },
        async refreshRetryTokenForRetry(token, refusal) {
          if (refusal.errorType !== 'THROTTLING') return strategy.refreshRetryTokenForRetry(token, refusal);
          const own = pace() ?? newPace(place, service);
          own.refused();
          return refused(place, async () => {
            const next = await strategy.refreshRetryTokenForRetry(token, refusal);
            await own.turn();
            return next;
          });
        },
        recordSuccess(token) {
          pace()?.taken();
          strategy.recordSuccess(token);
        },
      };
    },
    listen(place, tell) {
      const all = listeners.get(place) ?? new Set();
      listeners.set(place, all.add(tell));
      return () => {
        all.delete(tell);
        if (all.size === 0) listeners.delete(place);
      };
    },
    in(place) {
      const met = places.get(place);
      return met && told([met]);
    },
    get total() {
      return places.size === 0 ? undefined : told([...places.values()]);
    },
  };
}

const told = (all: readonly Pick<Met, 'calls' | 'milliseconds'>[]): Throttled => ({
  calls: all.reduce((sum, { calls }) => sum + calls, 0),
  seconds: Math.round(all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 100) / 10,
});

/** Adds up what was met in several runs, or places; undefined: nothing. */
export function throttledTogether(all: readonly (Throttled | undefined)[]): Throttled | undefined {
  const found = all.flatMap((one) => one ?? []);
  if (found.length === 0) return undefined;
  return told(found.map(({ calls, seconds }) => ({ calls, milliseconds: seconds * 1000 })));
}
