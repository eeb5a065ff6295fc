// Runs at the same time, with delayed consistency and lost answers. `npm run fuzz -- race` tries other seeds.
import { type Kind, raceKinds } from './race-kinds.ts';
import { checkRace } from './races.ts';

/** The pairs that are always tried this often; others a few times. */
const OFTEN = ['setup × setup', 'setup × delete', 'delete × delete', 'plan × setup', 'plan × delete'];

const kinds: Readonly<Record<string, Kind>> = await raceKinds();

describe('runs at the same time end as one of them would, or say that another run was faster', () => {
  for (const [title, race] of Object.entries(kinds)) {
    const turns = OFTEN.includes(title) ? 50 : 10;
    it(`${title}, ${turns} times`, async () => {
      for (let seed = 1; seed <= turns; seed += 1) {
        await checkRace(race(seed), seed).catch((error: Error) => {
          error.message = `seed ${seed}: ${error.message}`;
          throw error;
        });
      }
    });
  }
});
