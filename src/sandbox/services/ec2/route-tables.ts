import type { Route, RouteTable } from '../../state/ec2.ts';
import { describes, type Kind } from './describe.ts';

/** The member that a target is shown as, by the beginning of its id. Gateways, `local` and gateway endpoints share one. */
const TARGETS: Readonly<Record<string, string>> = {
  eigw: 'egressOnlyInternetGatewayId',
  nat: 'natGatewayId',
  tgw: 'transitGatewayId',
  pcx: 'vpcPeeringConnectionId',
  eni: 'networkInterfaceId',
  i: 'instanceId',
};

const ROUTE_TABLES: Kind<RouteTable> = {
  prefix: 'rtb',
  noun: 'routeTable ID',
  notFound: 'InvalidRouteTableID.NotFound',
  malformed: 'InvalidRouteTableId.Malformed',
  parameter: 'RouteTableIds',
  most: 100,
  all: ({ here }) => here.routeTables,
  tags: () => ({}),
  filters: {
    'route-table-id': (_, id) => id,
    'vpc-id': ({ vpc }) => vpc,
    'association.subnet-id': ({ subnets }) => subnets,
    'association.main': ({ main }) => main,
    'association.route-table-id': (_, id) => id,
    'owner-id': ({ vpc }, _, { here, account }) => here.vpcs[vpc]?.owner ?? account,
  },
  show: ({ here, account }, id, { vpc, main, subnets, routes }) => ({
    routeTableId: id,
    vpcId: vpc,
    ownerId: here.vpcs[vpc]?.owner ?? account,
    associationSet: [
      ...(main ? [association(id, { main: true })] : []),
      ...subnets.map((subnetId) => association(id, { subnetId, main: false })),
    ],
    propagatingVgwSet: [],
    routeSet: routes.map((route) => shownRoute(route)),
    tagSet: [],
  }),
};

export const routeTableOperations = {
  DescribeRouteTables: describes(ROUTE_TABLES, 'RouteTableId', 'routeTableSet'),
};

function association(table: string, of: { readonly main: boolean; readonly subnetId?: string }): object {
  return {
    routeTableAssociationId: `rtbassoc-${(of.subnetId ?? table).replace(/^\w+-/, '')}`,
    routeTableId: table,
    ...of,
    associationState: { state: 'associated' },
  };
}

function shownRoute({ destination, target, state }: Route): object {
  const kind = destination.startsWith('pl-')
    ? 'destinationPrefixListId'
    : destination.includes(':')
      ? 'destinationIpv6CidrBlock'
      : 'destinationCidrBlock';
  const member = TARGETS[target.split('-')[0] ?? ''] ?? 'gatewayId';
  const origin = target === 'local' ? 'CreateRouteTable' : 'CreateRoute';
  return { [kind]: destination, [member]: target, state, origin };
}
