// Carries out advice and looks again: its finding is gone, no new one has come, and nothing else has come to harm.
import assert from 'node:assert/strict';
import type { Fault } from '../../../src/checks/check.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import type { DiagnosisOrder } from '../../../src/engine/diagnose.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import type { RawScope } from '../../../src/targets/scope.ts';
import type { World } from '../world.ts';
import { follow } from './follow.ts';
import { expectUnharmed } from './harm.ts';

const RANK = { info: 0, unknown: 1, warn: 2, fail: 3 } as const;

export const idOf = ({ check, subject }: Fault): string => `${check} ${subject}`;

/** Nodes of the sandbox do not come back by themselves: once the cause is gone, nothing explains why they are lost. */
const UNEXPLAINED = 'vpc.dns-not-read';

/** Whom a diagnosis asks about. */
export type About = Pick<DiagnosisOrder, 'principals'>;

/** Finds what somebody has to care about. */
export async function faultsOf(
  on: World,
  inputs: RawInputs = {},
  scope: RawScope = {},
  about: About = {},
): Promise<readonly Fault[]> {
  const { targets } = await on.diagnose(inputs, scope, about);
  return targets.flatMap(({ findings, error }) => {
    assert.equal(error, undefined);
    const faults = findings.flatMap((found) => (found.verdict === 'ok' || found.verdict === 'info' ? [] : [found]));
    return faults.filter(({ check }) => check !== UNEXPLAINED);
  });
}

/** Carries one advice out. Expects that it clears its finding, brings no other, and harms nothing. */
export async function carryOut(
  on: World,
  fault: Fault,
  before: readonly Fault[],
  inputs: RawInputs = {},
  scope: RawScope = {},
  about: About = {},
): Promise<readonly Fault[]> {
  const advice = adviceOf(fault.remedy);
  const was = await on.sandbox.snapshot();
  await follow(on, fault);
  const after = await faultsOf(on, inputs, scope, about);
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
