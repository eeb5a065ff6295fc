// What doctor says is caused by what, in sandboxes with one fault each; and the rules by themselves.
import assert from 'node:assert/strict';
import type { Fault, Finding, Links } from '../../src/checks/check.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { hint } from '../../src/checks/remedy.ts';
import { RULES, withCauses } from '../../src/engine/causes.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import type { ManagedNode } from '../../src/sandbox/state/ssm.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { addInstance, stateWithRoles } from './identities.ts';
import {
  change,
  keyArn,
  plantBucket,
  plantDocument,
  plantInputs,
  plantKey,
  plantLogGroup,
  plantNode,
  preferencesText,
} from './planted.ts';
import { ACCOUNT, REGION, world, type World } from './world.ts';

const ELSEWHERE = 'eu-west-1';
const NODE = 'i-00000000000000001';
const OTHER = 'i-00000000000000002';

async function faultsOf(on: World, regions: readonly string[] = [REGION]): Promise<readonly Fault[]> {
  const { targets } = await on.diagnose({}, { regions });
  return targets.flatMap(({ findings }) => findings.flatMap((found) => (found.verdict === 'ok' ? [] : [found])));
}

/** What doctor says is caused: `instance.not-managed i-1 < vpc.endpoint-ssm vpc-1`. */
const caused = async (on: World, regions?: readonly string[]): Promise<readonly string[]> =>
  (await faultsOf(on, regions)).flatMap(toldOf);

const toldOf = ({ check, subject, causedBy = [] }: Fault): readonly string[] =>
  causedBy.map((cause) =>
    [check, subject, '<', cause.check, cause.subject, ...(cause.region === undefined ? [] : [cause.region])].join(' '),
  );

const PRIVATE = { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' };
const PUBLIC = { ...PRIVATE, subnet: 'subnet-2', publicIp: '203.0.113.5' };

/** A private network without endpoints, and a public one. */
const network = (instances: Readonly<Record<string, object>>, nodes: Readonly<Record<string, object>> = {}): State =>
  stateWithRoles(
    { web: {} },
    ACCOUNT,
    parseSeed(
      JSON.stringify({
        accounts: {
          [ACCOUNT]: {
            [REGION]: {
              vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' }, 'vpc-2': { cidr: '10.1.0.0/16' } },
              subnets: {
                'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
                'subnet-2': { vpc: 'vpc-2', cidr: '10.1.1.0/24' },
              },
              routeTables: {
                'rtb-1': { vpc: 'vpc-1', routes: [] },
                'rtb-2': { vpc: 'vpc-2', routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }] },
              },
              securityGroups: { 'sg-node': { vpc: 'vpc-1' } },
              instances,
              nodes,
            },
          },
        },
      }),
    ),
  );

describe('what the network causes', () => {
  it('is that its nodes are not managed, or were lost', async () => {
    const on = world({
      state: network({ [NODE]: PRIVATE, [OTHER]: PRIVATE }, { [OTHER]: { pingStatus: 'Inactive' } }),
    });
    assert.deepEqual(await caused(on), [
      `instance.not-managed ${NODE} < vpc.endpoint-ssm vpc-1`,
      `instance.ping-lost ${OTHER} < vpc.endpoint-ssm vpc-1`,
    ]);
  });

  it('is nothing in another network', async () => {
    const on = world({ state: network({ [NODE]: PRIVATE, [OTHER]: PUBLIC }) });
    assert.deepEqual(await caused(on), [`instance.not-managed ${NODE} < vpc.endpoint-ssm vpc-1`]);
    const other = (await faultsOf(on)).find(
      ({ check, subject }) => check === 'instance.not-managed' && subject === OTHER,
    );
    assert.match(adviceOf(other?.remedy ?? assert.fail()), /agent/);
  });

  it('is nothing where it is only doubtful', async () => {
    const on = world({ state: network({ [NODE]: PRIVATE }), faults: { deniedActions: ['ec2:DescribeVpcEndpoints'] } });
    assert.ok((await faultsOf(on)).some(({ check, verdict }) => check === 'vpc.endpoint-ssm' && verdict === 'unknown'));
    assert.deepEqual(await caused(on), []);
  });

  it('is fixed first, and counts what it causes', async () => {
    const faults = await faultsOf(world({ state: network({ [NODE]: PRIVATE, [OTHER]: PRIVATE }) }));
    const lost = faults.filter(({ check }) => check === 'instance.not-managed');
    assert.deepEqual(
      lost.map(({ remedy }) => remedy),
      [NODE, OTHER].map(() => hint('first fix vpc.endpoint-ssm of vpc-1')),
    );
    assert.equal(faults.find(({ check }) => check === 'vpc.endpoint-ssm')?.causes, 2);
  });

  it('changes neither counts nor order, and clears the most', async () => {
    const { summary, fixes = [] } = await world({ state: network({ [NODE]: PRIVATE, [OTHER]: PRIVATE }) }).diagnose();
    assert.equal(summary.fail, 4);
    // All endpoints are made in one step.
    assert.deepEqual(fixes[0]?.checks, ['instance.not-managed', 'vpc.endpoint-ssm', 'vpc.endpoint-ssmmessages']);
    assert.equal(fixes[0]?.clears, 4);
  });
});

