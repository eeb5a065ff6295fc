// What doctor says of ways out other than NAT gateways, in networks that are written as seeds.
import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import { regionOf, type State } from '../../src/sandbox/state/state.ts';
import { runEc2 } from './ec2-commands.ts';
import { briefly, faults, NODE, OFFLINE, type Part, seed } from './network-seeds.ts';
import { ACCOUNT, REGION } from './world.ts';

const NAT = 'i-0123456789abcdefa';
const to = (target: string, more: Part = {}): Part => ({ destination: '0.0.0.0/0', target, ...more });

/** Nodes in the first subnet, which leads to `target`; the second is public. */
const leadingTo = (target: string, more: Part = {}): Part => ({
  vpcEndpoints: {},
  subnets: {
    'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
    'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24' },
  },
  routeTables: {
    'rtb-1': { vpc: 'vpc-1', main: true, routes: [to(target)] },
    'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes: [to('igw-1')] },
  },
  ...more,
});

/** The same through an instance; `nat`: what is different about it, `more`: about the rest. */
const throughInstance = (nat: Part = {}, more: Part = {}): Part =>
  leadingTo(NAT, {
    securityGroups: {
      'sg-node': { vpc: 'vpc-1' },
      'sg-nat': { vpc: 'vpc-1', ingress: [{ protocol: '-1', cidrs: ['10.0.0.0/16'] }] },
    },
    instances: {
      [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' },
      [NAT]: {
        subnet: 'subnet-2',
        securityGroups: ['sg-nat'],
        publicIp: '203.0.113.5',
        sourceDestCheck: false,
        metadata: { endpoint: 'disabled' },
        ...nat,
      },
    },
    ...more,
  });

/** Expects one fault, which fails where nodes are not online and warns where they are, and which its advice clears. */
async function fails(
  parts: Part,
  id: string,
  cause: RegExp,
  online: readonly string[] = [`warn ${id}`],
): Promise<void> {
  const state: State = seed({ ...parts, ...OFFLINE });
  const [found, ...others] = await faults(state);
  assert.deepEqual([`${found?.verdict} ${found?.check} ${found?.subject}`, others], [`fail ${id}`, []]);
  assert.match(found?.summary ?? '', cause);
  assert.deepEqual(await briefly(seed(parts)), online);
  runEc2(regionOf(state, ACCOUNT, REGION), adviceOf(found?.remedy ?? assert.fail()));
  assert.deepEqual(await briefly(state), []);
}

describe('doctor on the way through a NAT instance', () => {
  for (const [what, parts, id, cause] of [
    ['it has no public address', throughInstance({ publicIp: undefined }), `vpc.route ${NAT}`, /^it has no public/],
    [
      'it lets nobody in',
      throughInstance({}, { securityGroups: { 'sg-node': { vpc: 'vpc-1' }, 'sg-nat': { vpc: 'vpc-1' } } }),
      `vpc.route ${NAT}`,
      /do not let nodes in/,
    ],
    [
      'its subnet leads nowhere',
      throughInstance(
        {},
        {
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [to(NAT)] },
            'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'] },
          },
          internetGateways: { 'igw-1': { vpc: 'vpc-1' } },
        },
      ),
      `vpc.route ${NAT}`,
      /^its subnet has no route/,
    ],
  ] as const) {
    it(`finds that ${what}`, () => fails(parts, id, cause));
  }

  it('finds that it checks source and destination, unless all nodes are online: it may be their proxy', () =>
    fails(throughInstance({ sourceDestCheck: true }), `vpc.route ${NAT}`, /^its source/, []));

  it('finds that it does not run, so that the route is a black hole', async () => {
    const stopped = throughInstance({ state: 'stopped' });
    const routeTables = { 'rtb-1': { vpc: 'vpc-1', main: true, routes: [to(NAT, { state: 'blackhole' })] } };
    const [found, ...others] = await faults(seed({ ...stopped, routeTables, ...OFFLINE }));
    assert.deepEqual([found?.verdict, found?.check, found?.subject, others], ['fail', 'vpc.route', 'rtb-1', []]);
    assert.match(adviceOf(found?.remedy ?? assert.fail()), /aws ec2 start-instances --instance-ids /);
  });

  it('finds nothing where it is in order, or reached by its interface', async () => {
    for (const target of [NAT, `eni-${NAT.slice(2)}`]) {
      const routeTables = {
        'rtb-1': { vpc: 'vpc-1', main: true, routes: [to(target)] },
        'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes: [to('igw-1')] },
      };
      const parts = throughInstance({}, { ...OFFLINE, routeTables });
      assert.deepEqual(await briefly(seed(parts)), [], target);
    }
  });
});

