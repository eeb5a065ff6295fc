import type { Service } from '../operation.ts';
import { attachmentOperations } from './iam-attachments.ts';
import { detailOperations } from './iam-details.ts';
import { inlinePolicyOperations } from './iam-inline.ts';
import { policyOperations } from './iam-policies.ts';
import { policyTagOperations } from './iam-policy-tags.ts';
import { policyVersionOperations } from './iam-policy-versions.ts';
import { instanceProfileOperations } from './iam-profiles.ts';
import { roleOperations } from './iam-roles.ts';
import { simulationOperations } from './iam-simulation.ts';
import { userOperations } from './iam-users.ts';

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
    ...inlinePolicyOperations,
    ...attachmentOperations,
    ...instanceProfileOperations,
    ...policyOperations,
    ...policyVersionOperations,
    ...policyTagOperations,
    ...detailOperations,
    ...simulationOperations,
  },
};
