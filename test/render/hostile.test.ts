// Every text of every answer is hostile, one operation at a time; nothing of it may be obeyed by whatever shows it.
import assert from 'node:assert/strict';
import { createReport } from '../../src/engine/report.ts';
import { traceLine } from '../../src/render/trace.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import type { WireResponse } from '../../src/sandbox/protocols/wire.ts';
import { readCall } from '../../src/sandbox/door/call.ts';
import { EVERYTHING, interceptCalls, world, type World } from '../engine/world.ts';
import { assertHarmless, harmless, POISON, XML_POISON } from './harmless.ts';

const poisoned = (value: unknown): unknown =>
  typeof value === 'string'
    ? `${value}${POISON}`
    : Array.isArray(value)
      ? value.map(poisoned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poisoned(member)]))
        : value;

function poisonedAnswer(answer: WireResponse): WireResponse {
  if (answer.body.startsWith('<'))
    return { ...answer, body: answer.body.replace(/>([^<>]*[^<>\s][^<>]*)<\//g, `>$1${XML_POISON}</`) };
  return answer.body === '' ? answer : { ...answer, body: JSON.stringify(poisoned(JSON.parse(answer.body))) };
}

/** Has the sandbox give hostile answers to one operation, and to none where none is named. Returns all operations that were called. */
function poison({ sandbox }: World, victim?: string): ReadonlySet<string> {
  const called = new Set<string>();
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    const { service, operation } = readCall(request);
    called.add(`${service}:${operation}`);
    const answer = await handle(request);
    return `${service}:${operation}` === victim ? poisonedAnswer(answer) : answer;
  };
  return called;
}

const VERBS = {
  plan: async (on: World) => createReport('plan', false, await on.plan(EVERYTHING)),
  'plan --delete': async (on: World) => createReport('plan', false, await on.planRemoval()),
  doctor: async (on: World) => on.diagnose(),
};

describe('hostile answers', () => {
  for (const [verb, run] of Object.entries(VERBS)) {
    it(`reach no terminal, CI server or comment as they are: ${verb}`, async () => {
      const on = world({ state: fleetState() });
      const operations = poison(on);
      harmless(await run(on), 'nothing hostile');
      let through = 0;
      for (const victim of operations) {
        const other = world({ state: fleetState() });
        poison(other, victim);
        if (harmless(await run(other), victim)) through += 1;
      }
      assert.ok(through >= 3, `${through} of ${operations.size} came through`);
    });
  }

  for (const [verb, run] of Object.entries(VERBS)) {
    it(`are harmless as refusals, too: ${verb}`, async () => {
      const on = world({ state: fleetState() });
      interceptCalls(on, /^(?!sts:)/, ({ refusal }) => Promise.resolve(refusal('AccessDenied', POISON, 403)));
      const through = harmless(await run(on), 'refused');
      // What a doctor may not read is unknown, in our words.
      assert.equal(through, verb !== 'doctor');
    });
  }

  it('reach no trace', () => {
    const call = { service: 'SSM', operation: 'GetDocument', place: '1/us-east-1', attempts: 1, milliseconds: 1 };
    assertHarmless(traceLine({ ...call, error: POISON }), 'trace');
  });
});
