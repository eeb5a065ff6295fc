import assert from 'node:assert/strict';
import {
  DescribeDhcpOptionsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { readNetwork } from '../../src/facts/read-network.ts';
import { ACCOUNT, awsError, mockAws, testTarget } from '../aws.ts';
import { fakeInstance } from '../checks/facts.ts';

const IN_VPC = { VpcId: 'vpc-1' };
const NAMED = { ...IN_VPC, VpcEndpointId: 'vpce-1', VpcEndpointType: 'Interface' as const, PrivateDnsEnabled: true };

describe('facts network', () => {
  const aws = mockAws();

  /** Answers every operation with one thing in the VPC and one in another. */
  const answerAll = () => {
    const both = [{ VpcId: 'vpc-1' }, { VpcId: 'vpc-other' }];
    aws.ec2
      .on(DescribeVpcsCommand)
      .resolves({ Vpcs: both.map((vpc) => ({ ...vpc, OwnerId: ACCOUNT })) })
      .on(DescribeSubnetsCommand)
      .resolves({ Subnets: both.map((one) => ({ ...one, SubnetId: 'subnet-1' })) })
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: both.map((one) => ({ ...one, RouteTableId: 'rtb-1' })) })
      .on(DescribeSecurityGroupsCommand)
      .resolves({ SecurityGroups: both.map((one) => ({ ...one, GroupId: 'sg-1' })) })
      .on(DescribeNetworkAclsCommand)
      .resolves({ NetworkAcls: both.map((one) => ({ ...one, NetworkAclId: 'acl-1' })) })
      .on(DescribeVpcAttributeCommand)
      .resolves({})
      .on(DescribeVpcEndpointsCommand)
      .resolves({ VpcEndpoints: both.map((one) => ({ ...one, VpcEndpointId: 'vpce-1' })) });
  };

  it('reads nothing where no instance runs', async () => {
    const nothing = { vpcs: [], subnets: [], routeTables: [], securityGroups: [], acls: [], endpoints: [] };
    assert.deepEqual(await readNetwork(testTarget(), []), nothing);
    assert.deepEqual(await readNetwork(testTarget(), [fakeInstance({ vpc: '' })]), nothing);
    assert.deepEqual(aws.names(), []);
  });

  it('asks for the VPCs of the instances, in six calls and one for each, however many instances there are', async () => {
    answerAll();
    await readNetwork(
      testTarget(),
      Array.from({ length: 5000 }, (_, n) => fakeInstance({ id: `i-${n}` })),
    );
    assert.deepEqual(aws.names().toSorted(), [
      'ec2.DescribeNetworkAcls',
      'ec2.DescribeRouteTables',
      'ec2.DescribeSecurityGroups',
      'ec2.DescribeSubnets',
      'ec2.DescribeVpcAttribute',
      'ec2.DescribeVpcEndpoints',
      'ec2.DescribeVpcs',
    ]);
    const Filters = [{ Name: 'vpc-id', Values: ['vpc-1'] }];
    assert.deepEqual(aws.inputs('ec2.DescribeVpcs'), [{ Filters, MaxResults: 1000 }]);
    assert.deepEqual(aws.inputs('ec2.DescribeRouteTables'), [{ Filters, MaxResults: 100 }]);
  });

  it('asks for no more than 200 VPCs at a time', async () => {
    answerAll();
    const instances = Array.from({ length: 201 }, (_, n) => fakeInstance({ vpc: `vpc-${n}` }));
    await readNetwork(testTarget(), instances);
    const inputs = aws.inputs('ec2.DescribeSubnets') as readonly { Filters: readonly { Values: string[] }[] }[];
    assert.deepEqual(
      inputs.map(({ Filters: [filter] }) => filter?.Values.length),
      [200, 1],
    );
  });

  it('leaves out what is in other VPCs, where the endpoint does not filter', async () => {
    answerAll();
    const network = await readNetwork(testTarget(), [fakeInstance()]);
    for (const [part, values] of Object.entries(network)) assert.equal(values?.length, 1, part);
  });

  it('reads every page', async () => {
    answerAll();
    aws.ec2
      .on(DescribeSecurityGroupsCommand)
      .resolvesOnce({ SecurityGroups: [{ ...IN_VPC, GroupId: 'sg-1' }], NextToken: 'more' })
      .resolvesOnce({ SecurityGroups: [{ ...IN_VPC, GroupId: 'sg-2' }] });
    const { securityGroups } = await readNetwork(testTarget(), [fakeInstance()]);
    assert.deepEqual(
      securityGroups?.map(({ id }) => id),
      ['sg-1', 'sg-2'],
    );
  });

  describe('reads the DNS of a VPC', () => {
    const dnsOf = async (): Promise<unknown> => {
      const { vpcs } = await readNetwork(testTarget(), [fakeInstance()]);
      return vpcs?.map(({ dnsSupport, dnsHostnames }) => [dnsSupport, dnsHostnames]);
    };

    it('where an endpoint has private DNS', async () => {
      answerAll();
      aws.ec2
        .on(DescribeVpcEndpointsCommand)
        .resolves({ VpcEndpoints: [NAMED, { ...NAMED, VpcEndpointId: 'vpce-2' }] })
        .on(DescribeVpcAttributeCommand, { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' })
        .resolves({ EnableDnsSupport: { Value: true } })
        .on(DescribeVpcAttributeCommand, { VpcId: 'vpc-1', Attribute: 'enableDnsHostnames' })
        .resolves({ EnableDnsHostnames: { Value: false } });
      assert.deepEqual(await dnsOf(), [[true, false]]);
      assert.equal(aws.names().length, 8);
    });

    it('and else its support only, where it may', async () => {
      answerAll();
      aws.ec2
        .on(DescribeVpcAttributeCommand, { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' })
        .resolves({ EnableDnsSupport: { Value: false } });
      assert.deepEqual(await dnsOf(), [[false, undefined]]);
      aws.ec2.on(DescribeVpcAttributeCommand).rejects(awsError('UnauthorizedOperation', 'not authorized', 403));
      assert.deepEqual(await dnsOf(), [[undefined, undefined]]);
    });

    it('with the resolvers that its DHCP options name, in one call for all, where it may', async () => {
      answerAll();
      const named = { ...IN_VPC, OwnerId: ACCOUNT, DhcpOptionsId: 'dopt-1' };
      const Values = [{ Value: '10.0.0.53' }];
      aws.ec2
        .on(DescribeVpcsCommand)
        .resolves({
          Vpcs: [named, { ...named, VpcId: 'vpc-2', DhcpOptionsId: 'default' }, { ...named, VpcId: 'vpc-3' }],
        })
        .on(DescribeDhcpOptionsCommand)
        .resolves({
          DhcpOptions: [
            { DhcpOptionsId: 'dopt-1', DhcpConfigurations: [{ Key: 'domain-name-servers', Values }] },
            { DhcpOptionsId: 'dopt-2' },
          ],
        });
      const instances = [1, 2, 3].map((n) => fakeInstance({ vpc: `vpc-${n}` }));
      const resolvers = async () => (await readNetwork(testTarget(), instances)).vpcs?.map((vpc) => vpc.nameServers);
      assert.deepEqual(await resolvers(), [['10.0.0.53'], undefined, ['10.0.0.53']]);
      assert.deepEqual(aws.inputs('ec2.DescribeDhcpOptions'), [
        { Filters: [{ Name: 'dhcp-options-id', Values: ['dopt-1'] }], MaxResults: 1000 },
      ]);
      aws.ec2.on(DescribeDhcpOptionsCommand).rejects(awsError('UnauthorizedOperation', 'not authorized', 403));
      assert.deepEqual(await resolvers(), [undefined, undefined, undefined]);
    });

    it('but not that of another account', async () => {
      answerAll();
      aws.ec2
        .on(DescribeVpcEndpointsCommand)
        .resolves({ VpcEndpoints: [NAMED] })
        .on(DescribeVpcsCommand)
        .resolves({ Vpcs: [{ ...IN_VPC, OwnerId: '444455556666' }] });
      assert.deepEqual(await dnsOf(), [[undefined, undefined]]);
    });

    it('or leaves it open where it is not offered', async () => {
      answerAll();
      aws.ec2
        .on(DescribeVpcEndpointsCommand)
        .resolves({ VpcEndpoints: [NAMED] })
        .on(DescribeVpcAttributeCommand)
        .rejects(awsError('InvalidAction'));
      assert.deepEqual(await dnsOf(), [[undefined, undefined]]);
    });
  });

  it('reads NAT gateways where a route leads to one, in one call, where it may', async () => {
    answerAll();
    const Routes = [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }];
    aws.ec2
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: [{ ...IN_VPC, RouteTableId: 'rtb-1', Routes }] })
      .on(DescribeNatGatewaysCommand)
      .resolves({
        NatGateways: [
          { ...IN_VPC, NatGatewayId: 'nat-1', SubnetId: 'subnet-2', State: 'available', ConnectivityType: 'private' },
        ],
      });
    const gateways = async () => (await readNetwork(testTarget(), [fakeInstance()])).natGateways;
    assert.deepEqual(await gateways(), [
      { id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-2', state: 'available', isPublic: false },
    ]);
    assert.deepEqual(aws.inputs('ec2.DescribeNatGateways'), [
      { Filter: [{ Name: 'vpc-id', Values: ['vpc-1'] }], MaxResults: 1000 },
    ]);
    aws.ec2.on(DescribeNatGatewaysCommand).rejects(awsError('UnauthorizedOperation', 'not authorized', 403));
    assert.equal(await gateways(), undefined);
  });

  it('does not know what the endpoint does not offer', async () => {
    answerAll();
    aws.ec2
      .on(DescribeVpcEndpointsCommand)
      .rejects(awsError('InternalFailure', 'API action has not been implemented', 501))
      .on(DescribeVpcsCommand)
      .rejects(awsError('InvalidAction'));
    const network = await readNetwork(testTarget(), [fakeInstance()]);
    assert.deepEqual([network.endpoints, network.vpcs], [undefined, undefined]);
    assert.equal(network.subnets?.length, 1);
  });

  it('rejects where it may not read', async () => {
    answerAll();
    aws.ec2.on(DescribeNetworkAclsCommand).rejects(awsError('UnauthorizedOperation', 'You are not authorized', 403));
    await assert.rejects(readNetwork(testTarget(), [fakeInstance()]), { name: 'UnauthorizedOperation' });
  });
});
