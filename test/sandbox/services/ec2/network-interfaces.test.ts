import assert from 'node:assert/strict';
import { DescribeNetworkInterfacesCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf } from '../../clients.ts';

const endpoint = (more: object = {}): object => ({ vpc: 'vpc-1', service: 'kms', subnets: ['subnet-1'], ...more });

const state = parseSeed(
  JSON.stringify({
    accounts: {
      '123456789012': {
        'eu-central-1': {
          vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
          subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } },
          vpcEndpoints: {
            'vpce-a': endpoint({ addresses: ['10.0.1.77'] }),
            'vpce-b': endpoint(),
            'vpce-c': endpoint({ service: 's3', subnets: [], routeTables: ['rtb-1'] }),
          },
        },
      },
    },
  }),
);

describe('sandbox: network interfaces', () => {
  it('are those of interface endpoints, one a subnet, with the addresses that are given or made-up ones', async () => {
    const { ec2 } = clientsOf(createSandbox({ state }));
    const Filters = [
      { Name: 'vpc-id', Values: ['vpc-1'] },
      { Name: 'interface-type', Values: ['vpc_endpoint'] },
    ];
    const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
    const addressOf = (id: string): string | undefined => {
      const [own] = VpcEndpoints.find(({ VpcEndpointId }) => VpcEndpointId === id)?.NetworkInterfaceIds ?? [];
      return NetworkInterfaces.find(({ NetworkInterfaceId }) => NetworkInterfaceId === own)?.PrivateIpAddresses?.[0]
        ?.PrivateIpAddress;
    };
    assert.equal(NetworkInterfaces.length, 2);
    assert.equal(addressOf('vpce-a'), '10.0.1.77');
    assert.match(addressOf('vpce-b') ?? '', /^10\.0\.1\.\d+$/);
    assert.equal(addressOf('vpce-c'), undefined);
  });
});
