// Nothing sound is alleged because something may not be read: every read denied by itself, on every sound fleet.
import assert from 'node:assert/strict';
import { ACTIONS } from '../../src/policies/documents/operator-actions.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { SOUND } from './sound-fleets.ts';
import { world } from './world.ts';

const READS = [
  ...new Set(
    Object.values(ACTIONS).flatMap((actions) =>
      Object.entries(actions).flatMap(([action, tasks]) =>
        tasks.some((task) => task === 'doctor' || task === 'roles') ? [action] : [],
      ),
    ),
  ),
].toSorted();

/** `fail instance.ping-lost i-1`: what is wrong, or seems to be. */
async function alleged(state: State, ...deniedActions: readonly string[]): Promise<readonly string[]> {
  const { targets } = await world({ state, faults: { deniedActions } }).diagnose();
  return targets
    .flatMap(({ findings, error }) => {
      assert.equal(error, undefined);
      return findings.flatMap((found) =>
        found.verdict === 'fail' || found.verdict === 'warn'
          ? [`${found.verdict} ${found.check} ${found.subject}`]
          : [],
      );
    })
    .toSorted();
}

describe('a sound fleet', () => {
  for (const [what, state] of Object.entries(SOUND)) {
    it(`${what} is sound, and nothing is alleged of it whatever may not be read`, async () => {
      assert.deepEqual(await alleged(state()), []);
      for (const action of READS) assert.deepEqual(await alleged(state(), action), [], `without ${action}`);
    });
  }
});