describe('doctor on the way through other networks', () => {
  for (const target of ['tgw-1', 'vgw-1', 'eni-9', 'vpce-firewall']) {
    it(`does not know what is behind ${target}, unless nodes show it`, async () => {
      assert.deepEqual(await briefly(seed({ ...leadingTo(target), ...OFFLINE })), ['unknown vpc.route rtb-1']);
      assert.deepEqual(await briefly(seed(leadingTo(target))), []);
    });

    it(`finds that ${target} is gone`, async () => {
      const routeTables = { 'rtb-1': { vpc: 'vpc-1', main: true, routes: [to(target, { state: 'blackhole' })] } };
      const parts = leadingTo(target, { routeTables });
      assert.deepEqual(await briefly(seed({ ...parts, ...OFFLINE })), ['fail vpc.route rtb-1']);
    });
  }

  it('finds nothing where they are besides a NAT gateway, which is not certain to be all that leads out if it is broken', async () => {
    const besides = (state: string): Part =>
      leadingTo('nat-1', {
        routeTables: {
          'rtb-1': { vpc: 'vpc-1', main: true, routes: [to('nat-1'), { destination: '10.0.0.0/8', target: 'tgw-1' }] },
          'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes: [to('igw-1')] },
        },
        natGateways: { 'nat-1': { subnet: 'subnet-2', state } },
        ...OFFLINE,
      });
    assert.deepEqual(await briefly(seed(besides('available'))), []);
    assert.deepEqual(await briefly(seed(besides('failed'))), ['unknown vpc.route nat-1']);
  });

  it('does not know whether agents use IPv6, the only way out', async () => {
    const parts: Part = {
      vpcEndpoints: {},
      vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', ipv6Cidr: '2001:db8::/56' } },
      routeTables: { 'rtb-1': { vpc: 'vpc-1', main: true, routes: [{ destination: '::/0', target: 'eigw-1' }] } },
      instances: { [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web', ipv6: '2001:db8::5' } },
    };
    const all = await faults(seed({ ...parts, ...OFFLINE }));
    assert.ok(all.every(({ verdict, summary }) => verdict === 'unknown' && summary.includes('UseDualStackEndpoint')));
    assert.ok(all.some(({ check }) => check === 'vpc.endpoint-ssm'));
  });
});

describe('doctor on ways that lead to a part of the internet, or to none of it', () => {
  const natGateways = { 'nat-1': { subnet: 'subnet-2' } };
  const led = (routes: readonly Part[], more: Part = {}): Part =>
    leadingTo('nat-1', {
      natGateways,
      routeTables: {
        'rtb-1': { vpc: 'vpc-1', main: true, routes },
        'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes: [to('igw-1')] },
      },
      ...more,
    });
  const said = async (parts: Part): Promise<readonly string[]> => [
    ...new Set((await briefly(seed(parts))).map((one) => one.replace(/vpc\.endpoint-\w+/, 'vpc.endpoint'))),
  ];

  it('says that a NAT gateway is pending where nodes are lost', async () => {
    const pending = led([to('nat-1')], { natGateways: { 'nat-1': { subnet: 'subnet-2', state: 'pending' } } });
    assert.deepEqual(await said({ ...pending, ...OFFLINE }), ['unknown vpc.route nat-1']);
    assert.deepEqual(await said(pending), []);
  });

  it('names a route of a part of the internet that leads elsewhere, where nodes are lost', async () => {
    for (const part of [to('tgw-1', { state: 'blackhole' }), to('tgw-1'), to('eni-9')]) {
      const parts = led([to('nat-1'), { ...part, destination: '52.0.0.0/8' }]);
      assert.deepEqual(await said({ ...parts, ...OFFLINE }), ['unknown vpc.route rtb-1'], String(part.target));
      assert.deepEqual(await said(parts), []);
    }
    const inner = led([to('nat-1'), to('tgw-1', { destination: '172.20.0.0/16', state: 'blackhole' })]);
    assert.deepEqual(await said({ ...inner, ...OFFLINE }), []);
  });

  it('finds that a NAT gateway gets private addresses only', async () => {
    const parts = led([to('nat-1', { destination: '10.0.0.0/8' })]);
    assert.deepEqual(await said({ ...parts, ...OFFLINE }), ['fail vpc.endpoint vpc-1']);
    assert.deepEqual(await said(led([to('nat-1', { destination: '10.0.0.0/8' }), to('nat-1')], OFFLINE)), []);
  });

  it('warns of a peering as the only way where nodes are lost, and is silent where they are not', async () => {
    const parts = led([to('pcx-1')]);
    assert.deepEqual(await said({ ...parts, ...OFFLINE }), ['warn vpc.endpoint vpc-1']);
    assert.deepEqual(
      (await said(parts)).filter((one) => !one.startsWith('unknown')),
      [],
    );
  });

  it('warns of an ACL that is open for a part of the ports where nodes are lost, and is silent where they are not', async () => {
    const entry = (number: number, egress: boolean, more: Part = {}): Part => ({
      number,
      egress,
      action: 'allow',
      cidr: '0.0.0.0/0',
      protocol: '-1',
      ...more,
    });
    const some = { protocol: '6', from: 32_768, to: 40_000 };
    const acl = (ingress: Part): Part => ({
      networkAcls: {
        'acl-1': { vpc: 'vpc-1', subnets: ['subnet-1'], entries: [entry(100, false, ingress), entry(100, true)] },
      },
    });
    const open = { protocol: '6', from: 32_768, to: 60_999 };
    const parts = (ingress: Part): Part => led([to('nat-1')], acl(ingress));
    assert.deepEqual(await said({ ...parts(some), ...OFFLINE }), ['warn vpc.network-acl acl-1']);
    assert.deepEqual(await said({ ...parts(open), ...OFFLINE }), []);
    assert.deepEqual(
      (await said(parts(some))).filter((one) => !one.startsWith('unknown')),
      [],
    );
  });
});

describe('doctor on VPC Block Public Access', () => {
  const natGateways = { 'nat-1': { subnet: 'subnet-2' } };
  const block = (mode: string, exclusions: Part = {}): Part => ({ internetBlock: { mode, exclusions } });
  const behindNat = (more: Part): Part => leadingTo('nat-1', { natGateways, ...more });
  const outside = (more: Part): Part =>
    leadingTo('igw-1', {
      instances: {
        [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web', publicIp: '203.0.113.7' },
      },
      ...more,
    });

  for (const [what, parts, subnet] of [
    ['the NAT gateway from the internet', behindNat(block('block-bidirectional')), 'subnet-2'],
    ['nodes with public addresses from the internet', outside(block('block-bidirectional')), 'subnet-1'],
    ['nodes with public addresses, also where it lets NAT gateways out', outside(block('block-ingress')), 'subnet-1'],
    [
      'nodes with public addresses, where it leaves them out for NAT gateways alone',
      outside(block('block-bidirectional', { 'vpc-1': 'allow-egress' })),
      'subnet-1',
    ],
  ] as const) {
    it(`finds that it keeps ${what}`, () =>
      fails(parts, `vpc.public-access-block ${subnet}`, /^VPC Block Public Access keeps/));
  }

  for (const [what, parts] of [
    ['it lets NAT gateways out', behindNat(block('block-ingress'))],
    ['it leaves the NAT gateway out', behindNat(block('block-bidirectional', { 'subnet-2': 'allow-egress' }))],
    ['it leaves the VPC out', outside(block('block-bidirectional', { 'vpc-1': 'allow-bidirectional' }))],
  ] as const) {
    it(`finds nothing where ${what}`, async () => assert.deepEqual(await briefly(seed({ ...parts, ...OFFLINE })), []));
  }
});
