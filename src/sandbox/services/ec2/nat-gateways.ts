import type { NatGateway } from '../../state/ec2.ts';
import { describes, type Kind, tagSet } from './describe.ts';

const NAT_GATEWAYS: Kind<NatGateway> = {
  prefix: 'nat',
  noun: 'NAT gateway ID',
  notFound: 'NatGatewayNotFound',
  malformed: 'NatGatewayMalformed',
  most: 1000,
  all: ({ here }) => here.natGateways ?? {},
  tags: ({ tags }) => tags,
  filters: {
    'nat-gateway-id': (_, id) => id,
    'vpc-id': ({ subnet }, _, { here }) => here.subnets[subnet]?.vpc,
    'subnet-id': ({ subnet }) => subnet,
    state: ({ state }) => state,
  },
  show: ({ here }, id, { subnet, state, connectivity, tags }) => ({
    natGatewayId: id,
    subnetId: subnet,
    vpcId: here.subnets[subnet]?.vpc,
    state,
    connectivityType: connectivity,
    tagSet: tagSet(tags),
  }),
};

export const natGatewayOperations = {
  DescribeNatGateways: describes(NAT_GATEWAYS, 'NatGatewayId', 'natGatewaySet'),
};
