import assert from 'node:assert/strict';
import {
  DescribeInternetGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcEndpointServicesCommand,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesByVPCCommand } from '@aws-sdk/client-route-53';
import { surroundingsOf } from '../../src/facts/surroundings.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts surroundings', () => {
  const aws = mockAws();

  it('read nothing before they are asked, and each once', async () => {
    const surroundings = surroundingsOf(testTarget());
    assert.deepEqual(aws.names(), []);
    aws.ec2.on(DescribeInternetGatewaysCommand).resolves({
      InternetGateways: [
        { InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'attached' }] },
        { InternetGatewayId: 'igw-2' },
      ],
    });
    const gateways = [{ id: 'igw-1', vpc: 'vpc-1' }, { id: 'igw-2' }];
    assert.deepEqual(await surroundings.internetGateways(), gateways);
    assert.deepEqual(await surroundings.internetGateways(), gateways);
    assert.deepEqual(aws.names(), ['ec2.DescribeInternetGateways']);
  });

  it('know the zones of services, by all types of endpoints and on all pages', async () => {
    const name = 'com.amazonaws.eu-west-1.s3';
    aws.ec2
      .on(DescribeVpcEndpointServicesCommand)
      .resolvesOnce({ ServiceDetails: [{ ServiceName: name, AvailabilityZones: ['eu-west-1a'] }], NextToken: 'more' })
      .resolvesOnce({ ServiceDetails: [{ ServiceName: name, AvailabilityZones: ['eu-west-1a', 'eu-west-1b'] }] });
    assert.deepEqual(
      [...((await surroundingsOf(testTarget()).endpointZones()) ?? [])],
      [[name, ['eu-west-1a', 'eu-west-1b']]],
    );
  });

  it('know whether a VPC gives hostnames', async () => {
    aws.ec2.on(DescribeVpcAttributeCommand).resolves({ EnableDnsHostnames: { Value: false } });
    assert.equal(await surroundingsOf(testTarget()).dnsHostnames('vpc-1'), false);
  });

  it('know what VPC Block Public Access leaves out, while that is in force', async () => {
    aws.ec2.on(DescribeVpcBlockPublicAccessExclusionsCommand).resolves({
      VpcBlockPublicAccessExclusions: (['create-complete', 'create-failed'] as const).map((State) => ({
        ResourceArn: `arn:${State}`,
        InternetGatewayExclusionMode: 'allow-egress' as const,
        State,
      })),
    });
    assert.deepEqual(
      [...((await surroundingsOf(testTarget()).openToInternet()) ?? [])],
      [['arn:create-complete', 'allow-egress']],
    );
  });

  it('are not known where they may not be read, or are not offered; other errors are thrown', async () => {
    const surroundings = () => surroundingsOf(testTarget());
    aws.ec2.on(DescribeInternetGatewaysCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    aws.ec2.on(DescribeVpcEndpointServicesCommand).rejects(awsError('InvalidAction', 'no such action'));
    aws.ec2.on(DescribeVpcAttributeCommand).rejects(awsError('InternalError', 'broken'));
    assert.equal(await surroundings().internetGateways(), undefined);
    assert.equal(await surroundings().endpointZones(), undefined);
    await assert.rejects(surroundings().dnsHostnames('vpc-1'), { name: 'InternalError' });
  });

  it('know the private addresses of the endpoints of a VPC', async () => {
    aws.ec2.on(DescribeNetworkInterfacesCommand).resolves({
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.7' }, { PrivateIpAddress: '10.0.1.8' }],
        },
      ],
    });
    assert.deepEqual(
      [...((await surroundingsOf(testTarget()).endpointAddresses('vpc-1')) ?? [])],
      [['eni-1', ['10.0.1.7', '10.0.1.8']]],
    );
    assert.deepEqual(aws.inputs('ec2.DescribeNetworkInterfaces'), [
      {
        Filters: [
          { Name: 'vpc-id', Values: ['vpc-1'] },
          { Name: 'interface-type', Values: ['vpc_endpoint'] },
        ],
        MaxResults: 1000,
      },
    ]);
  });

  it('tell hosted zones that may not be listed from those that are not offered', async () => {
    aws.route53.on(ListHostedZonesByVPCCommand).rejects(awsError('AccessDenied', 'no', 403));
    assert.equal(await surroundingsOf(testTarget()).hostedZones('vpc-1'), 'denied');
    aws.route53.on(ListHostedZonesByVPCCommand).rejects(awsError('NotImplemented', 'not implemented', 501));
    assert.equal(await surroundingsOf(testTarget()).hostedZones('vpc-1'), undefined);
  });
});
