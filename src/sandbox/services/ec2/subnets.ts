import type { Subnet } from '../../state/ec2.ts';
import { blockMode } from './internet-block.ts';
import { describes, type Kind, tagSet } from './describe.ts';

/** Subnets, including those that other accounts share with this one. */
const SUBNETS: Kind<Subnet> = {
  prefix: 'subnet',
  noun: 'subnet ID',
  notFound: 'InvalidSubnetID.NotFound',
  malformed: 'InvalidSubnetId.Malformed',
  parameter: 'SubnetIds',
  most: 1000,
  all: ({ here }) => here.subnets,
  tags: ({ tags }) => tags,
  filters: {
    'subnet-id': (_, id) => id,
    'vpc-id': ({ vpc }) => vpc,
    'availability-zone': ({ zone }) => zone,
    'cidr-block': ({ cidr }) => cidr,
    'owner-id': ({ owner }, _, { account }) => owner ?? account,
    state: () => 'available',
  },
  show: ({ here, account, region, partition }, id, { owner = account, vpc, cidr, zone, tags }) => ({
    subnetId: id,
    subnetArn: `arn:${partition.id}:ec2:${region}:${owner}:subnet/${id}`,
    vpcId: vpc,
    ownerId: owner,
    state: 'available',
    cidrBlock: cidr,
    availabilityZone: zone,
    defaultForAz: false,
    blockPublicAccessStates: { internetGatewayBlockMode: blockMode(here, id, vpc) },
    tagSet: tagSet(tags),
  }),
};

export const subnetOperations = {
  DescribeSubnets: describes(SUBNETS, 'SubnetId', 'subnetSet'),
};
