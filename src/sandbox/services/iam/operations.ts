import type { Service } from '../operation.ts';
import { attachmentOperations } from './attachments.ts';
import { detailOperations } from './details.ts';
import { groupOperations } from './groups.ts';
import { inlinePolicyOperations } from './inline.ts';
import { policyOperations } from './policies.ts';
import { policyTagOperations } from './policy-tags.ts';
import { policyVersionOperations } from './policy-versions.ts';
import { instanceProfileOperations } from './profiles.ts';
import { roleOperations } from './roles.ts';
import { simulationOperations } from './simulation.ts';
import { userOperations } from './users.ts';
import { iamPermissions } from './permissions.ts';

export const iam: Service = {
  name: 'iam',
  protocol: 'query',
  version: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  invalid: 'ValidationError',
  internal: 'ServiceFailure',
  operations: {
    ...roleOperations,
    ...userOperations,
    ...groupOperations,
    ...inlinePolicyOperations,
    ...attachmentOperations,
    ...instanceProfileOperations,
    ...policyOperations,
    ...policyVersionOperations,
    ...policyTagOperations,
    ...detailOperations,
    ...simulationOperations,
  },
  permissions: iamPermissions,
};
