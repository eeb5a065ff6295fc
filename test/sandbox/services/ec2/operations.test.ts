import assert from 'node:assert/strict';
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeDhcpOptionsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribePrefixListsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type DescribeSubnetsCommandInput,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import type { Faults } from '../../../../src/sandbox/door/faults.ts';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import type { Instance } from '../../../../src/sandbox/state/ec2.ts';
import { emptyIam } from '../../../../src/sandbox/state/iam.ts';
import { regionOf, type RegionState } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';
const OTHER = '111111111111';

const instance = (extra: Partial<Instance> = {}): Instance => ({
  state: 'running',
  launched: '2026-01-02T03:04:05.000Z',
  platform: 'linux',
  type: 't3.micro',
  imageId: 'ami-1',
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  privateIp: '10.0.0.4',
  securityGroups: ['sg-1'],
  metadata: { tokens: 'required', endpoint: 'enabled' },
  tags: {},
  ...extra,
});

/** A sandbox with this in eu-central-1 of the account. */
async function sandboxWith(change: (here: RegionState) => void, faults: Faults = {}): Promise<Sandbox> {
  const sandbox = createSandbox({ faults });
  await sandbox.edit((state) => change(regionOf(state, ACCOUNT, 'eu-central-1')));
  return sandbox;
}

async function clientWith(change: (here: RegionState) => void): Promise<EC2Client> {
  return clientsOf(await sandboxWith(change)).ec2;
}

function fewInstances(here: RegionState): void {
  here.subnets['subnet-1'] = { vpc: 'vpc-1', cidr: '10.0.0.0/24', zone: 'eu-central-1b', tags: {} };
  here.securityGroups['sg-1'] = { name: 'web', vpc: 'vpc-1', ingress: [], egress: [] };
  here.instances['i-1'] = instance({ tags: { Name: 'one & <two>', env: 'prod' }, publicIp: '203.0.113.9' });
  here.instances['i-2'] = instance({ state: 'stopped', subnet: 'subnet-2', tags: { env: 'test' } });
  here.instances['i-3'] = instance({ platform: 'windows', vpc: 'vpc-2', ipv6: '2001:db8::7' });
  here.instances['i-4'] = instance({ state: 'terminated', profile: 'web' });
}

