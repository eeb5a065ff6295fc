// Associations that are called as ours: `setup` must leave those of others alone, and `delete` must put back what --overwrite changed.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { Association } from '../../src/sandbox/state/ssm.ts';
import { regionOf } from '../../src/sandbox/state/state.ts';
import { plantAssociation } from './planted.ts';
import { ACCOUNT, intercept, REGION, stateWithForeignAssociation, world, type World } from './world.ts';

const SCHEDULE: RawInputs = { 'agent-update-schedule': 'rate(1 day)' };
const TARGETS: RawInputs = { 'agent-update-targets': ['tag:Env=prod'] };
const DEV = [{ Key: 'tag:Environment', Values: ['dev'] }];
const PROD = [{ Key: 'tag:Env', Values: ['prod'] }];

const only = async (on: World): Promise<Association> => {
  const [association, ...more] = Object.values((await on.region()).associations);
  assert.equal(more.length, 0);
  return association ?? assert.fail('there is no association');
};
const foreign = (): Association =>
  Object.values(regionOf(stateWithForeignAssociation(), ACCOUNT, REGION).associations)[0] ?? assert.fail();
const changeOf = async (run: Promise<Awaited<ReturnType<World['setup']>>>) => {
  const [report] = await run;
  assert.equal(report?.error, undefined, report?.error?.message);
  return report?.changes.find(({ resource }) => resource === 'agent-update') ?? assert.fail();
};
const isSet = async (on: World): Promise<unknown> => {
  const { parameters, tags } = await only(on);
  return [parameters['ScheduleExpression'], parameters['Targets'], Object.keys(tags).length];
};
/** Somebody else changes it with their own tool. */
const changeByHand = (on: World, parameters: Readonly<Record<string, unknown>>): Promise<void> =>
  on.edit(({ associations }) => {
    for (const association of Object.values(associations)) {
      association.history.push(association.parameters);
      association.parameters = { ...association.parameters, ...parameters };
      association.version += 1;
    }
  });

