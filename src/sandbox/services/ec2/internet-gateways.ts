import type { InternetGateway } from '../../state/ec2.ts';
import type { Context } from '../operation.ts';
import { describes, type Kind, tagSet } from './describe.ts';

const INTERNET_GATEWAYS: Kind<InternetGateway> = {
  prefix: 'igw',
  noun: 'internetGateway ID',
  notFound: 'InvalidInternetGatewayID.NotFound',
  malformed: 'InvalidInternetGatewayId.Malformed',
  parameter: 'InternetGatewayIds',
  most: 1000,
  all: (context) => ({ ...routedTo(context), ...context.here.internetGateways }),
  tags: ({ tags }) => tags,
  filters: {
    'internet-gateway-id': (_, id) => id,
    'attachment.vpc-id': ({ vpc }) => vpc,
    'attachment.state': ({ vpc }) => (vpc === undefined ? undefined : 'available'),
    'owner-id': (_, __, { account }) => account,
  },
  show: ({ account }, id, { vpc, tags }) => ({
    internetGatewayId: id,
    ownerId: account,
    attachmentSet: vpc === undefined ? [] : [{ vpcId: vpc, state: 'available' }],
    tagSet: tagSet(tags),
  }),
};

export const internetGatewayOperations = {
  DescribeInternetGateways: describes(INTERNET_GATEWAYS, 'InternetGatewayId', 'internetGatewaySet'),
};

/** Gives the gateways that must be there, since routes to them are active. */
function routedTo({ here }: Context): Record<string, InternetGateway> {
  const gateways = Object.values(here.routeTables).flatMap(({ vpc, routes }) =>
    routes
      .filter(({ state, target }) => state === 'active' && target.startsWith('igw-'))
      .map(({ target }): [string, InternetGateway] => [target, { vpc, tags: {} }]),
  );
  return Object.fromEntries(gateways);
}
