import { placeLabel } from '../aws/place.ts';

/** A place as reports name it. */
type Timed = Parameters<typeof placeLabel>[0];

/** Measures how long targets are worked on. */
export interface Stopwatch {
  /** Does work on a target. Several pieces of work on one are added up. */
  time<Result>(place: Timed, work: () => Promise<Result>): Promise<Result>;
  /** Gives how long a target was worked on; nothing where it was not. */
  of(place: Timed): { readonly seconds?: number };
}

/** Makes a stopwatch. `now`: gives the time, in milliseconds. */
export function stopwatch(now: () => number): Stopwatch {
  const taken = new Map<string, number>();
  return {
    async time(place, work) {
      const began = now();
      try {
        return await work();
      } finally {
        const label = placeLabel(place);
        taken.set(label, (taken.get(label) ?? 0) + now() - began);
      }
    },
    of(place) {
      const milliseconds = taken.get(placeLabel(place));
      return milliseconds === undefined ? {} : { seconds: milliseconds / 1000 };
    },
  };
}
