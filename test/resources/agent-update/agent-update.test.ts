import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  type Association,
  type AssociationDescription,
  AssociationDescription$,
  CreateAssociationCommand,
  DeleteAssociationCommand,
  DescribeAssociationCommand,
  ListAssociationsCommand,
  ListTagsForResourceCommand,
  UpdateAssociationCommand,
  UpdateAssociationRequest$,
} from '@aws-sdk/client-ssm';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { agentUpdate } from '../../../src/resources/agent-update/agent-update.ts';
import { AGENT_DOCUMENT, ASSOCIATION } from '../../../src/resources/agent-update/association.ts';
import { OWNER_TAG } from '../../../src/resources/ownership.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, testTarget } from '../../aws.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const CRON = 'cron(0 2 ? * * *)';
const DEFAULT_TARGETS = [{ Key: 'tag:StateManager', Values: ['yes'] }];
const ALL_NODES = [{ Key: 'InstanceIds', Values: ['*'] }];
const OURS = { TagList: [{ Key: OWNER_TAG, Value: 'agent-update' }] };

const wanted = (raw: RawInputs = {}) => agentUpdate.want(inputsOf(raw), PLACE, {}) ?? assert.fail('it is not wanted');
const association = (AssociationId: string, extra: Association = {}): Association => ({
  AssociationId,
  Name: AGENT_DOCUMENT,
  AssociationName: ASSOCIATION,
  ScheduleExpression: CRON,
  Targets: DEFAULT_TARGETS,
  ...extra,
});

