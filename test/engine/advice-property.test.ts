// Every advice is carried out, alone and in order: the finding is gone, no new one has come, and nothing else has come to harm.
import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import type { RawScope } from '../../src/targets/scope.ts';
import { type About, carryOut, faultsOf, idOf } from './advice/carry-out.ts';
import { FAULTS, planted, sound } from './advice/fleets.ts';
import { HANDS } from './advice/hands.ts';
import { world } from './world.ts';

/** Carries out all advice of a fleet, in the order in which it is printed then. */
async function carryOutAll(
  state: State,
  inputs: RawInputs = {},
  scope: RawScope = {},
  about: About = {},
): Promise<void> {
  const on = world({ state });
  let faults = await faultsOf(on, inputs, scope, about);
  for (let steps = 0; faults.length > 0; steps += 1) {
    assert.ok(steps < 60, faults.map(idOf).join('\n'));
    const [first] = faults;
    faults = await carryOut(on, first ?? assert.fail(), faults, inputs, scope, about);
  }
}

const titleOf = ({ check, title }: { readonly check: string; readonly title?: string }): string =>
  `${check}${title === undefined ? '' : `, ${title}`}`;

describe('the fleet in which faults are planted', () => {
  it('has none', async () => {
    assert.deepEqual(await faultsOf(world({ state: sound() })), []);
    assert.deepEqual(await faultsOf(world({ state: sound() }), {}, {}, { principals: 'all' }), []);
  });
});

describe('advice, carried out alone and in order, clears its finding and brings no other', () => {
  for (const fault of FAULTS) {
    it(titleOf(fault), async () => {
      const state = planted(fault);
      const about: About = fault.principals ? { principals: fault.principals } : {};
      const found = await faultsOf(world({ state }), fault.inputs, {}, about);
      assert.ok(
        found.some(({ check }) => check === fault.check),
        `found: ${found.map(idOf).join(', ')}`,
      );
      if (found.length > 1) await carryOutAll(state, fault.inputs, {}, about);
      const seen = new Set<string>();
      for (const one of found) {
        if (seen.has(`${one.check} ${adviceOf(one.remedy)}`)) continue;
        seen.add(`${one.check} ${adviceOf(one.remedy)}`);
        await carryOut(world({ state }), one, found, fault.inputs, {}, about);
      }
    });
  }
});

describe('advice, carried out in order', () => {
  it('leaves nothing of the made-up fleet', () =>
    carryOutAll(fleetState(), {}, { regions: ['us-east-1', 'eu-west-1'] }));
});

describe('every check that can fail or warn', () => {
  /** The checks whose advice changes nothing in AWS, with the reason. */
  const NOT_OF_AWS: Readonly<Record<string, string>> = {
    'user.access': 'it fails only for a name that nobody has, and the advice is to ask by another one',
    'client.ssh-config': 'it is about files and programs of this machine, which no sandbox holds',
  };

  it('has a fleet, save what is about nothing in AWS', () => {
    const covered = new Set(FAULTS.map(({ check }) => check));
    const wanted = Object.entries(CATALOGUE).flatMap(([id, { verdicts }]) =>
      verdicts.some((verdict) => verdict === 'fail' || verdict === 'warn') ? [id] : [],
    );
    assert.deepEqual(
      wanted.filter((id) => !covered.has(id)),
      Object.keys(NOT_OF_AWS),
    );
  });

  it('has a reason where its advice is in words', () => {
    for (const [id, { why }] of Object.entries(HANDS)) assert.ok(CATALOGUE[id] && why.length > 10, id);
  });
});
