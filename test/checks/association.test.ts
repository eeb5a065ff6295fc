import assert from 'node:assert/strict';
import { agentUpdate } from '../../src/checks/association.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Node } from '../../src/facts/nodes.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { AssociationTarget } from '../../src/inputs/association-targets.ts';
import type { FoundAssociation } from '../../src/resources/agent-update/association.ts';
import { inputsOf } from '../aws.ts';
import { fakeInstance, fakeNode, fakeSettings } from './facts.ts';
import {
  asking,
  aws,
  bareInstance,
  briefly,
  checkOf,
  denied,
  finding,
  findings,
  is,
  isDenied,
  regionOf,
  setup,
  wholeSetup,
} from './observed.ts';

const working = checkOf(agentUpdate, 'association.missing');
const covering = checkOf(agentUpdate, 'association.duplicate');

const tag = (key: string, ...values: string[]): AssociationTarget => ({ key: `tag:${key}`, values });
const ids = (...values: string[]): AssociationTarget => ({ key: 'InstanceIds', values });
const ALL = ids('*');

const association = (id: string, overrides: Partial<FoundAssociation> = {}): FoundAssociation => ({
  id,
  name: `by-hand-${id}`,
  schedule: 'rate(14 days)',
  targets: [tag('StateManager', 'yes')],
  doubles: [],
  ...overrides,
});
const ours = (id: string, overrides: Partial<FoundAssociation> = {}) =>
  association(id, { name: 'SsmAgent', ...overrides });

/** Two instances that are tagged, and one that is not. */
const INSTANCES = ['i-1', 'i-2', 'i-3'].map((id) =>
  fakeInstance({ id, tags: id === 'i-3' ? {} : { StateManager: 'yes', Team: id === 'i-1' ? 'a' : 'b' } }),
);

const factsOf = (
  associations: readonly FoundAssociation[],
  overrides: Partial<RegionAudit> = {},
  instances: readonly Instance[] = INSTANCES,
  nodes: readonly Node[] = [],
): RegionAudit =>
  regionOf({
    associations: is(associations),
    settings: is(fakeSettings({ cloudWatchLogGroupName: 'audit' })),
    instances: is(instances),
    nodes: is(nodes),
    hostManagementRole: is(undefined),
    ...overrides,
  });