describe('sandbox: EC2 instances', () => {
  let ec2: EC2Client;
  beforeEach(async () => {
    ec2 = await clientWith(fewInstances);
  });

  const idsOf = async (input: DescribeInstancesCommandInput): Promise<(string | undefined)[]> => {
    const { Reservations: reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
    return reservations.flatMap(({ Instances: found = [] }) => found.map(({ InstanceId }) => InstanceId));
  };
  const filtered = (...filters: [name: string, ...values: string[]][]) =>
    idsOf({ Filters: filters.map(([Name, ...Values]): Filter => ({ Name, Values })) });
  const one = async (id: string) => {
    const { Reservations: [reservation] = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    assert.equal(reservation?.OwnerId, ACCOUNT);
    return reservation?.Instances?.[0] ?? assert.fail();
  };

  it('show where they are and how they are reached', async () => {
    const { NetworkInterfaces: [first] = [], ...shown } = await one('i-1');
    assert.deepEqual(shown.State, { Code: 16, Name: 'running' });
    assert.deepEqual(shown.LaunchTime, new Date('2026-01-02T03:04:05Z'));
    assert.equal(shown.Placement?.AvailabilityZone, 'eu-central-1b');
    assert.deepEqual([shown.VpcId, shown.SubnetId, shown.ImageId], ['vpc-1', 'subnet-1', 'ami-1']);
    assert.deepEqual([shown.PrivateIpAddress, shown.PublicIpAddress], ['10.0.0.4', '203.0.113.9']);
    assert.equal(shown.Platform, undefined);
    assert.equal(shown.IamInstanceProfile, undefined);
    assert.deepEqual(shown.SecurityGroups, [{ GroupId: 'sg-1', GroupName: 'web' }]);
    assert.deepEqual([shown.MetadataOptions?.HttpTokens, shown.MetadataOptions?.HttpEndpoint], ['required', 'enabled']);
    assert.deepEqual(shown.Tags, [
      { Key: 'Name', Value: 'one & <two>' },
      { Key: 'env', Value: 'prod' },
    ]);
    assert.deepEqual(first?.Groups, shown.SecurityGroups);
    assert.equal(first?.Association?.PublicIp, '203.0.113.9');
    assert.deepEqual(first?.Ipv6Addresses, []);
  });

  it('show Windows as AWS does, and addresses of IPv6', async () => {
    const shown = await one('i-3');
    assert.equal(shown.Platform, 'windows');
    assert.deepEqual(shown.NetworkInterfaces?.[0]?.Ipv6Addresses?.[0]?.Ipv6Address, '2001:db8::7');
  });

  it('keep nothing of their network when they are terminated', async () => {
    const shown = await one('i-4');
    assert.equal(shown.State?.Name, 'terminated');
    assert.deepEqual(
      [shown.VpcId, shown.PrivateIpAddress, shown.IamInstanceProfile],
      [undefined, undefined, undefined],
    );
  });

  it('name their instance profile by the path that IAM has', async () => {
    const sandbox = await sandboxWith((here) => {
      here.instances['i-1'] = instance({ profile: 'web' });
      here.instances['i-2'] = instance({ profile: 'gone' });
    });
    await sandbox.edit((state) => {
      const profile = { id: 'AIPA1', path: '/team/', created: '2026-01-01T00:00:00.000Z', roles: [] };
      state.iam[ACCOUNT] = { ...emptyIam(), instanceProfiles: { web: profile } };
    });
    ({ ec2 } = clientsOf(sandbox));
    assert.deepEqual((await one('i-1')).IamInstanceProfile, {
      Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/team/web`,
      Id: 'AIPA1',
    });
    const { Arn, Id } = (await one('i-2')).IamInstanceProfile ?? {};
    assert.equal(Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/gone`);
    assert.match(Id ?? '', /^AIPA[0-9A-F]{17}$/);
  });

  it('are found by filters: all of them, and any value of each, with wildcards', async () => {
    assert.deepEqual(await idsOf({}), ['i-1', 'i-2', 'i-3', 'i-4']);
    assert.deepEqual(await filtered(['instance-state-name', 'running', 'stopped']), ['i-1', 'i-2', 'i-3']);
    assert.deepEqual(await filtered(['vpc-id', 'vpc-1'], ['instance-state-name', 'running']), ['i-1']);
    assert.deepEqual(await filtered(['subnet-id', 'subnet-2']), ['i-2']);
    assert.deepEqual(await filtered(['tag:env', 'pro?', 'x']), ['i-1']);
    assert.deepEqual(await filtered(['tag:Env', 'prod']), []);
    assert.deepEqual(await filtered(['tag-key', 'e*']), ['i-1', 'i-2']);
    assert.deepEqual(await filtered(['instance.group-id', 'sg-1']), ['i-1', 'i-2', 'i-3']);
    assert.deepEqual(await filtered(['instance-id', 'i-3', 'i-9']), ['i-3']);
  });

  it('refuse filters that do not exist, have no values, or too many', async () => {
    await refused(filtered(['nonsense', 'x']), 'InvalidParameterValue', /^The filter 'nonsense' is invalid$/);
    await refused(filtered(['vpc-id']), 'InvalidParameterValue');
    const many = Array.from({ length: 201 }, (_, index) => `i-${index}`);
    await refused(filtered(['instance-id', ...many]), 'FilterLimitExceeded', /specified on a single call is 200$/);
  });

  it('refuse ids that are none or unknown', async () => {
    await refused(one('vpc-1'), 'InvalidInstanceID.Malformed');
    await refused(one('i-9'), 'InvalidInstanceID.NotFound', /^The instance ID 'i-9' does not exist$/);
    await refused(
      idsOf({ InstanceIds: ['i-9', 'i-1', 'i-8'] }),
      'InvalidInstanceID.NotFound',
      /^The instance IDs 'i-9, i-8' do not exist$/,
    );
  });

  it('come in pages', async () => {
    ec2 = await clientWith((here) => {
      for (let index = 10; index < 22; index += 1) here.instances[`i-${index}`] = instance();
    });
    const pages: number[] = [];
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {})) {
      pages.push(page.Reservations?.length ?? 0);
    }
    assert.deepEqual(pages, [5, 5, 2]);
    await refused(idsOf({ MaxResults: 4 }), 'InvalidParameterValue', /^Value \( 4 \) for parameter maxResults/);
    await refused(idsOf({ MaxResults: 1001 }), 'InvalidParameterValue');
    await refused(idsOf({ MaxResults: 5, InstanceIds: ['i-10'] }), 'InvalidParameterCombination', /instancesSet/);
    await refused(idsOf({ NextToken: 'x' }), 'InvalidNextToken');
  });

  it('can be asked for in a dry run', async () => {
    await refused(idsOf({ DryRun: true }), 'DryRunOperation');
  });
});

describe('sandbox: EC2 networks', () => {
  it('shows VPCs and their DNS attributes, with the owner of a shared one', async () => {
    const ec2 = await clientWith((here) => {
      here.vpcs['vpc-1'] = { cidr: '10.0.0.0/16', dnsSupport: true, dnsHostnames: false, tags: { a: 'b' } };
      here.vpcs['vpc-2'] = {
        cidr: '10.1.0.0/16',
        ipv6Cidr: '2001:db8::/56',
        owner: OTHER,
        dnsSupport: true,
        dnsHostnames: true,
        tags: {},
      };
    });
    const { Vpcs: [own, shared] = [] } = await ec2.send(new DescribeVpcsCommand({}));
    assert.deepEqual([own?.VpcId, own?.OwnerId, own?.CidrBlock], ['vpc-1', ACCOUNT, '10.0.0.0/16']);
    assert.deepEqual(own?.Tags, [{ Key: 'a', Value: 'b' }]);
    assert.deepEqual([shared?.VpcId, shared?.OwnerId], ['vpc-2', OTHER]);
    assert.equal(shared?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock, '2001:db8::/56');
    const attribute = (VpcId: string, Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
      ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
    assert.equal((await attribute('vpc-1', 'enableDnsSupport')).EnableDnsSupport?.Value, true);
    assert.equal((await attribute('vpc-1', 'enableDnsHostnames')).EnableDnsHostnames?.Value, false);
    await refused(
      attribute('vpc-9', 'enableDnsSupport'),
      'InvalidVpcID.NotFound',
      /^The vpc ID 'vpc-9' does not exist$/,
    );
    await refused(attribute('vpc-1', 'x' as 'enableDnsSupport'), 'InvalidParameterValue');
    await refused(
      ec2.send(new DescribeVpcAttributeCommand({ Attribute: 'enableDnsSupport', VpcId: undefined })),
      'MissingParameter',
    );
    await refused(
      ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'], MaxResults: 5 })),
      'InvalidParameterCombination',
    );
  });

  it('shows DHCP options by their name servers, and which a VPC has', async () => {
    const ec2 = await clientWith((here) => {
      const vpc = { cidr: '10.0.0.0/16', dnsSupport: true, dnsHostnames: true, tags: {} };
      here.vpcs['vpc-8'] = { ...vpc, dhcpOptions: 'dopt-1' };
      here.vpcs['vpc-9'] = vpc;
      here.dhcpOptions = { 'dopt-1': { nameServers: ['10.0.0.53', '10.0.1.53'], tags: {} } };
    });
    const { DhcpOptions: [options] = [] } = await ec2.send(
      new DescribeDhcpOptionsCommand({ Filters: [{ Name: 'dhcp-options-id', Values: ['dopt-1'] }] }),
    );
    const Values = [{ Value: '10.0.0.53' }, { Value: '10.0.1.53' }];
    assert.deepEqual(options?.DhcpConfigurations, [{ Key: 'domain-name-servers', Values }]);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-8', 'vpc-9'] }));
    assert.deepEqual(
      Vpcs.map(({ DhcpOptionsId }) => DhcpOptionsId),
      ['dopt-1', 'default'],
    );
  });

  it('shows NAT gateways in the VPC of their subnet', async () => {
    const ec2 = await clientWith((here) => {
      here.subnets['subnet-1'] = { vpc: 'vpc-1', cidr: '10.0.0.0/24', zone: 'eu-central-1a', tags: {} };
      here.natGateways = {
        'nat-1': { subnet: 'subnet-1', state: 'available', connectivity: 'private', tags: {} },
        'nat-2': { subnet: 'subnet-9', state: 'deleted', connectivity: 'public', tags: {} },
      };
    });
    const Filter = [{ Name: 'vpc-id', Values: ['vpc-1'] }];
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter }));
    assert.deepEqual(
      NatGateways.map((one) => [one.NatGatewayId, one.SubnetId, one.VpcId, one.State, one.ConnectivityType]),
      [['nat-1', 'subnet-1', 'vpc-1', 'available', 'private']],
    );
  });

  it('shows internet gateways: those that routes lead to, and others', async () => {
    const ec2 = await clientWith((here) => {
      const routes = [{ destination: '0.0.0.0/0', target: 'igw-1', state: 'active' as const }];
      here.routeTables['rtb-1'] = { vpc: 'vpc-1', main: true, subnets: [], routes };
      here.internetGateways = { 'igw-2': { tags: {} } };
    });
    const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
    assert.deepEqual(
      InternetGateways.map((one) => [one.InternetGatewayId, one.Attachments?.map(({ VpcId }) => VpcId)]),
      [
        ['igw-1', ['vpc-1']],
        ['igw-2', []],
      ],
    );
  });

  it('shows the services that endpoints can be made for, and their zones', async () => {
    const ssm = 'com.amazonaws.eu-central-1.ssm';
    const ec2 = await clientWith((here) => {
      here.subnets['subnet-1'] = { vpc: 'vpc-1', cidr: '10.0.0.0/24', zone: 'eu-central-1d', tags: {} };
      here.endpointServices = { [ssm]: { zones: ['eu-central-1b'] } };
    });
    const Filters = [{ Name: 'service-name', Values: [ssm, 'com.amazonaws.eu-central-1.logs', 'none'] }];
    const { ServiceDetails = [] } = await ec2.send(new DescribeVpcEndpointServicesCommand({ Filters }));
    assert.deepEqual(
      ServiceDetails.map((one) => [one.ServiceName, one.AvailabilityZones]),
      [
        ['com.amazonaws.eu-central-1.logs', ['a', 'b', 'c', 'd'].map((letter) => `eu-central-1${letter}`)],
        [ssm, ['eu-central-1b']],
      ],
    );
  });

  it('shows subnets', async () => {
    const ec2 = await clientWith((here) => {
      const common = { cidr: '10.0.0.0/24', zone: 'eu-central-1a', tags: {} };
      here.subnets['subnet-1'] = { ...common, vpc: 'vpc-1' };
      here.subnets['subnet-2'] = { ...common, vpc: 'vpc-2', owner: OTHER };
    });
    const send = (input: DescribeSubnetsCommandInput) => ec2.send(new DescribeSubnetsCommand(input));
    const { Subnets: [shared] = [] } = await send({ Filters: [{ Name: 'vpc-id', Values: ['vpc-2'] }] });
    assert.deepEqual(
      [shared?.SubnetId, shared?.OwnerId, shared?.AvailabilityZone],
      ['subnet-2', OTHER, 'eu-central-1a'],
    );
    assert.match(shared?.SubnetArn ?? '', /:111111111111:subnet\/subnet-2$/);
    await refused(send({ SubnetIds: ['subnet-9'] }), 'InvalidSubnetID.NotFound');
  });

  it('shows route tables: every kind of destination and target in its own member', async () => {
    const route = (destination: string, target: string, state: 'active' | 'blackhole' = 'active') => ({
      destination,
      target,
      state,
    });
    const ec2 = await clientWith((here) => {
      here.routeTables['rtb-1'] = {
        vpc: 'vpc-1',
        main: true,
        subnets: ['subnet-1'],
        routes: [
          route('10.0.0.0/16', 'local'),
          route('0.0.0.0/0', 'nat-1', 'blackhole'),
          route('::/0', 'eigw-1'),
          route('pl-1', 'vpce-1'),
          route('10.9.0.0/16', 'pcx-1'),
          route('10.8.0.0/16', 'tgw-1'),
          route('10.7.0.0/16', 'eni-1'),
          route('10.6.0.0/16', 'igw-1'),
        ],
      };
      here.routeTables['rtb-2'] = { vpc: 'vpc-1', main: false, subnets: [], routes: [] };
    });
    const found = async (Name: string, ...Values: string[]) =>
      (await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name, Values }] }))).RouteTables ?? [];
    const [table, ...more] = await found('association.subnet-id', 'subnet-1');
    assert.deepEqual([table?.RouteTableId, table?.VpcId, more.length], ['rtb-1', 'vpc-1', 0]);
    assert.deepEqual(
      table?.Associations?.map(({ Main, SubnetId }) => [Main, SubnetId]),
      [
        [true, undefined],
        [false, 'subnet-1'],
      ],
    );
    const active = { State: 'active', Origin: 'CreateRoute' };
    assert.deepEqual(table?.Routes, [
      { ...active, DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' },
      { ...active, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' },
      { ...active, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
      { ...active, DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' },
      { ...active, DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: 'pcx-1' },
      { ...active, DestinationCidrBlock: '10.8.0.0/16', TransitGatewayId: 'tgw-1' },
      { ...active, DestinationCidrBlock: '10.7.0.0/16', NetworkInterfaceId: 'eni-1' },
      { ...active, DestinationCidrBlock: '10.6.0.0/16', GatewayId: 'igw-1' },
    ]);
    assert.deepEqual(
      (await found('association.main', 'true')).map(({ RouteTableId }) => RouteTableId),
      ['rtb-1'],
    );
    await refused(ec2.send(new DescribeRouteTablesCommand({ MaxResults: 101 })), 'InvalidParameterValue');
  });

  it('shows security groups: addresses of both kinds, groups, prefix lists and ports', async () => {
    const none = { cidrs: [], groups: [], prefixLists: [] };
    const ec2 = await clientWith((here) => {
      here.securityGroups['sg-1'] = {
        name: 'endpoints',
        vpc: 'vpc-1',
        ingress: [
          { ...none, protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/16', '::/0'] },
          { ...none, protocol: 'tcp', groups: ['sg-2'] },
          { ...none, protocol: 'icmp', prefixLists: ['pl-1'] },
        ],
        egress: [{ ...none, protocol: '-1', cidrs: ['0.0.0.0/0'] }],
      };
    });
    const { SecurityGroups: [group] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-1'] }));
    assert.deepEqual([group?.GroupName, group?.OwnerId, group?.VpcId], ['endpoints', ACCOUNT, 'vpc-1']);
    const empty = { IpRanges: [], Ipv6Ranges: [], UserIdGroupPairs: [], PrefixListIds: [] };
    assert.deepEqual(group?.IpPermissions, [
      {
        ...empty,
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '10.0.0.0/16' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      },
      {
        ...empty,
        IpProtocol: 'tcp',
        FromPort: 0,
        ToPort: 65_535,
        UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: ACCOUNT }],
      },
      { ...empty, IpProtocol: 'icmp', FromPort: -1, ToPort: -1, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
    ]);
    assert.deepEqual(group?.IpPermissionsEgress, [{ ...empty, IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    await refused(
      ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-9'] })),
      'InvalidGroup.NotFound',
      /^The security group 'sg-9' does not exist$/,
    );
  });

  it('shows network ACLs with numbers for protocols, and the entries that deny the rest', async () => {
    const ec2 = await clientWith((here) => {
      here.networkAcls['acl-1'] = {
        vpc: 'vpc-1',
        default: true,
        subnets: ['subnet-1'],
        entries: [
          { number: 100, egress: false, action: 'allow', protocol: 'tcp', cidr: '::/0', from: 1024, to: 65_535 },
          { number: 100, egress: true, action: 'allow', protocol: '-1', cidr: '0.0.0.0/0' },
        ],
      };
    });
    const filter = { Name: 'association.subnet-id', Values: ['subnet-1'] };
    const { NetworkAcls: [acl] = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters: [filter] }));
    assert.deepEqual([acl?.NetworkAclId, acl?.IsDefault], ['acl-1', true]);
    assert.deepEqual(acl?.Associations?.[0]?.SubnetId, 'subnet-1');
    const deny = { RuleNumber: 32_767, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
    assert.deepEqual(acl?.Entries, [
      { RuleNumber: 100, Egress: true, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      { ...deny, Egress: true },
      {
        RuleNumber: 100,
        Egress: false,
        RuleAction: 'allow',
        Protocol: '6',
        Ipv6CidrBlock: '::/0',
        PortRange: { From: 1024, To: 65_535 },
      },
      { ...deny, Egress: false },
    ]);
  });

  it('shows VPC endpoints, but none in a VPC of another account', async () => {
    const ec2 = await clientWith((here) => {
      const vpc = { cidr: '10.0.0.0/16', dnsSupport: true, dnsHostnames: true, tags: {} };
      here.vpcs['vpc-1'] = vpc;
      here.vpcs['vpc-2'] = { ...vpc, owner: OTHER };
      const endpoint = {
        vpc: 'vpc-1',
        service: 'com.amazonaws.eu-central-1.ssm',
        type: 'Interface' as const,
        state: 'available' as const,
        privateDns: true,
        subnets: ['subnet-1'],
        securityGroups: ['sg-1'],
        routeTables: [],
        tags: {},
      };
      here.vpcEndpoints['vpce-1'] = { ...endpoint, policy: '{"Statement":[]}' };
      here.vpcEndpoints['vpce-2'] = { ...endpoint, vpc: 'vpc-2' };
      here.vpcEndpoints['vpce-3'] = {
        ...endpoint,
        service: 'com.amazonaws.eu-central-1.s3',
        type: 'Gateway',
        privateDns: false,
        subnets: [],
        securityGroups: [],
        routeTables: ['rtb-1'],
      };
    });
    const found = async (...filters: Filter[]) =>
      (await ec2.send(new DescribeVpcEndpointsCommand({ Filters: filters }))).VpcEndpoints ?? [];
    const [ssm, s3, ...more] = await found({ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] });
    assert.equal(more.length, 0);
    assert.deepEqual([ssm?.VpcEndpointId, ssm?.PrivateDnsEnabled, ssm?.SubnetIds], ['vpce-1', true, ['subnet-1']]);
    assert.deepEqual([ssm?.State as string, ssm?.PolicyDocument], ['available', '{"Statement":[]}']);
    assert.deepEqual(ssm?.Groups, [{ GroupId: 'sg-1' }]);
    assert.deepEqual([s3?.VpcEndpointType, s3?.RouteTableIds], ['Gateway', ['rtb-1']]);
    assert.deepEqual(JSON.parse(s3?.PolicyDocument ?? '').Statement, [
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    ]);
    const byName = { Name: 'service-name', Values: ['com.amazonaws.*.ssm'] };
    assert.equal((await found(byName, { Name: 'vpc-endpoint-type', Values: ['Gateway'] })).length, 0);
    assert.equal((await found(byName)).length, 1);
    await refused(
      ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-2'] })),
      'InvalidVpcEndpointId.NotFound',
    );
  });

  it('shows the prefix lists of gateway endpoints', async () => {
    const { ec2 } = clientsOf(createSandbox());
    const s3 = { Name: 'prefix-list-name', Values: ['com.amazonaws.eu-central-1.s3'] };
    const { PrefixLists: [list] = [] } = await ec2.send(new DescribePrefixListsCommand({ Filters: [s3] }));
    assert.equal(list?.PrefixListId, 'pl-6da54004');
    assert.ok((list?.Cidrs?.length ?? 0) > 0);
    const byTag = { Name: 'tag-key', Values: ['x'] };
    await refused(ec2.send(new DescribePrefixListsCommand({ Filters: [byTag] })), 'InvalidParameterValue');
  });
});

describe('sandbox: EC2 regions', () => {
  it('are those that the account has enabled, or all', async () => {
    const sandbox = createSandbox();
    await sandbox.edit((state) => {
      state.optInRegions[ACCOUNT] = ['eu-south-1'];
    });
    const { ec2 } = clientsOf(sandbox);
    const { Regions: enabled = [] } = await ec2.send(new DescribeRegionsCommand({}));
    assert.equal(enabled.length, 18);
    assert.deepEqual(
      enabled.find(({ RegionName }) => RegionName === 'eu-south-1'),
      { RegionName: 'eu-south-1', Endpoint: 'ec2.eu-south-1.amazonaws.com', OptInStatus: 'opted-in' },
    );
    assert.equal((await ec2.send(new DescribeRegionsCommand({ AllRegions: true }))).Regions?.length, 34);
    const { Regions: [named] = [] } = await ec2.send(new DescribeRegionsCommand({ RegionNames: ['af-south-1'] }));
    assert.equal(named?.OptInStatus, 'not-opted-in');
    await refused(
      ec2.send(new DescribeRegionsCommand({ RegionNames: ['xx-1'] })),
      'InvalidParameterValue',
      /^Invalid region names: \[xx-1\]$/,
    );
  });

  it('are two in China', async () => {
    const { ec2 } = clientsOf(createSandbox(), { region: 'cn-north-1' });
    const { Regions: found = [] } = await ec2.send(new DescribeRegionsCommand({}));
    assert.deepEqual(
      found.map(({ Endpoint }) => Endpoint),
      ['ec2.cn-north-1.amazonaws.com.cn', 'ec2.cn-northwest-1.amazonaws.com.cn'],
    );
  });
});

describe('sandbox: EC2 refusals', () => {
  const call = (faults: Faults, region = 'eu-central-1') =>
    clientsOf(createSandbox({ faults }), { region }).ec2.send(new DescribeInstancesCommand({}));

  it('have codes and texts of their own', async () => {
    await refused(
      call({ deniedActions: ['ec2:Describe*'] }),
      'UnauthorizedOperation',
      /^You are not authorized to perform this operation\. User: arn:aws:iam::123456789012:user\/sandbox is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action$/,
    );
    await refused(
      call({ closedRegions: ['eu-central-1'] }),
      'UnauthorizedOperation',
      /ec2:DescribeInstances with an explicit deny in a service control policy$/,
    );
    await refused(
      call({}, 'af-south-1'),
      'AuthFailure',
      /^AWS was not able to validate the provided access credentials$/,
    );
    await refused(call({ expired: true }), 'RequestExpired');
    await refused(call({ throttling: 1 }), 'RequestLimitExceeded', /^Request limit exceeded\.$/);
    await refused(call({ errors: 1 }), 'InternalError');
  });

  it('have the status that AWS answers', async () => {
    const sandbox = createSandbox({ faults: { deniedActions: ['ec2:DescribeVpcs'] } });
    await assert.rejects(clientsOf(sandbox).ec2.send(new DescribeVpcsCommand({})));
    await assert.rejects(clientsOf(sandbox, { region: 'af-south-1' }).ec2.send(new DescribeInstancesCommand({})));
    assert.deepEqual(
      sandbox.calls.map(({ status, error, action }) => [status, error, action]),
      [
        [403, 'UnauthorizedOperation', undefined],
        [401, 'AuthFailure', undefined],
      ],
    );
  });

  it('say which form cannot be read', async () => {
    const send = async (body: string) => {
      const authorization =
        'AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/eu-central-1/ec2/aws4_request, SignedHeaders=host, Signature=x';
      const request = { method: 'POST', host: 'x', path: '/', headers: { authorization }, body };
      return (/<Code>(.*)<\/Code>/.exec((await createSandbox().handle(request)).body) ?? [])[1];
    };
    assert.equal(await send(''), 'MissingAction');
    assert.equal(await send('Action=DescribeVpcs&Version=1'), 'InvalidAction');
    assert.equal(await send('Action=RunInstances&Version=2016-11-15'), 'InvalidAction');
    assert.equal(await send('Action=DescribeVpcs&Version=2016-11-15&Nonsense=1'), 'InvalidParameterValue');
    assert.equal(await send('Action=DescribeVpcs&Version=2016-11-15&MaxResults=x'), 'InvalidParameterValue');
    assert.equal(await send('Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1'), 'InvalidVpcID.NotFound');
    assert.equal(await send('Action=DescribeVpcs&Version=2016-11-15&MaxResults=5'), undefined);
  });
});
