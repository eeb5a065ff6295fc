import type { VpcEndpoint } from '../../state/ec2.ts';
import { describes, type Kind, tagSet } from './describe.ts';

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
    groupSet: endpoint.securityGroups.map((groupId) => ({ groupId, groupName: here.securityGroups[groupId]?.name })),
    ipAddressType: 'ipv4',
    privateDnsEnabled: endpoint.privateDns,
    requesterManaged: false,
    ownerId: account,
    tagSet: tagSet(endpoint.tags),
  }),
};

export const endpointOperations = {
  DescribeVpcEndpoints: describes(ENDPOINTS, 'VpcEndpointId', 'vpcEndpointSet'),
};
