import assert from 'node:assert/strict';
import type { Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { setup } from '../../src/engine/setup.ts';
import { inOrder } from '../../src/engine/told.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { parseScope } from '../../src/targets/scope.ts';
import type { Unreachable } from '../../src/targets/accounts.ts';
import { target } from '../render/reports.ts';
import { stateWithRoles } from './identities.ts';
import { world } from './world.ts';

const entry = (region: string, profile?: string): Unreachable => ({
  account: '111122223333',
  region,
  ...(profile !== undefined && { profile }),
  status: 'failed',
  problem: { code: 'x', message: 'y' },
});

describe('reports that are told as they come', () => {
  it('are passed on in the order of the targets, each once', () => {
    const passed: string[] = [];
    const tell = inOrder(
      ['a', 'b', 'c'].map((region) => entry(region)),
      ({ region }) => passed.push(region),
    );
    tell(target({ region: 'b' }));
    assert.deepEqual(passed, []);
    tell(target({ region: 'a' }));
    assert.deepEqual(passed, ['a', 'b']);
    tell(target({ region: 'a' }));
    tell(target({ region: 'elsewhere' }));
    tell(target({ region: 'c' }));
    assert.deepEqual(passed, ['a', 'b', 'c']);
  });

  it('are not taken for each other where two profiles lead to one place', () => {
    const passed: (string | undefined)[] = [];
    const tell = inOrder([entry('a', 'one'), entry('a', 'two')], ({ profile }) => passed.push(profile));
    tell(target({ region: 'a', profile: 'two' }));
    assert.deepEqual(passed, []);
    tell(target({ region: 'a', profile: 'one' }));
    assert.deepEqual(passed, ['one', 'two']);
  });

  const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];

  async function orderOf(
    inputs: RawInputs,
    more: Partial<Order> = {},
  ): Promise<{ order: Order; told: TargetReport[] }> {
    const on = world({
      state: stateWithRoles({ ServerRole: { attached: [] } }, '111111111111'),
      faults: { deniedAccounts: ['222222222222'] },
    });
    const told: TargetReport[] = [];
    const scope = await parseScope({ accounts: ACCOUNTS, regions: ['us-east-1', 'eu-west-1'] }, {});
    const order = {
      inputs: parseInputs(inputs),
      scope,
      connection: on.connection,
      onTarget: (one: TargetReport) => told.push(one),
      ...more,
    };
    return { order, told };
  }

  for (const [title, verb, inputs] of [
    ['setup with its audit', setup, {}],
    ['setup without', setup, { 'policy-audit': false }],
    ['setup that grants', setup, { grant: true }],
    ['plan', plan, {}],
    ['plan without audit', plan, { 'policy-audit': false }],
    ['delete', (order: Order) => remove(order), {}],
  ] as const) {
    it(`are those of the report: ${title}`, async () => {
      let time = 0;
      const { order, told } = await orderOf(inputs, { now: () => (time += 1) });
      const { targets } = await verb(order);
      assert.deepEqual(told, targets);
      assert.equal(told.length, 6);
    });
  }

  it('come while others are still worked on', async () => {
    const { order, told } = await orderOf({ 'policy-audit': false });
    const counts: number[] = [];
    const scope = { ...order.scope, concurrency: 1 };
    await setup({ ...order, scope, inputsFor: () => (counts.push(told.length), { inputs: order.inputs, flags: {} }) });
    assert.ok(counts.includes(1) && counts.includes(5), String(counts));
  });

  it('are none where plans are reviewed: what is refused is known at the end', async () => {
    const { order, told } = await orderOf({});
    const { targets } = await setup({ ...order, review: (_target, _scope, made) => made });
    assert.equal(targets.length, 6);
    assert.deepEqual(told, []);
  });
});
