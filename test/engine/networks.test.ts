// What doctor says of networks that are written as seeds, on nodes that are online unless noted otherwise.
import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { regionOf } from '../../src/sandbox/state/state.ts';
import { runEc2 } from './ec2-commands.ts';
import {
  ALLOW,
  allowing,
  briefly,
  BUCKET,
  endpoint,
  endpoints,
  faults,
  GATEWAY_ROUTE,
  KEY,
  NODE,
  OFFLINE,
  type Part,
  seed,
} from './network-seeds.ts';
import { stateWithRoles } from './identities.ts';
import { ACCOUNT, REGION } from './world.ts';

describe('doctor on the policies of endpoints', () => {
  const CONTROL = ['ssmmessages:CreateControlChannel', 'ssmmessages:OpenControlChannel'];
  const DATA = ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel'];
  const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:sessions`;
  const LOGS = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
  const UPLOADS = `arn:aws:s3:::${BUCKET}/*`;
  const keyArn = (id: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;

  it('finds nothing where they leave all to IAM', async () => assert.deepEqual(await briefly(seed()), []));

  for (const [what, service, policy, verdict = 'fail'] of [
    ['logs lets nodes write, and look nothing up', 'logs', allowing('logs:PutLogEvents')],
    ['logs lets nodes see no groups', 'logs', allowing(LOGS)],
    ['logs lets nodes look up one group only', 'logs', allowing('logs:*', { Resource: `${GROUP}:*` })],
    [
      'logs is for another group',
      'logs',
      {
        Statement: [
          { ...ALLOW, Action: 'logs:DescribeLogGroups' },
          { ...ALLOW, Resource: `${GROUP}-prod:*` },
        ],
      },
    ],
    ['ssmmessages lacks OpenDataChannel', 'ssmmessages', allowing([...CONTROL, 'ssmmessages:CreateDataChannel'])],
    ['ssmmessages lacks both data channels', 'ssmmessages', allowing(CONTROL)],
    [
      'ssmmessages denies a data channel',
      'ssmmessages',
      {
        Statement: [ALLOW, { ...ALLOW, Effect: 'Deny', Action: 'ssmmessages:OpenDataChannel' }],
      },
    ],
    ['kms lacks Decrypt', 'kms', allowing(['kms:GenerateDataKey', 'kms:Encrypt'])],
    ['kms is for another key', 'kms', allowing('kms:*', { Resource: keyArn('99999999-12ab-34cd-56ef-1234567890ab') })],
    ['s3 leaves the bucket out', 's3', allowing('s3:*', { Resource: 'arn:aws:s3:::amazon-ssm-us-east-1/*' }), 'warn'],
    ['s3 lacks PutObject', 's3', allowing('s3:GetObject'), 'warn'],
    // Nodes that are online disprove it.
    ['ssm lacks UpdateInstanceInformation', 'ssm', allowing('ssm:GetParameter'), 'warn'],
    ['ssmmessages lacks a control channel', 'ssmmessages', allowing(DATA), 'warn'],
  ] as const) {
    it(`finds that the one of ${what}, and the statement that it advises clears it`, async () => {
      const [found, ...others] = await faults(seed({ vpcEndpoints: endpoints({ [service]: policy }) }));
      assert.deepEqual(
        [found?.check, found?.verdict, found?.subject],
        ['vpc.endpoint-policy', verdict, `vpce-${service}`],
      );
      assert.deepEqual(others, []);
      const advice = adviceOf(found?.remedy ?? assert.fail());
      const denied = (policy as { Statement: readonly { Effect: string }[] }).Statement.some(
        ({ Effect }) => Effect === 'Deny',
      );
      if (denied) {
        assert.match(
          advice,
          /take ssmmessages:OpenDataChannel, or the roles of nodes, out of this one .*"Effect":"Deny"/,
        );
        return;
      }
      const state = seed({ vpcEndpoints: endpoints({ [service]: policy }) });
      runEc2(regionOf(state, ACCOUNT, REGION), advice);
      assert.deepEqual(await briefly(state), []);
      const { Statement: after } = JSON.parse(
        regionOf(state, ACCOUNT, REGION).vpcEndpoints[`vpce-${service}`]?.policy ?? '{}',
      ) as { Statement: readonly unknown[] };
      assert.deepEqual(after.slice(0, -1), policy.Statement, 'what others are allowed stays');
    });
  }

  it('finds that the one of s3 lets nobody see whether the bucket is encrypted, where sessions require that', async () => {
    const vpcEndpoints = endpoints({ s3: allowing('s3:PutObject') });
    assert.deepEqual(await briefly(seed({ vpcEndpoints })), []);
    assert.deepEqual(await briefly(seed({ vpcEndpoints }, { s3EncryptionEnabled: true })), [
      'fail vpc.endpoint-policy vpce-s3',
    ]);
  });

  it('finds that sessions are not logged at all, where the bucket is their only log', async () => {
    const vpcEndpoints = endpoints({ s3: allowing('s3:GetObject') });
    const only = { cloudWatchLogGroupName: '' };
    assert.deepEqual(await briefly(seed({ vpcEndpoints }, only)), ['fail vpc.endpoint-policy vpce-s3']);
    assert.deepEqual(await briefly(seed({}, only)), []);
  });

  it('finds that nodes cannot register, where they are not online', async () => {
    const vpcEndpoints = endpoints({ ssm: allowing('ssm:GetParameter') });
    assert.deepEqual(await briefly(seed({ ...OFFLINE, vpcEndpoints })), ['fail vpc.endpoint-policy vpce-ssm']);
  });

  it('finds what old agents lack of ec2messages', async () => {
    const ofOld = (policy: Part): State =>
      seed({
        nodes: { [NODE]: { agentVersion: '3.2.582.0' } },
        vpcEndpoints: { ...endpoints(), 'vpce-ec2messages': endpoint('ec2messages', { policy }) },
      });
    assert.deepEqual(await briefly(ofOld(allowing('ec2messages:GetMessages'))), [
      'warn vpc.endpoint-policy vpce-ec2messages',
    ]);
    assert.deepEqual(await briefly(ofOld(allowing('ec2messages:*'))), []);
  });

  for (const [what, policies] of [
    [
      'name no more than sessions need',
      {
        ssm: allowing('ssm:UpdateInstanceInformation'),
        ssmmessages: allowing([...CONTROL, ...DATA]),
        kms: allowing('kms:Decrypt', { Resource: keyArn(KEY) }),
        logs: {
          Statement: [
            { ...ALLOW, Action: 'logs:DescribeLogGroups' },
            { ...ALLOW, Action: LOGS, Resource: `${GROUP}:*` },
          ],
        },
        s3: allowing('s3:PutObject', { Resource: UPLOADS }),
      },
    ],
    [
      'are for the account and this VPC',
      Object.fromEntries(
        ['ssm', 'ssmmessages', 'kms', 'logs', 's3'].map((service) => [
          service,
          allowing('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:SourceVpc': 'vpc-1' } } }),
        ]),
      ),
    ],
    [
      'have a condition that nodes meet, since they are connected',
      Object.fromEntries(
        ['ssm', 'ssmmessages'].map((service) => [
          service,
          allowing('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
        ]),
      ),
    ],
  ] as const) {
    it(`finds nothing where they ${what}`, async () => {
      assert.deepEqual(await briefly(seed({ vpcEndpoints: endpoints(policies) })), []);
    });
  }

  describe('that are for some roles', () => {
    const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const user = { AWS: `arn:aws:iam::${ACCOUNT}:role/other` };
    /** Of an endpoint for logs, with nodes of the role `web`. */
    const forLogs = async (...statements: readonly Part[]): Promise<readonly string[]> => {
      const state = seed({ vpcEndpoints: endpoints({ logs: { Statement: statements } }) });
      state.iam[ACCOUNT] = stateWithRoles({ web: {}, other: {} }).iam[ACCOUNT] ?? assert.fail();
      return briefly(state);
    };
    const FAILS = ['fail vpc.endpoint-policy vpce-logs'];

    for (const [what, statements] of [
      ['another role alone is allowed', [{ ...ALLOW, Principal: user }]],
      [
        'another role alone is allowed, by a condition',
        [{ ...ALLOW, Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn('other') } } }],
      ],
      ['their role is denied', [ALLOW, { ...ALLOW, Effect: 'Deny', Principal: { AWS: roleArn('web') } }]],
      [
        'all roles but another one are denied',
        [ALLOW, { ...ALLOW, Effect: 'Deny', Condition: { StringNotLike: { 'aws:PrincipalArn': roleArn('oth*') } } }],
      ],
      [
        'another account is allowed',
        [{ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } }],
      ],
      [
        'the things of another account are allowed',
        [
          { ...ALLOW, Action: 'logs:DescribeLogGroups' },
          { ...ALLOW, Action: LOGS, Condition: { StringEquals: { 'aws:ResourceAccount': '444455556666' } } },
        ],
      ],
      [
        'a tag is required that their role does not have',
        [{ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'web' } } }],
      ],
      ['another VPC is allowed', [{ ...ALLOW, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-9' } } }]],
    ] as const) {
      it(`are found where ${what}`, async () => assert.deepEqual(await forLogs(...statements), FAILS));
    }

    for (const [what, statements] of [
      ['their role is allowed', [{ ...ALLOW, Principal: { AWS: roleArn('web') } }]],
      [
        'their role is allowed, by a condition',
        [{ ...ALLOW, Condition: { StringLike: { 'aws:PrincipalArn': roleArn('w*') } } }],
      ],
      [
        'their session is allowed',
        [{ ...ALLOW, Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/web/${NODE}` } }],
      ],
      ['another role is denied', [ALLOW, { ...ALLOW, Effect: 'Deny', Principal: user }]],
      [
        'all but them are denied',
        [ALLOW, { ...ALLOW, Effect: 'Deny', Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn('web') } } }],
      ],
      [
        'the things of this account are allowed',
        [{ ...ALLOW, Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } } }],
      ],
      [
        'other accounts are denied',
        [ALLOW, { ...ALLOW, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } }],
      ],
    ] as const) {
      it(`are fine where ${what}`, async () => assert.deepEqual(await forLogs(...statements), []));
    }

    for (const [what, statement] of [
      ['an organization is allowed', { ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      ['an address decides', { ...ALLOW, Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }],
    ] as const) {
      it(`are not known where ${what}`, async () => {
        assert.deepEqual(await forLogs(statement), ['unknown vpc.endpoint-policy vpce-logs']);
      });
    }

    it('are of nobody but the root user where a gateway names an account', async () => {
      const named = { s3: { Statement: [{ ...ALLOW, Principal: { AWS: ACCOUNT } }] } };
      const [found] = await faults(seed({ vpcEndpoints: endpoints(named) }));
      assert.equal(found?.subject, 'vpce-s3');
      const asked = { s3: allowing('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }) };
      assert.deepEqual(await briefly(seed({ vpcEndpoints: endpoints(asked) })), []);
    });
  });

  it('does not know whether a condition of the data channel alone is met', async () => {
    const ssmmessages = {
      Statement: [
        { ...ALLOW, Action: CONTROL },
        { ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      ],
    };
    const [found] = await faults(seed({ vpcEndpoints: endpoints({ ssmmessages }) }));
    assert.equal(found?.verdict, 'unknown');
    assert.match(adviceOf(found.remedy), /OpenDataChannel/);
  });
});

describe('doctor on the resolvers of a VPC', () => {
  const vpcWith = (more: Part): Part => ({ vpcs: { 'vpc-1': { cidr: '10.0.0.0/16', ...more } } });
  const SUPPORT_OFF = vpcWith({ dnsSupport: false });
  /** No endpoints, but a NAT gateway. */
  const NATTED = {
    vpcEndpoints: {},
    routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [{ destination: '0.0.0.0/0', target: 'nat-1' }] } },
  };
  const resolvers = (...nameServers: readonly string[]): Part => ({
    ...vpcWith({ dhcpOptions: 'dopt-1' }),
    dhcpOptions: { 'dopt-1': { nameServers } },
  });

  for (const [what, parts] of [
    ["that Amazon's is off, where nodes have endpoints", SUPPORT_OFF],
    ["that Amazon's is off, where nodes have a NAT gateway", { ...NATTED, ...SUPPORT_OFF }],
    ['that hostnames are off, and with them the names of endpoints', vpcWith({ dnsHostnames: false })],
  ] as const) {
    it(`finds ${what}: it fails where nodes are not online, and warns where they are`, async () => {
      const [found, ...others] = await faults(seed({ ...parts, ...OFFLINE }));
      assert.deepEqual([found?.check, found?.verdict, found?.subject, others], ['vpc.dns', 'fail', 'vpc-1', []]);
      assert.match(
        adviceOf(found?.remedy ?? assert.fail()),
        /^.*aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-/,
      );
      assert.deepEqual(await briefly(seed(parts)), ['warn vpc.dns vpc-1']);
    });
  }

  it('does not know whether resolvers of its own find the services, unless a node shows it', async () => {
    for (const parts of [resolvers('10.0.0.53'), { ...NATTED, ...resolvers('192.168.1.1', '192.168.1.2') }]) {
      const [found, ...others] = await faults(seed({ ...parts, ...OFFLINE }));
      assert.deepEqual([found?.check, found?.verdict, found?.subject, others], ['vpc.dns', 'unknown', 'vpc-1', []]);
      assert.match(adviceOf(found?.remedy ?? assert.fail()), /aws ec2 describe-dhcp-options --dhcp-options-ids dopt-1/);
      assert.deepEqual(await briefly(seed(parts)), []);
    }
  });

  for (const [what, parts] of [
    [
      "resolvers of its own take the place of Amazon's, which is off",
      {
        ...resolvers('10.0.0.53'),
        ...vpcWith({ dhcpOptions: 'dopt-1', dnsSupport: false }),
      },
    ],
    ['hostnames are off, and no endpoint has a name', { ...NATTED, ...vpcWith({ dnsHostnames: false }) }],
  ] as const) {
    it(`finds nothing where ${what}`, async () => assert.deepEqual(await briefly(seed(parts)), []));
  }

  it("finds nothing where DHCP options name Amazon's resolver, on nodes that are not online either", async () => {
    for (const server of ['AmazonProvidedDNS', '169.254.169.253', '10.0.0.2']) {
      assert.deepEqual(await briefly(seed({ ...resolvers('10.9.9.9', server), ...OFFLINE })), [], server);
    }
  });
});

describe('doctor on the way through a NAT gateway', () => {
  const toNat = { destination: '0.0.0.0/0', target: 'nat-1' };
  const toInternet = { destination: '0.0.0.0/0', target: 'igw-1' };
  /** Nodes behind a NAT gateway in a public subnet; `way`: what differs. */
  const behind = ({ nat = {}, routes = [toInternet], own = [toNat], ...more }: Way = {}): Part => ({
    vpcEndpoints: {},
    subnets: {
      'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' },
      'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24' },
    },
    routeTables: {
      'rtb-1': { vpc: 'vpc-1', main: true, routes: own },
      'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'], routes },
    },
    natGateways: { 'nat-1': { subnet: 'subnet-2', ...nat } },
    ...more,
  });
  interface Way extends Part {
    readonly nat?: Part;
    readonly routes?: readonly Part[];
    readonly own?: readonly Part[];
  }
  const aclWith = (...entries: readonly Part[]): Part => ({
    networkAcls: { 'acl-2': { vpc: 'vpc-1', subnets: ['subnet-2'], entries } },
  });
  const pass = (number: number, egress: boolean, cidr: string, from: number, to: number): Part => ({
    number,
    egress,
    action: 'allow',
    protocol: 'tcp',
    cidr,
    from,
    to,
  });

  for (const [what, way, id, cause] of [
    [
      'its subnet has no route to an internet gateway',
      { routes: [] },
      'vpc.route nat-1',
      /^its subnet has no route to an/,
    ],
    [
      'its internet gateway is gone',
      { routes: [{ ...toInternet, state: 'blackhole' }] },
      'vpc.route nat-1',
      /leads to igw-1, which is gone/,
    ],
    [
      'its subnet leads to a peering',
      { routes: [{ ...toInternet, target: 'pcx-1' }] },
      'vpc.route nat-1',
      /leads to pcx-1/,
    ],
    ['it is in a subnet that leads to itself', { nat: { subnet: 'subnet-1' } }, 'vpc.route nat-1', /leads to nat-1/],
    ['it is private', { nat: { connectivity: 'private' } }, 'vpc.route nat-1', /^it is a private one/],
    ['it has failed', { nat: { state: 'failed' } }, 'vpc.route nat-1', /^its state is failed/],
    ['it is being deleted', { nat: { state: 'deleting' } }, 'vpc.route nat-1', /^its state is deleting/],
    [
      'it is gone, and the route of nodes is a black hole',
      { own: [{ ...toNat, state: 'blackhole' }], nat: { state: 'deleted' } },
      'vpc.route rtb-1',
      /^its default route leads to nat-1, which is gone/,
    ],
    ['its network ACL lets nothing pass', aclWith(), 'vpc.network-acl acl-2', /do not let port 443/],
    [
      'its network ACL lets no answers in',
      aclWith(
        pass(100, false, '10.0.0.0/16', 443, 443),
        pass(100, true, '0.0.0.0/0', 443, 443),
        pass(110, true, '10.0.0.0/16', 1024, 65_535),
      ),
      'vpc.network-acl acl-2',
      /do not let port 443/,
    ],
  ] as const) {
    it(`finds that ${what}: it fails where nodes are not online, and warns where they are`, async () => {
      const [found, ...others] = await faults(seed({ ...behind(way), ...OFFLINE }));
      assert.deepEqual([found?.verdict, `${found?.check} ${found?.subject}`, others], ['fail', id, []]);
      assert.match(found?.summary ?? '', cause);
      assert.deepEqual(await briefly(seed(behind(way))), [`warn ${id}`]);
    });
  }

  it('advises the route that is missing, or the gateway that others lead to, but none that takes the way of nodes', async () => {
    const adviceFor = async (way: Way): Promise<string> => {
      const [found] = await faults(seed({ ...behind(way), ...OFFLINE }));
      return adviceOf(found?.remedy ?? assert.fail());
    };
    assert.match(
      await adviceFor({ routes: [] }),
      /^gateway=\$\(aws ec2 create-internet-gateway .*\) && aws ec2 attach-internet-gateway .* && aws ec2 create-route --route-table-id rtb-2 /,
    );
    const routeTables = {
      'rtb-1': { vpc: 'vpc-1', main: true, routes: [toNat] },
      'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'] },
      'rtb-3': { vpc: 'vpc-1', subnets: ['subnet-3'], routes: [toInternet] },
    };
    assert.match(
      await adviceFor({ routeTables }),
      /aws ec2 create-route --route-table-id rtb-2 --destination-cidr-block 0\.0\.0\.0\/0 --gateway-id igw-1/,
    );
    assert.match(
      await adviceFor({ nat: { subnet: 'subnet-1' } }),
      /aws ec2 create-nat-gateway --subnet-id subnet-2 .* && aws ec2 replace-route --route-table-id rtb-1 /,
    );
    assert.match(
      await adviceFor({ nat: { subnet: 'subnet-1' }, routes: [] }),
      /lead rtb-1 to a public one.*describe-nat-gateways/,
    );
  });

  it('does not know what is behind a transit gateway, unless nodes show it', async () => {
    for (const connectivity of ['public', 'private']) {
      const way = { nat: { connectivity }, routes: [{ ...toInternet, target: 'tgw-1' }] };
      assert.deepEqual(await briefly(seed({ ...behind(way), ...OFFLINE })), ['unknown vpc.route nat-1']);
      assert.deepEqual(await briefly(seed(behind(way))), []);
    }
  });

  for (const [what, way] of [
    ['it leads to an internet gateway', {}],
    ['it is not listed', { natGateways: {} }],
    ['its subnet leads through a firewall', { routes: [{ ...toInternet, target: 'vpce-firewall' }] }],
    [
      'its internet gateway is reached by halves',
      {
        routes: ['0.0.0.0/1', '128.0.0.0/1'].map((destination) => ({ ...toInternet, destination })),
      },
    ],
    [
      'its network ACL lets pass what it has to',
      aclWith(
        pass(100, false, '10.0.0.0/16', 443, 443),
        pass(110, false, '0.0.0.0/0', 1024, 65_535),
        pass(100, true, '0.0.0.0/0', 443, 443),
        pass(110, true, '10.0.0.0/16', 1024, 65_535),
      ),
    ],
    [
      'nodes have endpoints for all, and it is broken',
      {
        nat: { state: 'failed' },
        own: [toNat, GATEWAY_ROUTE],
        vpcEndpoints: endpoints(),
      },
    ],
  ] as const satisfies readonly (readonly [string, Way])[]) {
    it(`finds nothing where ${what}, on nodes that are not online either`, async () => {
      assert.deepEqual(await briefly(seed({ ...behind(way), ...OFFLINE })), []);
    });
  }
});