describe('check association', () => {
  it('has nothing to look at where no agents are to be updated, and reads nothing', async () => {
    const facts = regionOf({ question: asking({ inputs: inputsOf({ 'agent-update': false }) }) });
    for (const check of agentUpdate) assert.equal(await check.run(facts), undefined);
  });

  it('is not known where associations may not be listed', async () => {
    for (const check of agentUpdate) await isDenied(check, factsOf([], { associations: denied }));
  });

  describe('that keeps agents up to date', () => {
    for (const [what, verdict, overrides, unread] of [
      ['an instance runs', 'warn', { instances: is([fakeInstance()]) }],
      ['a hybrid node is there', 'warn', { nodes: is([fakeNode({ id: 'mi-1', ping: 'ConnectionLost' })]) }],
      ['a node is online whose instance may not be read', 'warn', { nodes: is([fakeNode()]), instances: denied }],
      ['there is no node', 'info', {}],
      ['the instances of all nodes are stopped', 'info', { nodes: is([fakeNode({ ping: 'ConnectionLost' })]) }],
      [
        'Default Host Management updates all agents',
        'info',
        { instances: is([bareInstance()]), hostManagementRole: is('service-role/Default') },
      ],
      [
        'Default Host Management updates only some',
        'warn',
        {
          instances: is([bareInstance(), fakeInstance({ id: 'i-2' })]),
          hostManagementRole: is('service-role/Default'),
        },
      ],
      ['nodes may not be listed', 'unknown', { nodes: denied }, 'ssm:DescribeInstanceInformation'],
      ['instances may not be listed', 'unknown', { instances: denied }, 'ec2:DescribeInstances'],
    ] as const) {
      it(`is missing where ${what}: ${verdict}`, async () => {
        const facts = factsOf([], { ...overrides }, []);
        const found = await finding(working, facts, `${verdict} association.missing association/SsmAgent`);
        assert.deepEqual(found.unread, unread === undefined ? undefined : [unread]);
      });
    }

    it('is missing: setup makes it, and keeps the log group of the preferences', async () => {
      const { advice } = await finding(working, factsOf([]), 'warn association.missing association/SsmAgent');
      assert.equal(advice, wholeSetup('--log-group audit'));
    });

    it('is missing where the only one ran once', async () => {
      const once = association('1', { schedule: '' });
      await finding(working, factsOf([once]), 'warn association.missing association/SsmAgent');
      assert.equal(await covering.run(factsOf([once])), undefined);
    });

    it('is missing where ours comes no more: only a schedule that is asked for replaces its own', async () => {
      const paused = ours('1', { schedule: 'at(2030-01-01T00:00:00)' });
      const { advice } = await finding(working, factsOf([paused]), 'warn association.missing association/SsmAgent');
      assert.match(advice ?? '', /^session-manager setup .*--log-group audit .*--agent-update-schedule 'cron\(0 2 /);
      const theirs = factsOf([paused], { ownsAssociation: () => Promise.resolve(false) });
      const other = await finding(working, theirs, 'warn association.missing association/SsmAgent');
      assert.equal(other.advice, wholeSetup('--log-group audit'));
    });

    it('is missing even if the preferences may not be read', async () => {
      const facts = factsOf([], { settings: denied });
      assert.equal(
        (await finding(working, facts, 'warn association.missing association/SsmAgent')).advice,
        wholeSetup('--grant'),
      );
    });

    it('is there, whoever made it and however it went, unless it failed', async () => {
      assert.deepEqual(await findings(working, factsOf([association('1'), ours('2')])), []);
    });

    it('failed: each that did, by its name or its id', async () => {
      const failed = { failed: true as const };
      const all = [ours('1', failed), association('2', { ...failed, name: undefined }), association('3')];
      const found = await findings(working, factsOf(all));
      assert.deepEqual(briefly(found), [
        'warn association.failed association/2',
        'warn association.failed association/SsmAgent',
      ]);
      assert.deepEqual(
        found.map(({ advice }) => advice),
        ['1', '2'].map((id) => aws(`ssm describe-association-executions --association-id ${id}`)),
      );
    });
  });

  describe('duplicate', () => {
    const duplicates = async (all: readonly FoundAssociation[], ...rest: [Instance[]?, Node[]?]) => {
      const observations = await findings(covering, factsOf(all, {}, ...rest));
      return observations.filter(({ check }) => check === 'association.duplicate');
    };
    const lesser = async (...given: Parameters<typeof duplicates>) =>
      (await duplicates(...given)).map(({ advice }) => /--association-id (\S+)/.exec(advice)?.[1]);
    const narrow = { targets: [tag('Team', 'a')] };
    const wide = { targets: [ALL] };

    for (const [what, all, expected] of [
      ['none of one', [ours('1')], []],
      [
        'none of two that reach different nodes',
        [ours('1', narrow), association('2', { targets: [tag('Team', 'b')] })],
        [],
      ],
      ['of two alike, the one that is not ours', [association('1'), ours('2')], ['1']],
      ['of two alike that are ours, the one that setup removes', [ours('1'), ours('2')], ['2']],
      ['of two alike that are not ours, the later one', [association('1'), association('2')], ['2']],
      ['of three alike, two', [association('1'), association('2'), ours('3')], ['1', '2']],
      ['the one that reaches fewer nodes, also if it is ours', [ours('1', narrow), association('2', wide)], ['1']],
      ['the same, whatever the order of their ids', [association('1', wide), ours('2', narrow)], ['2']],
      ['ids in a list and a tag', [association('1', { targets: [ids('i-9', 'i-2')] }), ours('2')], ['1']],
      [
        'none where all targets of one have to fit, and do not',
        [ours('1', { targets: [tag('Team', 'a'), tag('StateManager', 'no')] }), association('2', narrow)],
        [],
      ],
      [
        'of all nodes and what AWS alone can tell, the latter',
        [association('1', { targets: [{ key: 'resource-groups:Name', values: ['x'] }] }), ours('2', wide)],
        ['1'],
      ],
    ] as const) {
      it(`is ${what}`, async () => assert.deepEqual(await lesser(all), expected));
    }

    it('is told with what stays, and how to delete it', async () => {
      const [found] = await duplicates([ours('1', narrow), association('2', wide)]);
      assert.equal(found?.verdict, 'warn');
      assert.equal(found.subject, 'association/SsmAgent');
      assert.match(found.summary, /association by-hand-2 \(all nodes, rate\(14 days\)\)/);
      assert.equal(found.advice, aws('ssm delete-association --association-id 1'));
    });

    it('is only suspected by the same targets where hybrid nodes have tags that EC2 does not know', async () => {
      const hybrid = [fakeNode({ id: 'mi-1' })];
      assert.deepEqual(await lesser([ours('1'), association('2', narrow)], undefined, hybrid), []);
      assert.deepEqual(await lesser([ours('1'), association('2')], undefined, hybrid), ['2']);
    });

    it('is found among all nodes even before there is one', async () => {
      assert.deepEqual(await lesser([ours('1'), association('2', wide)], []), ['1']);
    });
  });

  describe('that covers nothing', () => {
    const idle = { targets: [tag('StateManager', 'no')] };
    const IF_AGREED = 'if those who made it agree, and it is not meant for nodes to come';
    const DELETE = (id: string): string => aws(`ssm delete-association --association-id ${id}`);

    it('is told by its targets: ours is widened, any other deleted', async () => {
      const found = await findings(
        covering,
        factsOf([ours('1', idle), association('2', { targets: [tag('X', 'y')], name: undefined })]),
      );
      assert.deepEqual(briefly(found), [
        'warn association.covers-nothing association/2',
        'warn association.covers-nothing association/SsmAgent',
      ]);
      assert.match(found[0]?.summary ?? '', /\(tag:StateManager=no\)/);
      assert.deepEqual(
        found.map(({ advice }) => advice),
        [setup('--log-group audit', '--agent-update-targets all'), `${IF_AGREED}: ${DELETE('2')}`],
      );
    });

    it('is deleted where it is of others, whatever its name; where tags cannot be read, the name decides', async () => {
      for (const [ownsAssociation, advice] of [
        [
          async () => false,
          `${IF_AGREED}: ${DELETE('1')} && ${setup('--log-group audit', '--agent-update-targets all')}`,
        ],
        [async () => true, setup('--log-group audit', '--agent-update-targets all')],
        [denied, setup('--log-group audit', '--agent-update-targets all')],
      ] as const) {
        const facts = factsOf([ours('1', idle)], { ownsAssociation });
        const found = await finding(covering, facts, 'warn association.covers-nothing association/SsmAgent');
        assert.equal(found.advice, advice);
      }
    });

    it('is told even if the preferences may not be read', async () => {
      const facts = factsOf([ours('1', idle)], { settings: denied });
      const { advice } = await finding(covering, facts, 'warn association.covers-nothing association/SsmAgent');
      assert.equal(advice, setup('--agent-update-targets all'));
    });

    for (const [what, targets, instances, nodes] of [
      ['it reaches an instance by its tag', [tag('StateManager', 'no', 'yes')], INSTANCES, []],
      ['it reaches all nodes', [ALL], INSTANCES, []],
      ['it reaches a node that is no running instance, by its id', [ids('i-9')], INSTANCES, [fakeNode({ id: 'i-9' })]],
      ['there is no node at all', idle.targets, [], []],
      ['hybrid nodes may have the tag', idle.targets, INSTANCES, [fakeNode({ id: 'mi-1' })]],
      ['AWS alone can tell', [{ key: 'resource-groups:Name', values: ['x'] }], INSTANCES, []],
      ['it has no targets', [], INSTANCES, []],
    ] as const) {
      it(`is not said where ${what}`, async () => {
        assert.deepEqual(await findings(covering, factsOf([ours('1', { targets })], {}, instances, nodes)), []);
      });
    }

    it('is not known where nodes or instances may not be listed', async () => {
      await isDenied(covering, factsOf([ours('1')], { nodes: denied }));
      await isDenied(covering, factsOf([ours('1')], { instances: denied }));
    });
  });
});