describe('what roles and profiles cause', () => {
  const TRUSTING = (Service: string) => [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }];
  const lost = (on: World, node: Partial<ManagedNode> = {}): Promise<void> =>
    plantNode(on, NODE, { pingStatus: 'ConnectionLost', ...node });

  it('is that nodes are not managed, and not that others are not', async () => {
    const on = world({ state: stateWithRoles({ web: { attached: [] }, other: {} }) });
    await addInstance(on, NODE, 'web');
    await addInstance(on, OTHER, 'other');
    assert.deepEqual(await caused(on), [`instance.not-managed ${NODE} < instance.profile-without-ssm role/web`]);
  });

  it('is that those nodes are not managed that the role may not register, where it may register others', async () => {
    const arn = (id: string): string => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`;
    const statements = [
      { Effect: 'Allow', Action: 'ssm:UpdateInstanceInformation', Resource: arn(OTHER) },
      { Effect: 'Allow', Action: 'ssmmessages:*', Resource: '*' },
    ];
    const on = world({ state: stateWithRoles({ web: { attached: [], statements } }) });
    await addInstance(on, NODE, 'web');
    await addInstance(on, OTHER, 'web');
    const cause = 'instance.profile-without-ssm role/web';
    assert.deepEqual(await caused(on), [`instance.not-managed ${NODE} < ${cause}`]);
    const third = 'i-00000000000000003';
    await change(on, ({ instances }) => void delete instances[OTHER]);
    await addInstance(on, third, 'web');
    assert.deepEqual(
      await caused(on),
      [NODE, third].map((id) => `instance.not-managed ${id} < ${cause}`),
    );
  });

  it('is that nodes hold no channel, where only the channel is not allowed', async () => {
    const statements = [
      {
        Effect: 'Allow',
        Action: ['ssm:*', 'ssmmessages:CreateControlChannel', 'ssmmessages:*DataChannel'],
        Resource: '*',
      },
    ];
    const on = world({ state: stateWithRoles({ web: { attached: [], statements } }) });
    await addInstance(on, NODE, 'web');
    await addInstance(on, OTHER, 'web');
    await plantNode(on, NODE, { connected: false });
    assert.deepEqual(await caused(on), [`instance.not-connected ${NODE} < instance.profile-without-ssm role/web`]);
  });

  it('is found in every region, and named by the one that it is reported with', async () => {
    const on = world({ state: stateWithRoles({ web: { trust: TRUSTING('lambda.amazonaws.com') } }) });
    await addInstance(on, NODE, 'web');
    await addInstance(on, OTHER, 'web', ELSEWHERE);
    assert.deepEqual(await caused(on, [REGION, ELSEWHERE]), [
      `instance.not-managed ${NODE} < instance.role-trust role/web`,
      `instance.not-managed ${OTHER} < instance.role-trust role/web ${REGION}`,
    ]);
  });

  it('is that a node was lost, whose profile is missing or has no role, or whose metadata service is off', async () => {
    const bare = world();
    await addInstance(bare, NODE);
    await lost(bare);
    assert.deepEqual(await caused(bare), [`instance.ping-lost ${NODE} < instance.no-profile ${NODE}`]);

    const empty = world();
    await addInstance(empty, NODE, 'gone');
    await lost(empty);
    const profile = 'instance.profile-without-role instance-profile/gone';
    assert.deepEqual(await caused(empty), [`instance.ping-lost ${NODE} < ${profile}`]);

    const off = world({ state: stateWithRoles({ web: {} }) });
    await addInstance(off, NODE, 'web');
    await change(off, ({ instances }) => void Object.assign(instances[NODE]?.metadata ?? {}, { endpoint: 'disabled' }));
    assert.deepEqual(await caused(off), [`instance.not-managed ${NODE} < instance.metadata-off ${NODE}`]);
  });

  it('is that instances without a profile are not managed, where the role of Default Host Management is gone', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    await addInstance(on, NODE);
    await addInstance(on, OTHER, 'web');
    await change(on, ({ serviceSettings }) => {
      serviceSettings['/ssm/managed-instance/default-ec2-instance-management-role'] = 'service-role/gone';
    });
    assert.deepEqual(await caused(on), [`instance.not-managed ${NODE} < dhmc.role-missing role/gone`]);
  });

  it('is that hybrid nodes were lost', async () => {
    const state = stateWithRoles({ site: { bare: true, trust: TRUSTING('ec2.amazonaws.com') } });
    const on = world({ state });
    const node = { pingStatus: 'ConnectionLost', iamRole: 'service-role/site' } as const;
    await plantNode(on, 'mi-00000000000000001', node);
    await plantNode(on, 'mi-00000000000000002', { ...node, iamRole: 'other' });
    assert.deepEqual(await caused(on), [
      'instance.ping-lost mi-00000000000000001 < instance.hybrid-role-trust role/site',
      'instance.ping-lost mi-00000000000000002 < instance.hybrid-role-missing role/other',
    ]);
  });

  it('takes the fault of the network as well, where there are both', async () => {
    const state = network({ [NODE]: PRIVATE });
    Object.assign(state.iam[ACCOUNT]?.roles['web'] ?? {}, { attached: [] });
    const on = world({ state });
    assert.deepEqual(await caused(on), [
      `instance.not-managed ${NODE} < vpc.endpoint-ssm vpc-1`,
      `instance.not-managed ${NODE} < instance.profile-without-ssm role/web`,
    ]);
    const { fixes = [] } = await on.diagnose();
    const [first, second] = fixes;
    assert.deepEqual([first?.clears, first?.after, second?.clears, second?.after], [2, undefined, 4, [1]]);
  });
});

describe('what keys and preferences cause', () => {
  it('is that S3 cannot use the key of the bucket, where it is the one of sessions', async () => {
    for (const [other, expected] of [
      [1, [`s3.key-not-usable bucket/logs < kms.disabled key/${keyArn()}`]],
      [2, []],
    ] as const) {
      const on = world();
      for (const number of [1, 2]) await plantKey(on, number, { state: 'Disabled' });
      await plantBucket(on, 'logs', { encryption: 'aws:kms', kmsKeyId: keyArn(other) });
      await plantInputs(on, { kmsKeyId: keyArn(), s3BucketName: 'logs', s3EncryptionEnabled: false });
      const found = await caused(on);
      assert.deepEqual(found, expected);
    }
  });

  it('is a log group that only an older version names, where that is the default', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions');
    const named = (cloudWatchLogGroupName: string, more: object = {}): string =>
      preferencesText({ cloudWatchLogGroupName, cloudWatchEncryptionEnabled: false, ...more });
    const older = named('old', { idleSessionTimeout: '90', maxSessionDuration: '0' });
    await plantDocument(on, [older, named('sessions', { maxSessionDuration: '0' })]);
    await change(on, ({ documents }) => {
      Object.assign(documents['SSM-SessionManagerRunShell'] ?? {}, { defaultVersion: '1' });
    });
    const cause = 'prefs.default-not-latest document/SSM-SessionManagerRunShell';
    assert.deepEqual(await caused(on), [
      // The duration is as wrong in the latest.
      `prefs.schema document/SSM-SessionManagerRunShell < ${cause}`,
      `log-group.missing log-group/old < ${cause}`,
    ]);
  });
});

describe('the rules of causes', () => {
  const covers = (name: string): readonly string[] =>
    CHECK_IDS.filter((id) => id === name || id.startsWith(`${name}.`));

  it('name checks that there are, and let none explain itself', () => {
    const explains = new Map<string, Set<string>>();
    for (const { causes, symptoms } of Object.values(RULES)) {
      for (const name of [...causes, ...symptoms]) assert.ok(covers(name).length > 0, name);
      for (const cause of causes.flatMap(covers)) {
        explains.set(cause, new Set([...(explains.get(cause) ?? []), ...symptoms.flatMap(covers)]));
      }
    }
    const visit = (check: string, path: readonly string[]): void => {
      assert.ok(!path.includes(check), [...path, check].join(' → '));
      for (const next of explains.get(check) ?? []) visit(next, [...path, check]);
    };
    for (const check of explains.keys()) visit(check, []);
  });

  const fault = (check: string, subject: string, more: Partial<Fault> = {}): Fault => ({
    check,
    subject,
    scope: 'region',
    verdict: 'fail',
    summary: check,
    remedy: hint('repair it'),
    ...more,
  });

  const LOST = fault('instance.ping-lost', 'i-1');
  const CLOSED = fault('instance.not-connected', 'i-1');
  const NETWORK = fault('vpc.egress', 'sg-1');

  /** What is told of findings, each in a target of its own region. */
  const told = (found: readonly (readonly [Finding, Links, account?: string])[]) => {
    const reports = found.map(([finding, , account = ACCOUNT], index) => ({
      account,
      region: `region-${index}`,
      status: 'unchanged' as const,
      changes: [],
      findings: [finding],
    }));
    return withCauses(reports, new Map(found.map(([finding, links]) => [finding, links]))).reports.flatMap(
      ({ findings }) => findings.flatMap((one) => (one.verdict === 'ok' ? [] : toldOf(one))),
    );
  };

  it('name the nearest cause only', () => {
    const links: Links = { breaks: { registration: ['i-1'], channel: ['i-1'] } };
    assert.deepEqual(
      told([
        [CLOSED, {}],
        [NETWORK, links],
        [LOST, { breaks: { channel: ['i-1'] } }],
      ]),
      [
        'instance.not-connected i-1 < instance.ping-lost i-1 region-2',
        'instance.ping-lost i-1 < vpc.egress sg-1 region-1',
      ],
    );
  });

  it('take no cause that does not fail, is of another account, or covers another node', () => {
    const links: Links = { breaks: { registration: ['i-1'] } };
    for (const verdict of ['warn', 'unknown', 'info'] as const) {
      assert.deepEqual(
        told([
          [LOST, {}],
          [{ ...NETWORK, verdict }, links],
        ]),
        [],
      );
    }
    assert.deepEqual(
      told([
        [LOST, {}],
        [NETWORK, links, '999999999999'],
      ]),
      [],
    );
    assert.deepEqual(
      told([
        [LOST, {}],
        [NETWORK, { breaks: { registration: ['i-2'], channel: ['i-1'] } }],
      ]),
      [],
    );
  });

  it('explain no hint, and nothing by a check that is not in them', () => {
    const links: Links = { breaks: { registration: ['i-1'] } };
    assert.deepEqual(
      told([
        [{ ...LOST, verdict: 'info' }, {}],
        [NETWORK, links],
      ]),
      [],
    );
    assert.deepEqual(
      told([
        [LOST, {}],
        [fault('user.start-session', 'ann'), links],
      ]),
      [],
    );
  });

  it('name three causes in the advice, and count the others', () => {
    const links: Links = { breaks: { registration: ['i-1'] } };
    const causes = ['a', 'b', 'c', 'd', 'e'].map((subject) => fault('vpc.egress', subject));
    const target = { account: ACCOUNT, region: REGION, status: 'unchanged', changes: [] } as const;
    const { reports, family } = withCauses(
      [{ ...target, findings: [LOST, ...causes] }],
      new Map(causes.map((cause) => [cause, links])),
    );
    const [lost] = reports[0]?.findings ?? [];
    assert.ok(lost && lost.verdict !== 'ok');
    assert.equal(
      adviceOf(lost.remedy),
      'first fix vpc.egress of a, and vpc.egress of b, and vpc.egress of c, and 2 more that it is caused by',
    );
    assert.equal(family.get(lost)?.length, 5);
  });

  it('let a doubt go unsaid that failures explain as a whole', () => {
    const doubt: Fault = { ...fault('vpc.dns-not-read', 'vpc-1'), verdict: 'unknown' };
    const target = { account: ACCOUNT, region: REGION, status: 'unchanged', changes: [] } as const;
    const left = (broken: readonly string[], verdict: Fault['verdict'] = 'fail'): readonly string[] => {
      const cause: Fault = { ...NETWORK, verdict };
      const links = new Map<Finding, Links>([
        [doubt, { unlessBroken: { registration: ['i-1', 'i-2'] } }],
        [cause, { breaks: { registration: broken } }],
      ]);
      const { reports } = withCauses([{ ...target, findings: [doubt, cause] }], links);
      return (reports[0]?.findings ?? []).map((one) => `${one.verdict} ${one.check}`);
    };
    assert.deepEqual(left(['i-1', 'i-2']), ['ok vpc.dns-not-read', `fail ${NETWORK.check}`]);
    assert.deepEqual(left(['i-1']), ['unknown vpc.dns-not-read', `fail ${NETWORK.check}`]);
    assert.deepEqual(left(['i-1', 'i-2'], 'warn'), ['unknown vpc.dns-not-read', `warn ${NETWORK.check}`]);
  });
});