describe('resource agent-update', () => {
  const aws = mockAws();
  const listed = (...Associations: readonly Association[]): void => {
    aws.ssm.on(ListAssociationsCommand).resolves({ Associations: [...Associations] });
  };
  const owned = (...ids: readonly string[]): void => {
    aws.ssm.on(ListTagsForResourceCommand).resolves({ TagList: [] });
    for (const ResourceId of ids) {
      aws.ssm.on(ListTagsForResourceCommand, { ResourceType: 'Association', ResourceId }).resolves(OURS);
    }
  };
  const read = (raw: RawInputs = {}) => agentUpdate.read(testTarget(), inputsOf(raw));
  type Found = NonNullable<Awaited<ReturnType<typeof read>>>;
  const found: Found = {
    id: 'a-1',
    name: ASSOCIATION,
    schedule: CRON,
    targets: [{ key: 'tag:StateManager', values: ['yes'] }],
    doubles: [],
  };

  it('wants the schedule and the targets that are asked for, and tags; nothing where it is turned off', () => {
    const tags = { team: 'ops', [OWNER_TAG]: 'agent-update' };
    assert.deepEqual(wanted({ tag: ['team=ops'] }), { mayDrop: false, tags });
    const raw = { tag: ['team=ops'], 'agent-update-schedule': 'rate(1 day)', 'agent-update-targets': ['all'] };
    assert.deepEqual(wanted(raw), {
      schedule: 'rate(1 day)',
      targets: [{ key: 'InstanceIds', values: ['*'] }],
      mayDrop: false,
      tags,
    });
    assert.equal(agentUpdate.want(inputsOf({ 'agent-update': false }), PLACE, {}), undefined);
  });

  describe('reads', () => {
    it('the association of our name among those of the document, in one call', async () => {
      listed(
        association('q', { AssociationName: 'Other', Targets: [{ Key: 'tag:A', Values: ['b'] }] }),
        association('a-1'),
      );
      assert.deepEqual(await read(), found);
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [['ssm.ListAssociations', { AssociationFilterList: [{ key: 'Name', value: AGENT_DOCUMENT }], MaxResults: 50 }]],
      );
    });

    it('on every page', async () => {
      aws.ssm
        .on(ListAssociationsCommand)
        .resolvesOnce({ Associations: [], NextToken: 'more' })
        .resolves({ Associations: [association('a-1')] });
      assert.equal((await read())?.id, 'a-1');
    });

    it('the lowest id of several of ours, and which are the others of ours', async () => {
      listed(association('d'), association('b'), association('c'), association('a'));
      owned('b', 'd');
      const have = await read();
      assert.deepEqual([have?.id, have?.doubles, have?.foreign], ['b', ['d'], undefined]);
    });

    it('that one of our name is of others, where that decides something', async () => {
      listed(association('a', { ScheduleExpression: 'rate(7 days)', Targets: [{ Key: 'tag:Env', Values: ['dev'] }] }));
      owned();
      assert.deepEqual([(await read())?.id, (await read())?.foreign], ['a', true]);
      owned('a');
      assert.equal((await read())?.foreign, undefined);
      listed(association('a', { ScheduleExpression: 'rate(7 days)', Targets: ALL_NODES }));
      owned();
      assert.equal((await read())?.foreign, undefined);
      assert.equal((await read({ 'agent-update-schedule': CRON }))?.foreign, true);
    });

    it('none of our name that others made and that has no schedule: it ran once', async () => {
      const { ScheduleExpression: _schedule, ...once } = association('a');
      listed(once);
      owned();
      assert.equal(await read(), undefined);
      owned('a');
      assert.equal((await read())?.id, 'a');
    });

    it('nothing where none updates our nodes', async () => {
      listed(association('x', { AssociationName: 'Other', Targets: [{ Key: 'tag:Env', Values: ['dev'] }] }));
      assert.equal(await read(), undefined);
      listed();
      assert.equal(await read(), undefined);
    });

    const covering: readonly (readonly [string, RawInputs, Association])[] = [
      ['of all nodes', {}, { AssociationName: 'SystemAssociationForSsmAgentUpdate', Targets: ALL_NODES }],
      ['of the same nodes', {}, { AssociationName: 'Other' }],
      [
        'of more values of the same tag',
        {},
        { AssociationName: 'Other', Targets: [{ Key: 'tag:StateManager', Values: ['no', 'yes'] }] },
      ],
      [
        'of every node with that tag',
        {},
        { AssociationName: 'Other', Targets: [{ Key: 'tag-key', Values: ['A', 'StateManager'] }] },
      ],
      [
        'of a wider selection',
        { 'agent-update-targets': ['tag:StateManager=yes', 'tag:Env=dev'] },
        { AssociationName: 'Other' },
      ],
    ];
    for (const [what, raw, other] of covering) {
      it(`an association of another name ${what}`, async () => {
        listed(association('x', other));
        aws.ssm.on(DescribeAssociationCommand).resolves({ AssociationDescription: association('x', other) });
        const have = await read(raw);
        assert.equal(have?.name, other.AssociationName);
        assert.match(agentUpdate.keep?.(wanted(raw), have ?? found, inputsOf(raw)) ?? '', /only duplicate it/);
      });
    }

    it('of one of another name what keeps it from updating: a version, a calendar', async () => {
      const told = { Parameters: { version: ['3.1.1'] }, CalendarNames: ['freeze'] };
      listed(association('x', { AssociationName: 'Other' }));
      aws.ssm.on(DescribeAssociationCommand, { AssociationId: 'x' }).resolves({ AssociationDescription: told });
      const have = (await read()) ?? assert.fail();
      const reason = agentUpdate.keep?.(wanted(), have, inputsOf()) ?? '';
      assert.match(reason, /to version 3\.1\.1 of the agent, and no further/);
      assert.match(reason, /while calendar freeze is open\); a second one would contradict it$/);
      aws.ssm.on(DescribeAssociationCommand).rejects(awsError('AccessDeniedException'));
      assert.equal((await read())?.details, undefined);
    });

    it('what AWS takes only with a cron, where a rate is asked for in place of one', async () => {
      listed(association('a-1'));
      owned('a-1');
      const told = { ApplyOnlyAtCronInterval: true, ScheduleOffset: 3, Duration: 2 };
      aws.ssm.on(DescribeAssociationCommand, { AssociationId: 'a-1' }).resolves({ AssociationDescription: told });
      const raw = { 'agent-update-schedule': 'rate(1 day)' };
      const have = (await read(raw)) ?? assert.fail();
      const settings = [
        { field: 'applyOnlyAtCronInterval', have: true },
        { field: 'scheduleOffset', have: 3 },
        { field: 'duration', have: 2 },
      ];
      assert.deepEqual(have.details?.withCronOnly, settings);
      assert.deepEqual(
        agentUpdate.diff(wanted(raw), have).slice(1),
        settings.map((setting) => ({ ...setting, want: null })),
      );
      const judge = (flags: RawInputs) => agentUpdate.judge?.(testTarget(), wanted(flags), have);
      await assert.rejects(judge(raw) ?? assert.fail(), (error: Error) => {
        assert.match(error.message, /applyOnlyAtCronInterval true, scheduleOffset 3, duration 2, which AWS takes only/);
        return true;
      });
      await judge({ ...raw, overwrite: true });
      for (const other of [{ 'agent-update-schedule': 'cron(0 4 ? * SUN#2 *)' }, { 'agent-update-targets': ['all'] }]) {
        assert.equal((await read(other))?.details, undefined);
        await judge(other);
      }
    });

    const narrower: readonly (readonly [string, RawInputs, Association])[] = [
      ['of one node', {}, { Targets: [{ Key: 'InstanceIds', Values: ['i-1'] }] }],
      ['of one node, as it was written before targets', {}, { Targets: [], InstanceId: 'i-1' }],
      ['of no node', {}, { Targets: [] }],
      ['of a narrower selection', {}, { Targets: [...DEFAULT_TARGETS, { Key: 'tag:Env', Values: ['dev'] }] }],
      ['of some nodes where all are asked for', { 'agent-update-targets': ['all'] }, {}],
    ];
    for (const [what, raw, other] of narrower) {
      it(`no association of another name ${what}`, async () => {
        listed(association('x', { AssociationName: 'Other', ...other }));
        assert.equal(await read(raw), undefined);
      });
    }
  });

  describe('compares', () => {
    const diff = (have: Found | undefined, raw: RawInputs = {}) =>
      agentUpdate.diff(wanted(raw), have).map(({ field, have: there, want }) => `${field}: ${there} -> ${want}`);

    it('schedule and targets, in any order', () => {
      assert.deepEqual(diff(found), []);
      const targets = [
        { key: 'tag:B', values: ['2', '1'] },
        { key: 'tag:A', values: ['x'] },
      ];
      const raw = { 'agent-update-targets': ['tag:A=x', 'tag:B=1', 'tag:B=2'] };
      assert.deepEqual(diff({ ...found, targets }, raw), []);
      const schedule = { 'agent-update-schedule': CRON };
      for (const same of ['cron(0 2 * * ? *)', 'cron(00  2 ? 1/1 * *)', 'cron(0 0 2 ? * SUN-SAT *)']) {
        assert.deepEqual(diff({ ...found, schedule: same }, schedule), [], same);
      }
      const inDays = { 'agent-update-schedule': 'rate(1 day)' };
      assert.deepEqual(diff({ ...found, schedule: 'rate(24 hours)' }, inDays), []);
      const all = { 'agent-update-targets': ['all'] };
      assert.deepEqual(diff({ ...found, targets: [{ key: 'instanceids', values: ['*'] }] }, all), []);
      assert.deepEqual(diff({ ...found, schedule: 'rate(1 day)' }, schedule), [
        `scheduleExpression: rate(1 day) -> ${CRON}`,
      ]);
      assert.deepEqual(diff(found, { 'agent-update-targets': ['all'] }), [
        'targets: tag:StateManager=yes -> all nodes',
      ]);
    });

    it('nothing that was not asked for, whatever the schedule is', () => {
      const other = { ...found, schedule: 'rate(1 day)', targets: [{ key: 'tag:A', values: ['x'] }] };
      assert.deepEqual(diff(other), []);
      assert.deepEqual(diff(other, { 'agent-update-targets': ['all'] }), ['targets: tag:A=x -> all nodes']);
      for (const schedule of ['', 'at(2030-01-01T00:00:00)', 'cron(0 2 ? * * 2020)']) {
        assert.deepEqual(diff({ ...other, schedule }), [], schedule);
        assert.equal(diff({ ...other, schedule }, { 'agent-update-schedule': CRON }).length, 1, schedule);
      }
    });

    it('everything against nothing, with what a new one gets where nothing is asked for', () => {
      assert.deepEqual(diff(undefined), [
        `scheduleExpression: null -> ${CRON}`,
        'targets: null -> tag:StateManager=yes',
      ]);
    });

    it('the number of associations of ours with one', () => {
      assert.deepEqual(diff({ ...found, doubles: ['b', 'c'] }), ['associations: 3 -> 1']);
    });
  });

  it('says what it does', () => {
    const what = 'association SsmAgent of AWS-UpdateSSMAgent';
    const want = wanted();
    assert.equal(agentUpdate.title(inputsOf()), what);
    assert.equal(agentUpdate.sentence('create', want, undefined), `Creating ${what}: ${CRON}, tag:StateManager=yes`);
    assert.equal(agentUpdate.sentence('update', want, found), `Updating ${what}: ${CRON}, tag:StateManager=yes`);
    const other = { ...found, schedule: 'rate(7 days)' };
    assert.equal(
      agentUpdate.sentence('update', wanted({ 'agent-update-targets': ['all'] }), other),
      `Updating ${what}: rate(7 days), all nodes`,
    );
    assert.equal(
      agentUpdate.sentence('keep', want, { ...found, foreign: true }),
      'WARN: Association SsmAgent of AWS-UpdateSSMAgent already exists',
    );
    assert.equal(
      agentUpdate.sentence('none', want, found),
      'Association SsmAgent of AWS-UpdateSSMAgent already exists',
    );
    const { name: _name, ...nameless } = found;
    assert.match(
      agentUpdate.sentence('keep', want, { ...found, name: 'Other' }),
      /^Association Other of .*already exists$/,
    );
    assert.match(agentUpdate.sentence('keep', want, { ...nameless, name: undefined }), /^Association a-1 of /);
  });

  it('leaves an association of another name alone, and names its nodes and schedule', () => {
    const other = {
      ...found,
      name: 'Other',
      schedule: 'rate(14 days)',
      targets: [{ key: 'InstanceIds', values: ['*'] }],
    };
    assert.match(
      agentUpdate.keep?.(wanted(), other, inputsOf()) ?? '',
      /Other already updates .*all nodes, rate\(14 days\)/,
    );
    assert.equal(agentUpdate.keep?.(wanted(), found, inputsOf()), undefined);
  });

  it('says of one of ours that comes no more that it is left as it is, and which flag sets its schedule', () => {
    const kept = (schedule: string, raw: RawInputs = {}, doubles: readonly string[] = []) =>
      agentUpdate.keep?.(wanted(raw), { ...found, schedule, doubles }, inputsOf(raw));
    assert.match(kept('at(2030-01-01T00:00:00)') ?? '', /at\(2030-01-01T00:00:00\) does not .*--agent-update-schedule/);
    assert.match(kept('') ?? '', /it has none, .*--agent-update-schedule/);
    assert.equal(kept(CRON), undefined);
    assert.equal(kept('', { 'agent-update-schedule': CRON }), undefined);
    assert.equal(kept('', { 'agent-update-targets': ['all'] }), undefined);
    assert.equal(kept('', {}, ['b']), undefined);
    const paused = { ...found, schedule: '' };
    assert.match(agentUpdate.sentence('keep', wanted(), paused), /^WARN: Association SsmAgent of /);
    assert.match(
      agentUpdate.sentence('update', wanted({ 'agent-update-targets': ['all'] }), paused),
      /: no schedule, all nodes$/,
    );
  });

  it('leaves one of our name that does not carry our tag alone, and says which flags change it', () => {
    const theirs: Found = { ...found, foreign: true, schedule: 'rate(7 days)' };
    const kept = (raw: RawInputs) => agentUpdate.keep?.(wanted(raw), theirs, inputsOf(raw));
    const schedule = { 'agent-update-schedule': CRON };
    assert.match(kept({}) ?? '', /StateManager=yes, rate\(7 days\)\); --overwrite with --agent-update-targets or/);
    assert.equal(kept({ overwrite: true }), kept({}));
    assert.match(kept(schedule) ?? '', /does not carry the tag .* --overwrite changes it, and keeps/);
    assert.equal(kept({ ...schedule, overwrite: true }), undefined);
  });

  describe('makes', () => {
    it('an association with its tags in one call, and looks whether it is alone', async () => {
      aws.ssm.on(CreateAssociationCommand).resolves({});
      listed(association('a-1'));
      const want = wanted({ tag: ['team=ops'] });
      const made = await agentUpdate.apply(testTarget(), want, undefined);
      const Tags = [
        { Key: 'team', Value: 'ops' },
        { Key: OWNER_TAG, Value: 'agent-update' },
      ];
      const input = {
        Name: AGENT_DOCUMENT,
        AssociationName: ASSOCIATION,
        ScheduleExpression: CRON,
        Targets: DEFAULT_TARGETS,
        Tags,
      };
      assert.deepEqual(aws.writes(), [['ssm.CreateAssociation', input]]);
      assert.deepEqual([made.id, agentUpdate.diff(want, made)], ['a-1', []]);
    });

    it('way for the association of ours with the lowest id, and takes away only those of ours', async () => {
      aws.ssm.on(CreateAssociationCommand).resolves({}).on(DeleteAssociationCommand).resolves({});
      listed(association('c'), association('a'), association('theirs'), association('x', { AssociationName: 'Other' }));
      owned('a', 'c');
      const made = await agentUpdate.apply(testTarget(), wanted(), undefined);
      assert.equal(made.id, 'a');
      assert.deepEqual(aws.inputs('ssm.DeleteAssociation'), [{ AssociationId: 'c' }]);
    });

    it('its choice when the list shows what it has made, and with that what others made before', async () => {
      aws.ssm.on(CreateAssociationCommand).resolves({ AssociationDescription: { AssociationId: 'b' } });
      aws.ssm.on(DeleteAssociationCommand).resolves({});
      aws.ssm
        .on(ListAssociationsCommand)
        .resolvesOnce({ Associations: [] })
        .resolves({ Associations: [association('a'), association('b')] });
      owned('a', 'b');
      const target = testTarget();
      const made = await agentUpdate.apply(target, wanted(), undefined);
      assert.deepEqual([made.id, target.pauses], ['a', [200]]);
      assert.deepEqual(aws.inputs('ssm.DeleteAssociation'), [{ AssociationId: 'b' }]);
    });

    it('no endless wait for a list that never shows it', async () => {
      aws.ssm.on(CreateAssociationCommand).resolves({ AssociationDescription: { AssociationId: 'b' } });
      listed();
      const target = testTarget();
      const made = await agentUpdate.apply(target, wanted(), undefined);
      assert.deepEqual([made.id, target.pauses], ['b', [200, 400, 600, 800]]);
    });

    it('no fuss about a double that another run took away', async () => {
      aws.ssm.on(DeleteAssociationCommand).rejectsOnce(awsError('AssociationDoesNotExist')).resolves({});
      await agentUpdate.apply(testTarget(), wanted(), { ...found, doubles: ['b', 'c'] });
      assert.deepEqual(aws.writes(), [
        ['ssm.DeleteAssociation', { AssociationId: 'b' }],
        ['ssm.DeleteAssociation', { AssociationId: 'c' }],
      ]);
    });

    it('a double that may not be removed known', async () => {
      aws.ssm.on(DeleteAssociationCommand).rejects(awsError('AccessDeniedException'));
      const work = agentUpdate.apply(testTarget(), wanted(), { ...found, doubles: ['b'] });
      await assert.rejects(work, { name: 'AccessDeniedException' });
    });
  });

  describe('updates', () => {
    // What AWS tells about an association, apart from what it only tells.
    const told = {
      Parameters: { allowDowngrade: ['false'] },
      DocumentVersion: '$DEFAULT',
      OutputLocation: { S3Location: { OutputS3BucketName: 'logs' } },
      AssociationName: ASSOCIATION,
      AutomationTargetParameterName: 'InstanceIds',
      MaxErrors: '10%',
      MaxConcurrency: '50',
      ComplianceSeverity: 'HIGH',
      SyncCompliance: 'AUTO',
      ApplyOnlyAtCronInterval: true,
      CalendarNames: ['calendar'],
      TargetLocations: [{ Regions: ['eu-west-1'] }],
      ScheduleOffset: 2,
      Duration: 3,
      AlarmConfiguration: { Alarms: [{ Name: 'a' }] },
      AssociationDispatchAssumeRole: 'arn:aws:iam::111122223333:role/x',
    } as const;
    const described = {
      ...told,
      Parameters: { allowDowngrade: ['false'] },
      CalendarNames: ['calendar'],
      TargetLocations: [{ Regions: ['eu-west-1'] }],
      TargetMaps: [{ tag: ['a'] }],
      AlarmConfiguration: { Alarms: [{ Name: 'a' }] },
      AssociationId: 'a-1',
      Name: AGENT_DOCUMENT,
      ScheduleExpression: 'cron(0 4 ? * SUN *)',
      Targets: ALL_NODES,
      AssociationVersion: '3',
      Overview: { Status: 'Success' },
    };
    const update = async (
      raw: RawInputs = {},
      there: AssociationDescription = described,
    ): Promise<Record<string, unknown>> => {
      aws.ssm.on(DescribeAssociationCommand, { AssociationId: 'a-1' }).resolves({ AssociationDescription: there });
      aws.ssm.on(UpdateAssociationCommand).resolves({});
      owned('a-1');
      await agentUpdate.apply(testTarget(), wanted(raw), { ...found, schedule: 'cron(0 4 ? * SUN *)' });
      return (aws.inputs('ssm.UpdateAssociation')[0] ?? assert.fail()) as Record<string, unknown>;
    };

    const BOTH: RawInputs = { 'agent-update-schedule': CRON, 'agent-update-targets': ['tag:StateManager=yes'] };
    const latest = { AssociationId: 'a-1', Name: AGENT_DOCUMENT, AssociationVersion: '3' };

    it('with everything that AWS told resent, since it resets what is left out', async () => {
      assert.deepEqual(await update(BOTH), {
        ...told,
        ...latest,
        ScheduleExpression: CRON,
        Targets: DEFAULT_TARGETS,
      });
    });

    it('the schedule alone where nothing is said of targets, and only where it is still the latest version', async () => {
      assert.deepEqual(await update({ 'agent-update-schedule': CRON }), {
        ...told,
        ...latest,
        ScheduleExpression: CRON,
        Targets: ALL_NODES,
        TargetMaps: [{ tag: ['a'] }],
      });
    });

    it('every parameter that AWS tells and takes, but target maps, which contradict targets', async () => {
      const members = (shape: unknown): readonly string[] =>
        ((shape as readonly unknown[]).find((part) => Array.isArray(part) && part.length > 3) ??
          assert.fail()) as string[];
      const takes = new Set(members(UpdateAssociationRequest$));
      const both = members(AssociationDescription$).filter((name) => takes.has(name) && name !== 'TargetMaps');
      assert.ok(both.length > 15, both.join());
      assert.deepEqual(both.toSorted(), Object.keys(await update(BOTH)).toSorted());
    });

    it('to a rate without what AWS takes only with a cron', async () => {
      const input = await update({ 'agent-update-schedule': 'rate(1 day)' });
      assert.equal(input['ScheduleExpression'], 'rate(1 day)');
      for (const name of ['ApplyOnlyAtCronInterval', 'ScheduleOffset', 'Duration']) assert.ok(!(name in input), name);
    });

    it('the targets alone, and the schedule in the words that it has, where both are asked for and it is the same', async () => {
      const raw = { 'agent-update-schedule': 'rate(1 day)', 'agent-update-targets': ['tag:A=x'] };
      const input = await update(raw, { ...described, ScheduleExpression: 'rate(24 hours)' });
      assert.equal(input['ScheduleExpression'], 'rate(24 hours)');
      assert.deepEqual(input['Targets'], [{ Key: 'tag:A', Values: ['x'] }]);
    });

    it('nothing where schedule and targets are as they should be', async () => {
      assert.deepEqual(await agentUpdate.apply(testTarget(), wanted(), found), found);
      assert.deepEqual(aws.names(), []);
    });
  });

  describe('on delete', () => {
    it('is none of our business under another name', () => {
      assert.equal(
        agentUpdate.removal.decide(
          { ...found, name: 'Other' },
          {},
          { inputs: inputsOf(), kept: {}, place: testTarget() },
        ),
        undefined,
      );
      assert.equal(
        agentUpdate.removal.decide(
          { ...found, name: undefined },
          {},
          { inputs: inputsOf(), kept: {}, place: testTarget() },
        ),
        undefined,
      );
    });

    it('names what is lost', () => {
      const decided = agentUpdate.removal.decide(found, {}, { inputs: inputsOf(), kept: {}, place: testTarget() });
      assert.ok(decided?.action === 'delete');
      assert.match(decided.loss, /no longer updated|stay as they are/);
    });

    it('takes the doubles away first, so that the one that is found by its name goes last', async () => {
      aws.ssm.on(DeleteAssociationCommand).resolves({});
      await agentUpdate.removal.remove(testTarget(), { ...found, doubles: ['b', 'c'] }, {}, inputsOf());
      assert.deepEqual(
        aws.inputs('ssm.DeleteAssociation'),
        ['b', 'c', 'a-1'].map((AssociationId) => ({ AssociationId })),
      );
    });
  });

  it('reads and writes its tags by its id', async () => {
    owned('a-1');
    aws.ssm.on(AddTagsToResourceCommand).resolves({});
    assert.deepEqual(await agentUpdate.tags(testTarget(), found), { [OWNER_TAG]: 'agent-update' });
    await agentUpdate.tag(testTarget(), found, { team: 'ops' });
    const input = { ResourceType: 'Association', ResourceId: 'a-1', Tags: [{ Key: 'team', Value: 'ops' }] };
    assert.deepEqual(aws.writes(), [['ssm.AddTagsToResource', input]]);
  });
});
