// How doctor looks at fleets that are too large to ask every node: whom it asks, and what it finds.
import assert from 'node:assert/strict';
import { parseSelection } from '../../src/engine/selection.ts';
import type { DiagnosisOrder } from '../../src/engine/diagnose.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { manyNodes, nodeId } from './many.ts';
import { world } from './world.ts';

const MANY = 600;
const ONLY = parseSelection({ only: ['instance.not-connected'] });
const SILENT = { connected: false };

interface Look {
  readonly target: TargetReport;
  /** Ids of nodes without a channel. */
  readonly found: readonly string[];
  /** Ids of nodes that were asked, in the order of these. */
  readonly asked: readonly string[];
  readonly calls: number;
}

/** Looks at a state; unless `manner` says otherwise, for nodes without a channel only. */
async function look(
  state: State,
  manner: Pick<DiagnosisOrder, 'selection' | 'everyNode'> = { selection: ONLY },
): Promise<Look> {
  const on = world({ state });
  const [target = assert.fail()] = (await on.diagnose({}, {}, manner)).targets;
  assert.equal(target.error, undefined);
  const found = target.findings.flatMap((one) =>
    one.check === 'instance.not-connected' && one.verdict === 'fail' ? [one.subject ?? ''] : [],
  );
  const asked = on.sandbox.calls
    .filter(({ operation }) => operation === 'GetConnectionStatus')
    .map(({ input }) => String((input as { Target?: string }).Target))
    .toSorted();
  return { target, found, asked, calls: on.sandbox.calls.length };
}

type Part = Readonly<Record<string, unknown>>;

interface OddOne {
  readonly instance?: Part;
  readonly node?: Part;
  readonly region?: Part;
  readonly roles?: Part;
}

const ODD: Readonly<Record<string, OddOne>> = {
  'a role of its own': { instance: { profile: 'odd' }, roles: { odd: { attached: [] } } },
  'an instance profile without a role': { instance: { profile: 'none' } },
  'no instance profile': { instance: { profile: undefined } },
  'a subnet of its own': { instance: { subnet: 'subnet-2' } },
  'security groups that let nothing out': { instance: { securityGroups: ['sg-2'] } },
  'no public address, and so no way out': { instance: { publicIp: undefined } },
  'an agent of its own': { node: { agentVersion: '3.2.582.0' } },
  'an agent without a version': { node: { agentVersion: '' } },
  'a ping that is old': { node: { lastPing: '2026-01-01T00:00:00.000Z', pingStatus: 'Online' } },
  'an instance that is new': { instance: { launched: new Date().toISOString() } },
  'another platform': { node: { platform: 'Windows' } },
  'a session that failed': { region: { pastSessions: { 'ann-1': { target: nodeId(77), status: 'Failed' } } } },
};

/** The state of many nodes, one of which, number 77, is odd and silent. */
const withOdd = ({ instance = {}, node = {}, ...rest }: OddOne, connected = false): State =>
  manyNodes(MANY, {
    instance: (index) => (index === 77 ? instance : {}),
    node: (index) => (index === 77 ? { connected, ...node } : {}),
    ...rest,
  });

