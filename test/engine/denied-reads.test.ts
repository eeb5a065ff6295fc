// Nothing sound is alleged because something may not be read: every read denied by itself, on every sound fleet.
import assert from 'node:assert/strict';
import { ACTIONS } from '../../src/policies/documents/operator-actions.ts';
import type { SandboxCall } from '../../src/sandbox/door/sandbox.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { SOUND } from './sound-fleets.ts';
import { world } from './world.ts';

interface Diagnosed {
  readonly alleged: readonly string[];
  readonly asked: ReadonlySet<string>;
}

const READS = [
  ...new Set(
    Object.values(ACTIONS).flatMap((actions) =>
      Object.entries(actions).flatMap(([action, tasks]) =>
        tasks.some((task) => task === 'doctor' || task === 'roles') ? [action] : [],
      ),
    ),
  ),
].toSorted();

/** What is wrong, or seems to be (`fail instance.ping-lost i-1`), and what was asked to find that out. */
async function diagnosed(state: State, ...deniedActions: readonly string[]): Promise<Diagnosed> {
  const { diagnose, sandbox } = world({ state, faults: { deniedActions } });
  const { targets } = await diagnose();
  const alleged = targets
    .flatMap(({ findings, error }) => {
      assert.equal(error, undefined);
      return findings.flatMap((found) =>
        found.verdict === 'fail' || found.verdict === 'warn'
          ? [`${found.verdict} ${found.check} ${found.subject}`]
          : [],
      );
    })
    .toSorted();
  return { alleged, asked: new Set(sandbox.calls.map(actionOf)) };
}

const actionOf = ({ service, operation, action }: SandboxCall): string => action ?? `${service}:${operation}`;

describe('a sound fleet', () => {
  for (const [what, state] of Object.entries(SOUND)) {
    it(`${what} is sound, and nothing is alleged of it whatever may not be read`, async () => {
      const { alleged, asked } = await diagnosed(state());
      assert.deepEqual(alleged, []);
      // Without one that is not asked for, all is as it is with it.
      const denied = READS.filter((action) => asked.has(action));
      assert.ok(denied.length > 10, `only ${denied.join(', ')} are asked for`);
      for (const action of denied)
        assert.deepEqual((await diagnosed(state(), action)).alleged, [], `without ${action}`);
    });
  }
});
