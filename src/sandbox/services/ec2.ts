import type { Service } from '../operation.ts';
import { instanceOperations } from './ec2-instances.ts';
import { networkAclOperations } from './ec2-network-acls.ts';
import { prefixListOperations } from './ec2-prefix-lists.ts';
import { regionOperations } from './ec2-regions.ts';
import { routeTableOperations } from './ec2-route-tables.ts';
import { securityGroupOperations } from './ec2-security-groups.ts';
import { subnetOperations } from './ec2-subnets.ts';
import { endpointOperations } from './ec2-vpc-endpoints.ts';
import { vpcOperations } from './ec2-vpcs.ts';

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
