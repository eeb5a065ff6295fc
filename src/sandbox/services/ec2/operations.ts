import type { Service } from '../operation.ts';
import { instanceOperations } from './instances.ts';
import { networkAclOperations } from './network-acls.ts';
import { prefixListOperations } from './prefix-lists.ts';
import { regionOperations } from './regions.ts';
import { routeTableOperations } from './route-tables.ts';
import { securityGroupOperations } from './security-groups.ts';
import { subnetOperations } from './subnets.ts';
import { endpointOperations } from './vpc-endpoints.ts';
import { vpcOperations } from './vpcs.ts';

export const ec2: Service = {
  name: 'ec2',
  protocol: 'ec2-query',
  invalid: 'InvalidParameterValue',
  internal: 'InternalError',
  operations: {
    ...instanceOperations,
    ...vpcOperations,
    ...subnetOperations,
    ...routeTableOperations,
    ...securityGroupOperations,
    ...networkAclOperations,
    ...endpointOperations,
    ...prefixListOperations,
    ...regionOperations,
  },
};
