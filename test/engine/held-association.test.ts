// Associations that do not do what their schedule says: a closed calendar, a version that is held, settings of a cron.
import assert from 'node:assert/strict';
import { plantAssociation, plantCalendar } from './planted.ts';
import { world, type World } from './world.ts';

const ID = '5b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e34';
const ALL = [{ Key: 'InstanceIds', Values: ['*'] }];
const DAY = 86_400_000;

const faults = async (on: World): Promise<readonly string[]> => {
  const { targets } = await on.diagnose();
  return targets.flatMap(({ findings }) =>
    findings.flatMap(({ check, verdict, summary }) =>
      check.startsWith('association.') && verdict !== 'ok' ? [`${verdict} ${check}: ${summary}`] : [],
    ),
  );
};
const changeOf = async (run: ReturnType<World['setup']>) => {
  const [report] = await run;
  return { error: report?.error, ...report?.changes.find(({ resource }) => resource === 'agent-update') };
};
const stamp = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');

describe('an association that a calendar holds', () => {
  const held = async (more: object = { CalendarNames: ['freeze'] }): Promise<World> => {
    const on = world();
    await plantAssociation(on, ID, ALL, 'Theirs', { ...more });
    return on;
  };

  it('is found by doctor while that is closed, and only then', async () => {
    const on = await held();
    assert.match((await faults(on)).join(), /^warn association\.closed: there is no change calendar freeze/);
    await plantCalendar(on, 'freeze', 'DEFAULT_CLOSED');
    assert.match((await faults(on)).join(), /^warn association\.closed: change calendar freeze is closed, and nothing/);
    await plantCalendar(on, 'freeze', 'DEFAULT_OPEN');
    assert.deepEqual(await faults(on), []);
    const now = Date.now();
    await plantCalendar(on, 'freeze', 'DEFAULT_OPEN', [stamp(now - DAY), stamp(now + DAY)]);
    assert.match((await faults(on)).join(), /^info association\.closed: change calendar freeze is closed until 20/);
    await plantCalendar(on, 'freeze', 'DEFAULT_CLOSED', [stamp(now - DAY), stamp(now + DAY)]);
    assert.deepEqual(await faults(on), []);
  });

  it('is named as such by setup, which makes no second one', async () => {
    const { action, reason } = await changeOf((await held()).setup());
    assert.equal(action, 'keep');
    assert.match(reason ?? '', /while calendar freeze is open/);
  });

  it('is asked for its state only if it names a calendar', async () => {
    const on = await held({});
    await on.diagnose();
    assert.ok(!on.sandbox.calls.some(({ operation }) => operation === 'GetCalendarState'));
  });

  it('is not known to be held where the calendar may not be read', async () => {
    const on = world({ faults: { deniedActions: ['ssm:GetCalendarState'] } });
    await plantAssociation(on, ID, ALL, 'Theirs', { CalendarNames: ['freeze'] });
    assert.match((await faults(on)).join(), /^unknown association\.closed: ssm:GetCalendarState is denied/);
  });

  it('is found by doctor, and named by setup, where it holds agents at a version', async () => {
    const on = await held({ Parameters: { version: ['3.1.1'], allowDowngrade: ['true'] }, DocumentVersion: '1' });
    assert.deepEqual(
      (await faults(on)).map((fault) => fault.split(':')[0]),
      ['warn association.pinned', 'info association.pinned'],
    );
    assert.match((await changeOf(on.setup())).reason ?? '', /to version 3\.1\.1 of the agent, and no further/);
  });
});

describe('an association of ours with settings that AWS takes only with a cron', () => {
  const MORE = {
    ScheduleExpression: 'cron(0 0 ? * THU#2 *)',
    ApplyOnlyAtCronInterval: true,
    ScheduleOffset: 3,
    CalendarNames: ['freeze'],
    MaxErrors: '10%',
    MaxConcurrency: '5',
    SyncCompliance: 'MANUAL',
    Parameters: { version: ['3.1.1'] },
    DocumentVersion: '1',
  };
  const ours = async (): Promise<World> => {
    const on = world();
    await plantAssociation(on, ID, ALL, 'SsmAgent', MORE);
    await on.edit(({ associations }) => {
      for (const { tags } of Object.values(associations)) tags['session-manager:managed'] = 'agent-update';
    });
    return on;
  };
  const parametersOf = async (on: World) => Object.values((await on.region()).associations)[0]?.parameters ?? {};
  const RATE = { 'agent-update-schedule': 'rate(7 days)' };

  it('fails with their names where a rate is asked for, in plan and setup, and nothing is written', async () => {
    for (const verb of ['plan', 'setup'] as const) {
      const on = await ours();
      const { error } = await changeOf(on[verb](RATE));
      assert.equal(error?.code, 'CronOnly');
      assert.match(error.message, /applyOnlyAtCronInterval true, scheduleOffset 3/);
      assert.ok(on.sandbox.calls.every(({ operation }) => /^(Get|List|Describe)/.test(operation)));
    }
  });

  it('loses them, and only them, to a rate with --overwrite, as plan says', async () => {
    const on = await ours();
    const planned = await changeOf(on.plan({ ...RATE, overwrite: true }));
    assert.deepEqual(
      planned.differences?.map(({ field, want }) => [field, want]),
      [
        ['scheduleExpression', 'rate(7 days)'],
        ['applyOnlyAtCronInterval', null],
        ['scheduleOffset', null],
      ],
    );
    await on.setup({ ...RATE, overwrite: true });
    const { ApplyOnlyAtCronInterval: _only, ScheduleOffset: _offset, ...kept } = MORE;
    assert.deepEqual(await parametersOf(on), {
      ...kept,
      ScheduleExpression: 'rate(7 days)',
      ApplyOnlyAtCronInterval: false,
      Name: 'AWS-UpdateSSMAgent',
      AssociationName: 'SsmAgent',
      Targets: ALL,
    });
  });

  it('keeps all of them with another cron, or other targets', async () => {
    for (const [raw, changed] of [
      [{ 'agent-update-schedule': 'cron(0 4 ? * SUN#1 *)' }, { ScheduleExpression: 'cron(0 4 ? * SUN#1 *)' }],
      [{ 'agent-update-targets': ['tag:A=x'] }, { Targets: [{ Key: 'tag:A', Values: ['x'] }] }],
    ] as const) {
      const on = await ours();
      const { error, differences } = await changeOf(on.setup(raw));
      assert.deepEqual([error, differences?.length], [undefined, 1]);
      const expected = { Name: 'AWS-UpdateSSMAgent', AssociationName: 'SsmAgent', Targets: ALL, ...MORE, ...changed };
      assert.deepEqual(await parametersOf(on), expected);
    }
  });
});
