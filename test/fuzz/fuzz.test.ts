// A few turns with fixed seeds; `npm run fuzz` makes many. Races have a test of their own: test/engine/races.test.ts.
import { answers } from './answers.ts';

describe('answers with something changed', () => {
  it('crash nothing, are not obeyed, and delete nothing, 20 times', async () => {
    const turn = await answers.begin();
    for (let seed = 1; seed <= 20; seed += 1) {
      await turn(seed).catch((error: Error) => {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      });
    }
  });
});
