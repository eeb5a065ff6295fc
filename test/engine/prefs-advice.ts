// What doctor finds in preferences that somebody planted, and what it advises.
import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { world, type World } from './world.ts';

/** Plants something, and gives the finding of this id. */
export async function findingOf(check: string, plant: (on: World) => Promise<unknown>): Promise<Fault> {
  const on = world();
  await plant(on);
  const { targets } = await on.diagnose();
  const found = targets.flatMap(({ findings, error }) => {
    assert.equal(error, undefined);
    return findings.flatMap((one) => (one.verdict !== 'ok' && one.check === check ? [one] : []));
  });
  return found[0] ?? assert.fail(`${check} is not found`);
}

/** Gives its advice. */
export const fixesOf = async (check: string, plant: (on: World) => Promise<unknown>): Promise<string> =>
  adviceOf((await findingOf(check, plant)).remedy);
