// Here every command that doctor advises for a network is carried out: the finding must then be gone, and no new one there.
import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { regionOf, type State } from '../../src/sandbox/state/state.ts';
import { runEc2 } from './ec2-commands.ts';
import { ALLOW, endpoint, endpoints, faults, GATEWAY_ROUTE, NODE, OFFLINE, type Part, seed } from './network-seeds.ts';
import { ACCOUNT, REGION } from './world.ts';

const brief = ({ verdict, check, subject }: Fault): string => `${verdict} ${check} ${subject}`;

/** The commands of a piece of advice, without the words that say when. */
const commandsIn = (found: Fault): string => adviceOf(found.remedy).replace(/^.*?: (?=(?:\w+=\$\()?aws )/, '');

/** Changes a copy of the state as these lines say. */
function after(state: State, lines: readonly string[]): State {
  const changed = structuredClone(state);
  for (const line of lines) runEc2(regionOf(changed, ACCOUNT, REGION), line);
  return changed;
}

/** Follows every piece of advice about what fails by itself, and all of them in turn. */
async function cures(state: State): Promise<void> {
  const before = await faults(state);
  const failing = before.filter(({ verdict }) => verdict === 'fail');
  assert.ok(failing.length > 0, 'something fails');
  const known = new Set(before.map(brief));
  const lines = [...new Set(failing.map(commandsIn))];
  for (const line of lines) {
    const left = (await faults(after(state, [line]))).map(brief);
    const cured = failing.filter((found) => commandsIn(found) === line).map(brief);
    assert.deepEqual(
      [left.filter((one) => !known.has(one)), left.filter((one) => cured.includes(one))],
      [[], []],
      line,
    );
  }
  let now = state;
  for (let rounds = 0; ; rounds += 1) {
    const [found] = (await faults(now)).filter(({ verdict }) => verdict === 'fail');
    if (!found) return;
    assert.ok(rounds < 6, brief(found));
    now = after(now, [commandsIn(found)]);
  }
}

const OTHER = 'i-0123456789abcdef1';
const NAT = { destination: '0.0.0.0/0', target: 'nat-1' };
const IGW = { destination: '0.0.0.0/0', target: 'igw-1' };
const OPEN = { protocol: '-1', cidrs: ['0.0.0.0/0'] };
const https = (...cidrs: readonly string[]): Part => ({ protocol: 'tcp', from: 443, to: 443, cidrs });

/** No endpoints, three subnets in two zones; one node in the first, and another behind a NAT gateway in the second. */
const MIXED: Part = {
  vpcEndpoints: {},
  subnets: {
    'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
    'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24', zone: `${REGION}b` },
    'subnet-3': { vpc: 'vpc-1', cidr: '10.0.3.0/24', zone: `${REGION}b` },
  },
  routeTables: {
    'rtb-1': { vpc: 'vpc-1', main: true },
    'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes: [NAT] },
    'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes: [IGW] },
  },
  natGateways: { 'nat-1': { subnet: 'subnet-3' } },
  securityGroups: { 'sg-node': { vpc: 'vpc-1' }, 'sg-other': { vpc: 'vpc-1', egress: [https('0.0.0.0/0')] } },
  instances: {
    [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' },
    [OTHER]: { subnet: 'subnet-2', securityGroups: ['sg-other'], profile: 'web' },
  },
  nodes: {},
};

const KNOWN = { [NODE]: { pingStatus: 'ConnectionLost' }, [OTHER]: { pingStatus: 'ConnectionLost' } };

const without = (...services: readonly string[]): Part =>
  Object.fromEntries(Object.entries(endpoints()).filter(([id]) => !services.includes(id.slice('vpce-'.length))));

const FLEETS: readonly (readonly [title: string, parts: Part])[] = [
  ['there are no endpoints at all', { vpcEndpoints: {}, routeTables: {}, nodes: {} }],
  ['there are none, and other nodes work through a NAT gateway', MIXED],
  ['there are none, and nodes are known', { ...MIXED, nodes: KNOWN }],
  ['there are none, and the VPC has two ranges', { ...MIXED, vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } } }],
  [
    'there are none, and the names of endpoints are off',
    { ...MIXED, vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', dnsHostnames: false } } },
  ],
  [
    'there are none, and the one that works may only go to the internet',
    {
      ...MIXED,
      securityGroups: {
        'sg-node': { vpc: 'vpc-1', egress: [] },
        'sg-other': { vpc: 'vpc-1', egress: [https('52.0.0.0/8', '3.0.0.0/8')] },
      },
    },
  ],
  [
    'there are none, and a network ACL parts the subnets',
    {
      ...MIXED,
      networkAcls: {
        'acl-1': {
          vpc: 'vpc-1',
          subnets: ['subnet-1'],
          entries: [
            { number: 10, egress: true, action: 'deny', cidr: '10.0.2.0/23' },
            { number: 20, egress: true, action: 'allow' },
            { number: 10, egress: false, action: 'allow' },
          ],
        },
      },
    },
  ],
  [
    'a service is not offered in the zone of nodes',
    {
      ...MIXED,
      endpointServices: {
        [`com.amazonaws.${REGION}.ssmmessages`]: { zones: [`${REGION}b`] },
        [`com.amazonaws.${REGION}.kms`]: { zones: [`${REGION}b`] },
      },
    },
  ],
  ['one is missing beside the others', { ...OFFLINE, vpcEndpoints: without('logs') }],
  ['two are missing beside the others', { ...OFFLINE, vpcEndpoints: without('logs', 'ssmmessages') }],
  [
    'one is missing, and the group of the others is closed',
    {
      ...OFFLINE,
      vpcEndpoints: without('ssm'),
      securityGroups: { 'sg-node': { vpc: 'vpc-1' }, 'sg-endpoint': { vpc: 'vpc-1' } },
    },
  ],
  ['the gateway endpoint is missing', { ...OFFLINE, routeTables: {}, vpcEndpoints: without('s3') }],
  [
    'the gateway endpoint leaves a route table out',
    {
      ...OFFLINE,
      routeTables: {
        'rtb-2': { vpc: 'vpc-1', main: true },
        'rtb-1': { vpc: 'vpc-1', subnets: ['subnet-9'], routes: [GATEWAY_ROUTE] },
      },
    },
  ],
  [
    'the gateway endpoint is missing, and nodes may go nowhere else',
    {
      ...OFFLINE,
      routeTables: {},
      vpcEndpoints: without('s3'),
      securityGroups: {
        'sg-node': { vpc: 'vpc-1', egress: [https('10.0.0.0/16')] },
        'sg-endpoint': { vpc: 'vpc-1', ingress: [https('10.0.0.0/16')] },
      },
    },
  ],
  [
    'private DNS is off',
    { ...OFFLINE, vpcEndpoints: { ...endpoints(), 'vpce-ssm': endpoint('ssm', { privateDns: false }) } },
  ],
  [
    'private DNS is off, with all that it depends on, and others work through a NAT gateway',
    {
      ...MIXED,
      vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', dnsHostnames: false, dnsSupport: false } },
      securityGroups: {
        'sg-node': { vpc: 'vpc-1' },
        'sg-other': { vpc: 'vpc-1' },
        'sg-endpoint': { vpc: 'vpc-1', ingress: [https('10.0.1.0/24')] },
      },
      vpcEndpoints: { ...endpoints(), 'vpce-ssm': endpoint('ssm', { privateDns: false }) },
    },
  ],
  [
    'the names of endpoints are off, and others work through a NAT gateway',
    {
      ...MIXED,
      vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', dnsHostnames: false } },
      securityGroups: {
        'sg-node': { vpc: 'vpc-1' },
        'sg-other': { vpc: 'vpc-1' },
        'sg-endpoint': { vpc: 'vpc-1', ingress: [https('10.0.1.0/24')] },
      },
      vpcEndpoints: endpoints(),
    },
  ],
  [
    'the endpoints let nobody in',
    { ...OFFLINE, securityGroups: { 'sg-node': { vpc: 'vpc-1' }, 'sg-endpoint': { vpc: 'vpc-1' } } },
  ],
  [
    'endpoints have failed',
    {
      ...OFFLINE,
      vpcEndpoints: {
        ...endpoints(),
        'vpce-logs': endpoint('logs', { state: 'failed', policy: { Statement: [{ ...ALLOW, Action: 'logs:*' }] } }),
        'vpce-s3': { vpc: 'vpc-1', service: 's3', routeTables: ['rtb-1'], state: 'failed' },
      },
    },
  ],
  [
    'there are none, but the security group that this advice makes',
    {
      ...MIXED,
      securityGroups: {
        ...(MIXED['securityGroups'] as Part),
        'sg-ours': { vpc: 'vpc-1', name: 'session-manager-endpoints' },
      },
    },
  ],
  [
    'nodes are not let out',
    {
      ...OFFLINE,
      securityGroups: { 'sg-node': { vpc: 'vpc-1', egress: [] }, 'sg-endpoint': { vpc: 'vpc-1', ingress: [OPEN] } },
    },
  ],
  [
    'there are none, and the VPC has resolvers of its own',
    {
      ...OFFLINE,
      vpcEndpoints: {},
      routeTables: {},
      vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', dhcpOptions: 'dopt-1' } },
      dhcpOptions: { 'dopt-1': { nameServers: ['10.0.0.53'] } },
    },
  ],
  ...(
    [
      ['nodes, which lets nothing pass', ['subnet-1'], []],
      ['the NAT gateway, which lets nothing pass', ['subnet-3'], []],
      [
        'the NAT gateway, which lets no answers in',
        ['subnet-3'],
        [
          { number: 100, egress: false, action: 'allow', protocol: 'tcp', cidr: '10.0.0.0/16', from: 443, to: 443 },
          { number: 100, egress: true, action: 'allow' },
        ],
      ],
      [
        'both, which lets nothing to high ports',
        ['subnet-1', 'subnet-3'],
        [
          { number: 3, egress: false, action: 'deny', protocol: 'tcp', from: 1024, to: 65_535 },
          { number: 100, egress: false, action: 'allow' },
          { number: 100, egress: true, action: 'allow' },
        ],
      ],
    ] as const
  ).map(
    ([what, among, entries]) =>
      [
        `there is a network ACL of ${what}`,
        {
          ...MIXED,
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [NAT] },
            'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes: [IGW] },
          },
          networkAcls: { 'acl-1': { vpc: 'vpc-1', subnets: among, entries } },
        },
      ] as const,
  ),
  [
    'endpoints are in another subnet, whose network ACL and that of nodes let nothing pass',
    {
      ...OFFLINE,
      subnets: {
        'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
        'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24' },
      },
      vpcEndpoints: Object.fromEntries(
        Object.entries(endpoints()).map(([id, one]) => [
          id,
          id === 'vpce-s3' ? one : { ...one, subnets: ['subnet-2'] },
        ]),
      ),
      networkAcls: {
        'acl-1': { vpc: 'vpc-1', subnets: ['subnet-1'], entries: [] },
        'acl-2': { vpc: 'vpc-1', subnets: ['subnet-2'], entries: [] },
      },
    },
  ],
  ...(
    [
      ['a deleted NAT gateway, and there is another one', { state: 'deleted' }, { 'nat-2': { subnet: 'subnet-3' } }],
      ['a deleted NAT gateway', { state: 'deleted' }, {}],
    ] as const
  ).map(
    ([what, nat, others]) =>
      [
        `the route leads to ${what}`,
        {
          ...MIXED,
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [{ ...NAT, state: 'blackhole' }] },
            'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes: [IGW] },
          },
          natGateways: { 'nat-1': { subnet: 'subnet-3', ...nat }, ...others },
        },
      ] as const,
  ),
  ...(
    [
      ['has failed', { state: 'failed' }],
      ['is private', { connectivity: 'private' }],
      ['is in a private subnet', { subnet: 'subnet-1' }],
    ] as const
  ).map(
    ([what, nat]) =>
      [
        `the NAT gateway ${what}`,
        {
          ...MIXED,
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [NAT] },
            'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes: [IGW] },
          },
          natGateways: { 'nat-1': { subnet: 'subnet-3', ...nat } },
        },
      ] as const,
  ),
  ...(
    [
      ['has no route to an internet gateway', [], {}],
      ['has no route to the internet gateway that is attached', [], { 'igw-1': { vpc: 'vpc-1' } }],
      ['leads to an internet gateway that is not attached any more', [{ ...IGW, state: 'blackhole' }], { 'igw-1': {} }],
      ['leads to an internet gateway that is gone', [{ ...IGW, state: 'blackhole' }], {}],
    ] as const
  ).map(
    ([what, routes, internetGateways]) =>
      [
        `the subnet of the NAT gateway ${what}`,
        {
          ...MIXED,
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [NAT] },
            'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes },
          },
          internetGateways,
        },
      ] as const,
  ),
  [
    'nodes with public addresses have lost their internet gateway',
    {
      ...MIXED,
      routeTables: { 'rtb-1': { vpc: 'vpc-1', main: true, routes: [{ ...IGW, state: 'blackhole' }] } },
      instances: {
        [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web', publicIp: '203.0.113.7' },
      },
      internetGateways: { 'igw-1': {} },
    },
  ],
];