describe('an association of somebody else that has the name of ours', () => {
  for (const [what, inputs] of [
    ['setup', {}],
    ['setup --retention', { retention: '365' }],
    ['setup --agent-update-schedule', SCHEDULE],
    ['setup --agent-update-targets', TARGETS],
    ['setup --overwrite of something else', { overwrite: true, 'idle-timeout': '15' }],
  ] as const) {
    it(`is left as it is by ${what}, with a warning`, async () => {
      const on = world({ state: stateWithForeignAssociation() });
      const change = await changeOf(on.setup(inputs));
      assert.deepEqual([change.action, change.status], ['keep', 'kept']);
      assert.equal(change.summary, 'WARN: Association SsmAgent of AWS-UpdateSSMAgent already exists');
      assert.match(change.reason ?? '', /does not carry the tag of session-manager .*--overwrite/);
      assert.deepEqual(await only(on), foreign());
    });
  }

  it('is planned as it is done, with and without --overwrite', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    const kept = await changeOf(on.plan(SCHEDULE));
    const differences = [{ field: 'scheduleExpression', have: 'rate(7 days)', want: 'rate(1 day)' }];
    assert.deepEqual([kept.action, kept.differences], ['keep', differences]);
    const taken = await changeOf(on.plan({ ...SCHEDULE, overwrite: true }));
    assert.deepEqual([taken.action, taken.status, taken.differences], ['update', 'planned', differences]);
  });

  for (const [what, inputs, schedule, targets] of [
    ['schedule', SCHEDULE, 'rate(1 day)', DEV],
    ['targets', TARGETS, 'rate(7 days)', PROD],
    ['schedule and targets', { ...SCHEDULE, ...TARGETS }, 'rate(1 day)', PROD],
  ] as const) {
    it(`gets the ${what} that --overwrite asks for and keeps the rest; delete puts everything back`, async () => {
      const on = world({ state: stateWithForeignAssociation() });
      const change = await changeOf(on.setup({ ...inputs, overwrite: true }));
      assert.deepEqual([change.action, change.status], ['update', 'done']);
      const { parameters, tags } = await only(on);
      assert.deepEqual(parameters, { ...foreign().parameters, ScheduleExpression: schedule, Targets: targets });
      assert.deepEqual(
        [tags['session-manager:managed'], tags['session-manager:replaced-version'], tags['team']],
        ['taken-over', '2', 'dev'],
      );
      const gone = await changeOf(on.remove());
      assert.equal(
        gone.summary,
        'Putting back association SsmAgent of AWS-UpdateSSMAgent: version 2, which was there before, takes effect again',
      );
      assert.deepEqual([gone.action, gone.status], ['update', 'done']);
      const back = await only(on);
      assert.deepEqual([back.parameters, back.tags], [foreign().parameters, foreign().tags]);
    });
  }

  it('gets back what was there before the first of several overwrites', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
    await changeOf(on.setup({ ...TARGETS, overwrite: true }));
    // It is ours to keep up by now.
    const change = await changeOf(on.setup({ 'agent-update-schedule': 'rate(2 days)' }));
    assert.equal(change.action, 'update');
    assert.deepEqual(await isSet(on), ['rate(2 days)', PROD, 4]);
    await changeOf(on.remove());
    assert.deepEqual(await isSet(on), ['rate(7 days)', DEV, 1]);
  });

  it('keeps what somebody has made of it since: delete only takes our tags away', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
    await changeByHand(on, { ScheduleExpression: 'rate(5 days)' });
    const { summary } = await changeOf(on.remove());
    assert.match(summary, /version 4, which is not ours, stays in effect/);
    assert.deepEqual(await isSet(on), ['rate(5 days)', DEV, 1]);
  });

  it('gets back what somebody has made of it since, also where that was overwritten in turn', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
    await changeByHand(on, { ScheduleExpression: 'rate(5 days)' });
    await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
    await changeOf(on.remove());
    assert.deepEqual(await isSet(on), ['rate(5 days)', DEV, 1]);
  });

  it('gets back what another writer makes of it between our reading and our writing', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    let met = 0;
    intercept(on, /\.UpdateAssociation$/, async () => {
      met += 1;
      if (met === 1) await changeByHand(on, { ScheduleExpression: 'rate(5 days)' });
      return undefined;
    });
    await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
    assert.deepEqual([met, (await only(on)).parameters['ScheduleExpression']], [2, 'rate(1 day)']);
    await changeOf(on.remove());
    assert.deepEqual(await isSet(on), ['rate(5 days)', DEV, 1]);
  });

  for (const [what, schedule] of [
    ['at one time', 'at(2030-01-01T00:00:00)'],
    ['no schedule', undefined],
    ['years that are over', 'cron(0 2 ? * * 2020)'],
  ] as const) {
    it(`keeps the ${what} that its owner has set since it was taken over, and setup says so`, async () => {
      const on = world({ state: stateWithForeignAssociation() });
      await changeOf(on.setup({ ...SCHEDULE, overwrite: true }));
      await changeByHand(on, { ScheduleExpression: schedule });
      const before = await only(on);
      const planned = await changeOf(on.plan({ retention: '365' }));
      const change = await changeOf(on.setup({ retention: '365' }));
      assert.deepEqual([planned.action, planned.reason], [change.action, change.reason]);
      assert.equal(change.action, 'keep');
      assert.match(change.reason ?? '', /is left as it is.*--agent-update-schedule sets another/);
      assert.deepEqual(await only(on), before);
      const asked = await changeOf(on.setup(SCHEDULE));
      assert.deepEqual([asked.action, asked.reason], ['update', undefined]);
    });
  }

  it('stays where delete is asked for, and does not get in the way where it has no schedule', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    assert.equal((await changeOf(on.remove())).action, 'keep');
    await changeByHand(on, { ScheduleExpression: undefined });
    assert.equal((await changeOf(on.setup())).action, 'create');
    assert.equal((await changeOf(on.setup())).action, 'none');
    assert.equal((await changeOf(on.remove())).action, 'delete');
    assert.deepEqual((await only(on)).tags, foreign().tags);
  });
});

