// What is asked for may differ from target to target.
import assert from 'node:assert/strict';
import { diagnose } from '../../src/engine/diagnose.ts';
import type { Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { parseSelection } from '../../src/engine/selection.ts';
import { setup } from '../../src/engine/setup.ts';
import { UserError } from '../../src/errors.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { parseScope } from '../../src/targets/scope.ts';
import { addInstance, stateWithRoles } from './identities.ts';
import { ACCOUNT, world, type World } from './world.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];

/** An order for two regions of one account, in each of which something else is asked for. */
async function orderOn(on: World, byRegion: Readonly<Record<string, RawInputs>>): Promise<Order> {
  const scope = await parseScope({ regions: REGIONS }, {});
  return {
    inputs: parseInputs({}),
    inputsFor({ region }) {
      const flags = byRegion[region] ?? {};
      return { inputs: parseInputs(flags), flags };
    },
    scope,
    connection: on.connection,
    flags: { regions: REGIONS },
  };
}

const lines = ({ changes }: Pick<TargetReport, 'changes'>): readonly string[] =>
  changes.map(({ resource, action }) => `${resource} ${action}`);

const grants = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ region, changes }) =>
    changes.filter(({ resource }) => resource === 'role-grant').map(({ summary }) => `${region}: ${summary}`),
  );

describe('an order whose inputs differ from target to target', () => {
  it('sets each target up by its own, and plans, diagnoses and deletes by the same', async () => {
    const on = world();
    const order = await orderOn(on, {
      'us-east-1': { 'log-group': 'one', retention: '30', 'policy-audit': false },
      'eu-west-1': { 'log-group': 'two', kms: true, 'agent-update': false, 'policy-audit': false },
    });
    const { targets } = await setup(order);
    assert.deepEqual(targets.map(lines), [
      ['log-group create', 'preferences create', 'agent-update create'],
      ['kms-key create', 'log-group create', 'preferences create'],
    ]);
    assert.deepEqual(Object.keys((await on.region(ACCOUNT, 'us-east-1')).logGroups), ['one']);
    assert.deepEqual(Object.keys((await on.region(ACCOUNT, 'eu-west-1')).logGroups), ['two']);
    const planned = await plan(order);
    assert.deepEqual(
      planned.targets.map(({ status }) => status),
      ['unchanged', 'unchanged'],
    );
    const diagnosis = await diagnose({ ...order, selection: parseSelection({ only: ['prefs', 'log-group'] }) });
    assert.deepEqual(
      diagnosis.targets.flatMap(({ findings }) =>
        findings.filter(({ verdict }) => verdict !== 'ok' && verdict !== 'info'),
      ),
      [],
      'nothing differs from what each target is asked for',
    );
    const removed = await remove(order);
    assert.equal(removed.summary['changed'], 2);
    for (const region of REGIONS) assert.deepEqual((await on.region(ACCOUNT, region)).logGroups, {});
  });

  it('repeats in its advice the flags of the target that it is about', async () => {
    const on = world();
    const calm = { 'policy-audit': false } as const;
    await setup(await orderOn(on, { 'us-east-1': calm, 'eu-west-1': calm }));
    const order = await orderOn(on, { 'us-east-1': {}, 'eu-west-1': { 'max-duration': '60' } });
    const { targets } = await diagnose(order);
    const advised = targets.map(({ region, findings }) => [
      region,
      JSON.stringify(findings).includes('"max-duration":"60"'),
    ]);
    assert.deepEqual(advised, [
      ['us-east-1', false],
      ['eu-west-1', true],
    ]);
  });

  it('leaves out the target whose inputs do not go together, with a line, and calls nothing for it', async () => {
    const on = world();
    const order = await orderOn(on, {});
    const { targets } = await setup({
      ...order,
      inputsFor(place) {
        if (place.region === 'eu-west-1') throw new UserError('no-key', 'a key is missing there');
        return { inputs: parseInputs({ 'policy-audit': false }), flags: {} };
      },
    });
    assert.deepEqual(
      targets.map(({ status, error }) => [status, error?.message]),
      [
        ['changed', undefined],
        ['failed', 'a key is missing there'],
      ],
    );
    assert.deepEqual(
      on.sandbox.calls.filter(({ region }) => region === 'eu-west-1'),
      [],
    );
  });

  it('takes a given key for each region, and none of another one', async () => {
    const on = world();
    const key = (region: string): string => `arn:aws:kms:${region}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const order = await orderOn(on, {
      'us-east-1': { 'kms-key': key('us-east-1') },
      'eu-west-1': { 'kms-key': key('us-east-1') },
    });
    const { targets } = await plan(order);
    assert.match(targets[1]?.error?.message ?? '', /the key is in us-east-1 and cannot be used in eu-west-1/);
    assert.doesNotMatch(targets[0]?.error?.message ?? '', /cannot be used in/);
  });

  it('grants what the sessions of one region lack where only that region asks for it', async () => {
    const on = world({ state: stateWithRoles({ web: { attached: [] }, api: { attached: [] } }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web', 'us-east-1');
    await addInstance(on, 'i-0a1b2c3d4e5f60719', 'api', 'eu-west-1');
    const order = await orderOn(on, { 'eu-west-1': { grant: true, 'log-group': 'two' } });
    const { targets } = await setup(order);
    const policy = (await on.sandbox.snapshot()).iam[ACCOUNT]?.policies[
      `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`
    ];
    assert.equal(grants(targets).length, 1);
    const document = policy?.versions.at(-1)?.document ?? '';
    assert.match(document, /log-group:two/);
    assert.doesNotMatch(document, /log-group:sessions/);
  });

  it('audits the roles for the regions that ask for that, and for no other', async () => {
    const on = world({ state: stateWithRoles({ web: { attached: [] } }) });
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web', 'us-east-1');
    await addInstance(on, 'i-0a1b2c3d4e5f60719', 'web', 'eu-west-1');
    const order = await orderOn(on, { 'us-east-1': { 'policy-audit': false } });
    const { targets } = await setup(order);
    assert.deepEqual(
      targets.map(({ findings }) => findings.length > 0),
      [false, true],
    );
  });
});
