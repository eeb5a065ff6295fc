// Every advice is carried out, alone and in order: the finding is gone, no new one has come, and nothing else has come to harm.
import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import type { RawScope } from '../../src/targets/scope.ts';
import { FAULTS, planted, sound } from './advice/fleets.ts';
import { follow } from './advice/follow.ts';
import { HANDS } from './advice/hands.ts';
import { expectUnharmed } from './advice/harm.ts';
import { world, type World } from './world.ts';

const RANK = { info: 0, unknown: 1, warn: 2, fail: 3 } as const;

const idOf = ({ check, subject }: Fault): string => `${check} ${subject}`;

/** Nodes of the sandbox do not come back by themselves: once the cause is gone, nothing explains why they are lost. */
const UNEXPLAINED = 'vpc.dns-not-read';

/** The findings that somebody has to care about. */
async function faultsOf(on: World, inputs: RawInputs = {}, scope: RawScope = {}): Promise<readonly Fault[]> {
  const { targets } = await on.diagnose(inputs, scope);
  return targets.flatMap(({ findings, error }) => {
    assert.equal(error, undefined);
    const faults = findings.flatMap((found) => (found.verdict === 'ok' || found.verdict === 'info' ? [] : [found]));
    return faults.filter(({ check }) => check !== UNEXPLAINED);
  });
}

/** Carries one advice out. Expects that it clears its finding, brings no other, and harms nothing. */
async function carryOut(
  on: World,
  fault: Fault,
  before: readonly Fault[],
  inputs: RawInputs = {},
  scope: RawScope = {},
): Promise<readonly Fault[]> {
  const advice = adviceOf(fault.remedy);
  const was = await on.sandbox.snapshot();
  await follow(on, fault);
  const after = await faultsOf(on, inputs, scope);
  const worst = new Map<string, number>();
  for (const one of before) worst.set(idOf(one), Math.max(worst.get(idOf(one)) ?? -1, RANK[one.verdict]));
  const still = after.filter((one) => idOf(one) === idOf(fault) && one.summary === fault.summary);
  assert.deepEqual(still.map(idOf), [], `it is still there after: ${advice}`);
  // One broken link of a network hides the others.
  const isHidden = ({ check }: Fault): boolean =>
    before.length > 1 && [check, fault.check].every((id) => id.startsWith('vpc.'));
  const more = after.filter((one) => !isHidden(one) && RANK[one.verdict] > (worst.get(idOf(one)) ?? -1));
  assert.deepEqual(
    more.map((one) => `${one.verdict} ${idOf(one)}: ${one.summary}`),
    [],
    `came by: ${advice}`,
  );
  expectUnharmed(was, await on.sandbox.snapshot(), advice);
  return after;
}

/** Carries out all advice of a fleet, in the order in which it is printed then. */
async function carryOutAll(state: State, inputs: RawInputs = {}, scope: RawScope = {}): Promise<void> {
  const on = world({ state });
  let faults = await faultsOf(on, inputs, scope);
  for (let steps = 0; faults.length > 0; steps += 1) {
    assert.ok(steps < 60, faults.map(idOf).join('\n'));
    const [first] = faults;
    faults = await carryOut(on, first ?? assert.fail(), faults, inputs, scope);
  }
}

const titleOf = ({ check, title }: { readonly check: string; readonly title?: string }): string =>
  `${check}${title === undefined ? '' : `, ${title}`}`;

describe('the fleet in which faults are planted', () => {
  it('has none', async () => assert.deepEqual(await faultsOf(world({ state: sound() })), []));
});

describe('advice, carried out alone and in order, clears its finding and brings no other', () => {
  for (const fault of FAULTS) {
    it(titleOf(fault), async () => {
      const state = planted(fault);
      const found = await faultsOf(world({ state }), fault.inputs);
      assert.ok(
        found.some(({ check }) => check === fault.check),
        `found: ${found.map(idOf).join(', ')}`,
      );
      if (found.length > 1) await carryOutAll(state, fault.inputs);
      const seen = new Set<string>();
      for (const one of found) {
        if (seen.has(`${one.check} ${adviceOf(one.remedy)}`)) continue;
        seen.add(`${one.check} ${adviceOf(one.remedy)}`);
        await carryOut(world({ state }), one, found, fault.inputs);
      }
    });
  }
});

describe('advice, carried out in order', () => {
  it('leaves nothing of the made-up fleet', () =>
    carryOutAll(fleetState(), {}, { regions: ['us-east-1', 'eu-west-1'] }));
});

describe('every check that can fail or warn', () => {
  // They are about this machine, on which tests install nothing; about people who are asked about by name; about a whole region's VPCs;
  // and about records of zones, which the sandbox does not change.
  const ELSEWHERE = /^(client|bypass)\.|^user\.access$|^vpc\.(public-access-block|dns-zone)$/;

  it('has a fleet', () => {
    const covered = new Set(FAULTS.map(({ check }) => check));
    const wanted = Object.entries(CATALOGUE).flatMap(([id, { verdicts }]) =>
      verdicts.some((verdict) => verdict === 'fail' || verdict === 'warn') ? [id] : [],
    );
    assert.deepEqual(
      wanted.filter((id) => !covered.has(id) && !ELSEWHERE.test(id)),
      [],
    );
  });

  it('has a reason where its advice is in words', () => {
    for (const [id, { why }] of Object.entries(HANDS)) assert.ok(CATALOGUE[id] && why.length > 10, id);
  });
});