describe('several associations of others that have the name of ours', () => {
  const [A1, A2] = ['1b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e34', '2b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e34'];
  const tagged = (key: string) => [{ Key: `tag:${key}`, Values: ['1'] }];
  const two = async (): Promise<World> => {
    const on = world();
    await plantAssociation(on, A1, tagged('B'), 'SsmAgent');
    await plantAssociation(on, A2, tagged('A'), 'SsmAgent');
    return on;
  };

  it('stay as they are where one of them is as asked', async () => {
    const on = await two();
    const before = (await on.region()).associations;
    for (const tag of ['tag:A=1', 'tag:B=1']) {
      const change = await changeOf(on.setup({ overwrite: true, 'agent-update-targets': [tag] }));
      assert.equal(change.action, 'keep');
      assert.match(change.reason ?? '', /of the same name stays as well/);
      assert.deepEqual((await on.region()).associations, before);
    }
  });

  it('lose that with the lowest id to --overwrite where none is as asked; it is said that there is another', async () => {
    const on = await two();
    const change = await changeOf(on.setup({ overwrite: true, 'agent-update-targets': ['tag:C=1'] }));
    assert.ok(change.summary.endsWith(`(${A1}; ${A2} of the same name stays as well)`), change.summary);
    const { associations } = await on.region();
    assert.deepEqual(associations[A1]?.parameters['Targets'], tagged('C'));
    assert.deepEqual(associations[A2]?.parameters['Targets'], tagged('A'));
  });

  it('are not taken over where there is no room for our tags, and nothing is written', async () => {
    const on = world();
    await plantAssociation(on, A1, tagged('B'), 'SsmAgent');
    await on.edit(({ associations }) => {
      for (let n = 0; n < 48; n += 1) Object.assign(associations[A1]?.tags ?? {}, { [`t${n}`]: 'x' });
    });
    const [report] = await on.setup({ overwrite: true, ...SCHEDULE });
    assert.equal(report?.error?.code, 'TooManyTags');
    assert.ok(on.sandbox.calls.every(({ operation }) => /^(Get|List|Describe)/.test(operation)));
  });

  it('lose their target maps to targets, as plan says', async () => {
    const on = world();
    await plantAssociation(on, A1, [], 'SsmAgent', { TargetMaps: [{ tag: ['a'] }], Targets: undefined });
    const { differences } = await changeOf(on.plan({ overwrite: true, ...TARGETS }));
    assert.deepEqual(differences, [
      { field: 'targets', have: null, want: 'tag:Env=prod' },
      { field: 'targetMaps', have: '[{"tag":["a"]}]', want: null },
    ]);
  });
});

describe('an association that setup made', () => {
  const CUSTOM: RawInputs = { ...SCHEDULE, ...TARGETS };

  for (const [what, inputs, expected] of [
    ['nothing of it', { retention: '365' }, ['rate(1 day)', PROD, 1]],
    ['its schedule', { 'agent-update-schedule': 'rate(2 days)' }, ['rate(2 days)', PROD, 1]],
    ['its targets', { 'agent-update-targets': ['all'] }, ['rate(1 day)', [{ Key: 'InstanceIds', Values: ['*'] }], 1]],
  ] as const) {
    it(`keeps what is not asked for where a later setup asks for ${what}`, async () => {
      const on = world();
      await changeOf(on.setup(CUSTOM));
      const change = await changeOf(on.setup(inputs));
      assert.equal(change.action, 'retention' in inputs ? 'none' : 'update');
      assert.deepEqual(await isSet(on), expected);
    });
  }

  it('stays paused where its owner has paused it, until a schedule is asked for', async () => {
    for (const schedule of ['at(2030-01-01T00:00:00)', undefined]) {
      const on = world();
      await changeOf(on.setup());
      await changeByHand(on, { ScheduleExpression: schedule });
      const before = await only(on);
      const change = await changeOf(on.setup());
      assert.deepEqual([change.action, change.status], ['keep', 'kept']);
      assert.deepEqual(await only(on), before);
      await changeOf(on.setup(TARGETS));
      assert.deepEqual(await isSet(on), [schedule, PROD, 1]);
      await changeOf(on.setup(SCHEDULE));
      assert.deepEqual(await isSet(on), ['rate(1 day)', PROD, 1]);
    }
  });

  it('gets the defaults where it is new', async () => {
    const on = world();
    await changeOf(on.setup());
    assert.deepEqual(await isSet(on), ['cron(0 2 ? * * *)', [{ Key: 'tag:StateManager', Values: ['yes'] }], 1]);
  });
});
