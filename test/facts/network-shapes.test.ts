import assert from 'node:assert/strict';
import {
  aclFrom,
  endpointFrom,
  routeTableFrom,
  securityGroupFrom,
  subnetFrom,
  vpcFrom,
} from '../../src/facts/network-shapes.ts';

describe('facts network shapes', () => {
  it('of a VPC: its owner and all its addresses, each once', () => {
    const CidrBlockAssociationSet = [{ CidrBlock: '10.0.0.0/16' }, { CidrBlock: '10.1.0.0/16' }];
    assert.deepEqual(vpcFrom({ VpcId: 'vpc-1', OwnerId: '1', CidrBlock: '10.0.0.0/16', CidrBlockAssociationSet }), {
      id: 'vpc-1',
      ownerId: '1',
      cidrs: ['10.0.0.0/16', '10.1.0.0/16'],
    });
    assert.deepEqual(vpcFrom({}), { id: '', cidrs: [] });
    const named = vpcFrom({
      VpcId: 'vpc-1',
      Tags: [
        { Key: 'env', Value: 'x' },
        { Key: 'Name', Value: 'orders' },
      ],
    });
    assert.deepEqual(named, { id: 'vpc-1', name: 'orders', cidrs: [] });
    assert.equal('name' in vpcFrom({ Tags: [{ Key: 'Name', Value: '' }] }), false);
  });

  it('of a subnet', () => {
    const found = {
      SubnetId: 'subnet-1',
      VpcId: 'vpc-1',
      OwnerId: '1',
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: 'a',
    };
    assert.deepEqual(subnetFrom(found), { id: 'subnet-1', vpc: 'vpc-1', ownerId: '1', cidr: '10.0.1.0/24', zone: 'a' });
    assert.deepEqual(subnetFrom({ Ipv6Native: true }), { id: '', vpc: '', cidr: '', zone: '' });
  });

  describe('of a route', () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ GatewayId: 'local' }, 'local'],
      [{ GatewayId: 'igw-1' }, 'igw-1'],
      [{ GatewayId: 'vgw-1' }, 'vgw-1'],
      [{ GatewayId: 'vpce-1' }, 'vpce-1'],
      [{ NatGatewayId: 'nat-1' }, 'nat-1'],
      [{ TransitGatewayId: 'tgw-1' }, 'tgw-1'],
      [{ VpcPeeringConnectionId: 'pcx-1' }, 'pcx-1'],
      [{ EgressOnlyInternetGatewayId: 'eigw-1' }, 'eigw-1'],
      [{ InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }, 'i-1'],
      [{ NetworkInterfaceId: 'eni-1' }, 'eni-1'],
      [{ LocalGatewayId: 'lgw-1' }, 'lgw-1'],
      [{ CarrierGatewayId: 'cagw-1' }, 'cagw-1'],
      [{ CoreNetworkArn: 'arn:core' }, 'arn:core'],
      [{ OdbNetworkArn: 'arn:odb' }, 'arn:odb'],
      [{}, ''],
    ];
    for (const [route, target] of cases) {
      it(`to ${target || 'who knows where'}`, () => {
        const { routes } = routeTableFrom({
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active', ...route }],
        });
        assert.deepEqual(routes, [{ destination: '0.0.0.0/0', target, active: true }]);
      });
    }

    it('for IPv6, for a prefix list, and into a black hole', () => {
      const Routes = [
        { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
        { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' },
        { DestinationCidrBlock: '10.0.0.0/8', State: 'blackhole' as const },
      ];
      assert.deepEqual(routeTableFrom({ Routes }).routes, [
        { destination: '::/0', target: 'eigw-1', active: true },
        { destination: 'pl-1', target: 'vpce-1', active: true },
        { destination: '10.0.0.0/8', target: '', active: false },
      ]);
    });
  });

  it('of a route table: whether it is the main one, and its subnets', () => {
    const found = {
      RouteTableId: 'rtb-1',
      VpcId: 'vpc-1',
      Associations: [{ Main: true }, { SubnetId: 'subnet-1' }, { GatewayId: 'igw-1' }],
    };
    assert.deepEqual(routeTableFrom(found), {
      id: 'rtb-1',
      vpc: 'vpc-1',
      main: true,
      subnets: ['subnet-1'],
      routes: [],
    });
    assert.equal(routeTableFrom({ Associations: [{ Main: false, SubnetId: 'subnet-1' }] }).main, false);
  });

  it('of a security group: its rules both ways', () => {
    const found = {
      GroupId: 'sg-1',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: '10.0.0.0/8' }],
          Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          UserIdGroupPairs: [{ GroupId: 'sg-2' }],
          PrefixListIds: [{ PrefixListId: 'pl-1' }],
        },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    const rest = { groups: [], prefixLists: [] };
    assert.deepEqual(securityGroupFrom(found), {
      id: 'sg-1',
      ingress: [
        { protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/8', '::/0'], groups: ['sg-2'], prefixLists: ['pl-1'] },
      ],
      egress: [{ protocol: '-1', cidrs: ['0.0.0.0/0'], ...rest }],
    });
    assert.deepEqual(securityGroupFrom({}), { id: '', ingress: [], egress: [] });
  });

  it('of an ACL', () => {
    const found = {
      NetworkAclId: 'acl-1',
      Associations: [{ SubnetId: 'subnet-1' }],
      Entries: [
        {
          RuleNumber: 100,
          Egress: true,
          RuleAction: 'allow' as const,
          Protocol: '6',
          CidrBlock: '10.0.0.0/8',
          PortRange: { From: 443, To: 444 },
        },
        { RuleNumber: 32_768, Egress: false, RuleAction: 'deny' as const, Protocol: '-1', Ipv6CidrBlock: '::/0' },
      ],
    };
    assert.deepEqual(aclFrom(found), {
      id: 'acl-1',
      subnets: ['subnet-1'],
      entries: [
        { number: 100, egress: true, allow: true, protocol: '6', cidr: '10.0.0.0/8', from: 443, to: 444 },
        { number: 32_768, egress: false, allow: false, protocol: '-1', cidr: '::/0' },
      ],
    });
  });

  it('of an endpoint', () => {
    const found = {
      VpcEndpointId: 'vpce-1',
      VpcId: 'vpc-1',
      VpcEndpointType: 'Interface' as const,
      ServiceName: 'com.amazonaws.eu-west-1.ssm',
      State: 'Available' as const,
      SubnetIds: ['subnet-1'],
      RouteTableIds: ['rtb-1'],
      Groups: [{ GroupId: 'sg-1' }],
      PrivateDnsEnabled: true,
      PolicyDocument: '{}',
    };
    assert.deepEqual(endpointFrom(found), {
      id: 'vpce-1',
      vpc: 'vpc-1',
      type: 'Interface',
      service: 'com.amazonaws.eu-west-1.ssm',
      state: 'available',
      subnets: ['subnet-1'],
      routeTables: ['rtb-1'],
      securityGroups: ['sg-1'],
      privateDns: true,
      policy: '{}',
    });
    const { policy, privateDns } = endpointFrom({});
    assert.deepEqual([policy, privateDns], [undefined, false]);
  });

  it('of an endpoint whose name is only for those outside', () => {
    const only = (PrivateDnsOnlyForInboundResolverEndpoint: boolean) =>
      endpointFrom({ PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint } }).privateDns;
    assert.deepEqual([only(true), only(false)], [false, true]);
  });
});
