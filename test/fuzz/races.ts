import { raceKinds } from '../engine/race-kinds.ts';
import { checkRace } from '../engine/races.ts';
import type { FuzzKind } from './kinds.ts';

/** Runs at the same time, of a pair that the seed chooses. */
export const races: FuzzKind = {
  what: 'runs at the same time end as one of them would, or say that another run was faster',
  async begin() {
    const kinds = Object.entries(await raceKinds());
    return async (seed) => {
      const [title, race] = kinds[seed % kinds.length] ?? [];
      await checkRace(race!(seed), seed).catch((error: Error) => {
        throw new Error(`${title}: ${error.message}`, { cause: error });
      });
    };
  },
};
