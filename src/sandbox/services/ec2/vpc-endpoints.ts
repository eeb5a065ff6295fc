import type { VpcEndpoint } from '../../state/ec2.ts';
import { partitionOf } from '../../state/partitions.ts';
import { describes, type Kind, tagSet } from './describe.ts';
import { interfaceIdsOf } from './network-interfaces.ts';

const STATEMENT = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
/** The policies of endpoints that are made without one. */
const POLICIES: Readonly<Record<VpcEndpoint['type'], string>> = {
  Interface: JSON.stringify({ Statement: [STATEMENT] }),
  Gateway: JSON.stringify({ Version: '2008-10-17', Statement: [STATEMENT] }),
};

/** Endpoints of the account's own VPCs: those of a VPC that another account shares cannot be seen. */
const ENDPOINTS: Kind<VpcEndpoint> = {
  prefix: 'vpce',
  noun: 'Vpc Endpoint Id',
  notFound: 'InvalidVpcEndpointId.NotFound',
  malformed: 'InvalidVpcEndpointId.Malformed',
  most: 1000,
  all: ({ here, account }) =>
    Object.fromEntries(
      Object.entries(here.vpcEndpoints).filter(([, { vpc }]) => (here.vpcs[vpc]?.owner ?? account) === account),
    ),
  tags: ({ tags }) => tags,
  filters: {
    'vpc-endpoint-id': (_, id) => id,
    'vpc-id': ({ vpc }) => vpc,
    'service-name': ({ service }) => service,
    'service-region': ({ service }) => service.split('.').at(-2),
    'vpc-endpoint-type': ({ type }) => type,
    'vpc-endpoint-state': ({ state }) => state,
    'ip-address-type': () => 'ipv4',
  },
  show: ({ here, account }, id, endpoint) => ({
    vpcEndpointId: id,
    vpcEndpointType: endpoint.type,
    vpcId: endpoint.vpc,
    serviceName: endpoint.service,
    // The model says `Available`, AWS `available`.
    state: endpoint.state,
    policyDocument: endpoint.policy ?? POLICIES[endpoint.type],
    routeTableIdSet: endpoint.routeTables,
    subnetIdSet: endpoint.subnets,
    networkInterfaceIdSet: interfaceIdsOf(id, endpoint),
    groupSet: endpoint.securityGroups.map((groupId) => ({ groupId, groupName: here.securityGroups[groupId]?.name })),
    ipAddressType: 'ipv4',
    privateDnsEnabled: endpoint.privateDns,
    dnsEntrySet: endpoint.type === 'Interface' ? [dnsEntryOf(id, endpoint)] : [],
    requesterManaged: false,
    ownerId: account,
    tagSet: tagSet(endpoint.tags),
  }),
};

/** Gives the name of an endpoint itself: `vpce-0a1b-sandbox.ssm.us-east-1.vpce.amazonaws.com`. */
export function dnsEntryOf(
  id: string,
  { service }: VpcEndpoint,
): { readonly dnsName: string; readonly hostedZoneId: string } {
  const [region = '', name = ''] = service.split('.').slice(-2);
  const { suffix } = partitionOf(region);
  return { dnsName: `${id}-sandbox.${name}.${region}.vpce.${suffix}`, hostedZoneId: 'Z7HUB22UULQXV' };
}

export const endpointOperations = {
  DescribeVpcEndpoints: describes(ENDPOINTS, 'VpcEndpointId', 'vpcEndpointSet'),
};