describe('doctor on many nodes', () => {
  it('asks fifty of them where all are alike, each once, says so, and finds nothing', async () => {
    const { target, found, asked } = await look(manyNodes(2000));
    assert.deepEqual(found, []);
    assert.equal(new Set(asked).size, asked.length);
    assert.deepEqual(target.sampled, [{ check: 'instance.not-connected', asked: 50, of: 2000, doubtful: 0 }]);
    assert.equal(asked.length, 50);
  });

  it('asks all where they are two hundred, and says nothing', async () => {
    const { target, found, asked } = await look(manyNodes(200, { node: (index) => (index === 33 ? SILENT : {}) }));
    assert.equal(asked.length, 200);
    assert.deepEqual(found, [nodeId(33)]);
    assert.equal(target.sampled, undefined);
  });

  it('asks all with --every-node, and finds the one silent node that is like the others', async () => {
    const state = manyNodes(MANY, { node: (index) => (index === 77 ? SILENT : {}) });
    const { target, found, asked } = await look(structuredClone(state), { selection: ONLY, everyNode: true });
    assert.deepEqual([asked.length, found, target.sampled], [MANY, [nodeId(77)], undefined]);
    assert.ok((await look(state)).asked.length < MANY);
  });

  for (const [what, odd] of Object.entries(ODD)) {
    it(`finds the silent one that has ${what}, and asks few others`, async () => {
      const { found, asked } = await look(withOdd(odd));
      assert.deepEqual(found, [nodeId(77)]);
      assert.ok(asked.length <= 53, String(asked.length));
    });

    it(`finds nothing where one that has ${what} is connected`, async () => {
      const { found, target } = await look(withOdd(odd, true));
      assert.deepEqual(found, []);
      assert.ok((target.sampled?.[0]?.asked ?? 0) <= 53);
    });
  }

  const roles = {
    mute: { inline: { register: { Statement: { Effect: 'Allow', Action: 'ssm:*', Resource: '*' } } } },
  };
  const isMute = (index: number): boolean => index % 5 === 0;

  it('finds the one silent node of a role that may open no channel, although others of that role hold theirs still', async () => {
    const state = manyNodes(MANY, {
      instance: (index) => (isMute(index) ? { profile: 'mute' } : {}),
      node: (index) => (index === 5 ? SILENT : {}),
      roles,
    });
    const { found, asked } = await look(state);
    assert.deepEqual(found, [nodeId(5)]);
    assert.equal(asked.length, MANY / 5 + 3);
  });

  it('finds every node of a role that may open no channel, and asks few of the others', async () => {
    const state = manyNodes(MANY, {
      instance: (index) => (isMute(index) ? { profile: 'mute' } : {}),
      node: (index) => (isMute(index) ? SILENT : {}),
      roles,
    });
    const { found, asked } = await look(state);
    assert.equal(found.length, MANY / 5);
    assert.ok(asked.length <= MANY / 5 + 50, String(asked.length));
  });

  it('finds every node of a subnet that has lost its channels, where nothing says why', async () => {
    const isLost = (index: number): boolean => index >= 400;
    const state = manyNodes(MANY, {
      instance: (index) => (isLost(index) ? { subnet: 'subnet-2' } : {}),
      node: (index) => (isLost(index) ? SILENT : {}),
    });
    const { found, asked } = await look(state);
    assert.deepEqual(
      found,
      Array.from({ length: 200 }, (_, index) => nodeId(400 + index)),
    );
    assert.equal(asked.length, 225);
  });

  it('asks the same nodes whatever else is checked, and makes no more calls for more nodes but pages', async () => {
    const [alone, whole, double] = await Promise.all([
      look(manyNodes(MANY)),
      look(manyNodes(MANY), {}),
      look(manyNodes(MANY * 2), {}),
    ]);
    assert.deepEqual(alone.asked, whole.asked);
    // DescribeInstanceInformation has pages of fifty, DescribeInstances of a thousand.
    assert.equal(double.calls - whole.calls, MANY / 50 + 1);
  });

  it('takes what a sample shows for evidence: what seems to keep nodes from ssmmessages is a warning where they are connected', async () => {
    const closed = { vpc: 'vpc-1', service: 'ssmmessages', subnets: ['subnet-1'], securityGroups: ['sg-2'] };
    const network = async (silent: (index: number) => boolean): Promise<readonly string[]> => {
      const state = manyNodes(MANY, {
        node: (index) => (silent(index) ? SILENT : {}),
        region: { vpcEndpoints: { 'vpce-1': closed } },
      });
      const { target } = await look(state, { selection: parseSelection({ only: ['vpc.security-group'] }) });
      return target.findings.map(({ verdict, check }) => `${verdict} ${check}`);
    };
    assert.deepEqual(await network(() => false), ['warn vpc.security-group']);
    assert.deepEqual(await network(() => true), ['fail vpc.security-group']);
    // Where one of a sample is silent, nothing is presumed of the others.
    assert.deepEqual(await network((index) => index === 0), ['fail vpc.security-group']);
  });

  it('looks at channels where sessions, roles and instances may not be read', async () => {
    const deniedActions = ['ssm:DescribeSessions', 'iam:*', 'ec2:DescribeInstances'];
    const state = manyNodes(MANY, { node: (index) => (index === 77 ? { ...SILENT, agentVersion: '3.2.0.0' } : {}) });
    const on = world({ state, faults: { deniedActions } });
    const [target] = (await on.diagnose({}, {}, { selection: ONLY })).targets;
    assert.deepEqual(
      target?.findings.map(({ verdict }) => verdict),
      ['fail'],
    );
  });
});