describe('all advice for two faults at once, carried out', () => {
  const PAIRS: readonly Part[] = [
    { securityGroups: { 'sg-node': { vpc: 'vpc-1', egress: [] }, 'sg-endpoint': { vpc: 'vpc-1' } } },
    { vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', dnsHostnames: false } } },
    { vpcEndpoints: without('logs', 'ssm') },
    { vpcEndpoints: { ...endpoints(), 'vpce-kms': endpoint('kms', { privateDns: false, subnets: ['subnet-2'] }) } },
    {
      networkAcls: {
        'acl-1': {
          vpc: 'vpc-1',
          subnets: ['subnet-1'],
          entries: [{ number: 50, egress: true, action: 'allow', protocol: 'tcp', from: 22, to: 22 }],
        },
      },
    },
    { routeTables: {} },
  ];
  const subnets = {
    'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
    'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24', zone: `${REGION}b` },
  };
  for (const [at, one] of PAIRS.entries()) {
    for (const other of PAIRS.slice(at + 1)) {
      const title = `clears ${JSON.stringify(Object.keys(one))} and ${JSON.stringify(Object.keys(other))}, ${at}`;
      it(title, () => cures(seed({ ...OFFLINE, subnets, ...one, ...other })));
    }
  }
});

describe('the advice for a network, carried out, clears what it is about and breaks nothing', () => {
  for (const [title, parts] of FLEETS) it(`where ${title}`, () => cures(seed(parts)));
});
