// What somebody writes who uses the tool as a library: nothing but the library door, over the sandbox.
import assert from 'node:assert/strict';
import {
  diagnose,
  exitCode,
  type Order,
  parseInputs,
  parsePlan,
  parseScope,
  plan,
  recordPlan,
  remove,
  scopeOfPlan,
  setup,
  setupAsPlanned,
} from '../src/index.ts';
import { sandboxHandler } from '../src/sandbox/door/handler.ts';
import type { Sandbox } from '../src/sandbox/door/sandbox.ts';
import { stateWithRoles } from './engine/identities.ts';
import { world } from './engine/world.ts';

const flags = { kms: true, grant: true };

async function orderOn(sandbox: Sandbox): Promise<Order> {
  return {
    inputs: parseInputs(flags),
    scope: await parseScope({ regions: ['us-east-1', 'eu-west-1'] }, {}),
    connection: {
      handler: sandboxHandler(sandbox),
      credentials: () => Promise.resolve({ accessKeyId: 'AKIATEST', secretAccessKey: 'x' }),
    },
    flags,
  };
}

describe('the library', () => {
  it('keeps a plan, and carries it out', async () => {
    const { sandbox } = world({ state: stateWithRoles({ web: {} }) });
    const order = await orderOn(sandbox);
    const { file } = await recordPlan(order, { kind: 'setup', version: '1', now: Date.now() });
    const expected = { name: 'plan.json', kind: 'setup', version: '1', sandbox: false } as const;
    const read = parsePlan(JSON.stringify(file), expected);
    const { inputs: _inputs, ...rest } = order;
    const manner = { ...rest, scope: await scopeOfPlan(read, {}, {}), asPlanned: true };
    const report = await setupAsPlanned(read, manner);
    assert.deepEqual([report.summary.changed, exitCode(report)], [2, 0]);
    assert.equal((await setupAsPlanned(read, manner)).summary.unchanged, 2);
  });

  it('sets up with grant and audit, finds nothing wrong afterwards, and takes it all down again', async () => {
    const { sandbox } = world({ state: stateWithRoles({ web: {} }) });
    const order = await orderOn(sandbox);
    const changes = async (report: ReturnType<typeof plan>): Promise<readonly string[]> =>
      (await report).targets.flatMap((target) =>
        target.changes.map(({ resource, action }) => `${target.region} ${action} ${resource}`),
      );
    const wanted = ['kms-key', 'log-group', 'preferences', 'agent-update'];
    const planned = [
      ...[...wanted, 'role-grant'].map((resource) => `us-east-1 create ${resource}`),
      ...wanted.map((resource) => `eu-west-1 create ${resource}`),
    ];
    assert.deepEqual(await changes(plan(order)), planned);

    const report = await setup(order);
    assert.equal(exitCode(report), 0);
    assert.deepEqual(await changes(Promise.resolve(report)), planned);
    const audited = report.targets.flatMap(({ findings }) => findings);
    assert.ok(audited.some(({ check }) => check === 'instance.logs-permissions'));
    assert.deepEqual(
      audited.filter(({ verdict }) => verdict === 'fail'),
      [],
    );

    const diagnosis = await diagnose(order);
    assert.deepEqual([diagnosis.summary.fail, exitCode(diagnosis)], [0, 0]);

    assert.equal((await remove(order, () => Promise.resolve(false))).declined, true);
    assert.deepEqual(new Set((await changes(plan(order))).map((line) => line.split(' ')[1])), new Set(['none']));
    const removed = await remove(order);
    assert.deepEqual([removed.summary.changed, exitCode(removed)], [2, 0]);
    const { accounts, iam } = await sandbox.snapshot();
    assert.deepEqual(Object.keys(Object.values(iam)[0]?.policies ?? {}), []);
    const left = Object.values(accounts).flatMap((account) => Object.values(account));
    assert.deepEqual(
      left.flatMap(({ documents, logGroups }) => [...Object.keys(documents), ...Object.keys(logGroups)]),
      [],
    );
  });

  it('does not go on without a region', async () => {
    const order = { ...(await orderOn(world().sandbox)), scope: await parseScope({}, {}) };
    await assert.rejects(setup(order), { name: 'UserError', code: 'no-region' });
  });
});
