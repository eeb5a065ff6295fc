import type { Service } from '../operation.ts';
import { anything, textIn } from '../permission.ts';
import { endpointServiceOperations } from './endpoint-services.ts';
import { instanceOperations } from './instances.ts';
import { internetBlockOperations } from './internet-block.ts';
import { internetGatewayOperations } from './internet-gateways.ts';
import { networkAclOperations } from './network-acls.ts';
import { prefixListOperations } from './prefix-lists.ts';
import { regionOperations } from './regions.ts';
import { routeTableOperations } from './route-tables.ts';
import { securityGroupOperations } from './security-groups.ts';
import { subnetOperations } from './subnets.ts';
import { endpointOperations } from './vpc-endpoints.ts';
import { dhcpOptionsOperations } from './dhcp-options.ts';
import { natGatewayOperations } from './nat-gateways.ts';
import { networkInterfaceOperations } from './network-interfaces.ts';
import { vpcOperations } from './vpcs.ts';

export const ec2: Service = {
  name: 'ec2',
  protocol: 'ec2-query',
  invalid: 'InvalidParameterValue',
  internal: 'InternalError',
  // Of these, only DescribeVpcAttribute is about a resource:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  permissions: {
    DescribeDhcpOptions: anything,
    DescribeInstances: anything,
    DescribeInternetGateways: anything,
    DescribeNatGateways: anything,
    DescribeNetworkInterfaces: anything,
    DescribeNetworkAcls: anything,
    DescribePrefixLists: anything,
    DescribeRegions: anything,
    DescribeRouteTables: anything,
    DescribeSecurityGroups: anything,
    DescribeSubnets: anything,
    DescribeVpcAttribute: ({ partition, region, account }, input) => [
      { resource: `arn:${partition.id}:ec2:${region}:${account}:vpc/${textIn(input, 'VpcId')}` },
    ],
    DescribeVpcBlockPublicAccessExclusions: anything,
    DescribeVpcEndpointServices: anything,
    DescribeVpcEndpoints: anything,
    DescribeVpcs: anything,
  },
  operations: {
    ...instanceOperations,
    ...vpcOperations,
    ...internetBlockOperations,
    ...internetGatewayOperations,
    ...natGatewayOperations,
    ...networkInterfaceOperations,
    ...dhcpOptionsOperations,
    ...subnetOperations,
    ...routeTableOperations,
    ...securityGroupOperations,
    ...networkAclOperations,
    ...endpointOperations,
    ...endpointServiceOperations,
    ...prefixListOperations,
    ...regionOperations,
  },
};
