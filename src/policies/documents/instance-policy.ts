import { allow } from './allow.ts';
import type { Policy } from '../reading/policy.ts';
import { type SessionConfiguration, statementsFor } from './session-needs.ts';

/**
 * The calls by which the agent carries out an association and reports the result. The update itself comes from public buckets,
 * which take no permission: agent/association/service in https://github.com/aws/amazon-ssm-agent.
 */
const ASSOCIATIONS = ['ssm:ListInstanceAssociations', 'ssm:PutComplianceItems', 'ssm:UpdateInstanceAssociationStatus'];

/**
 * Makes the policy of a node's role, in place of AmazonSSMManagedInstanceCore: to register, to hold sessions as they are set up,
 * and to have its agent updated by State Manager. It leaves out Run Command with documents other than that update,
 * inventory, patches, Parameter Store, and ec2messages, which agents from 3.3.40.0 on do without.
 */
export function instancePolicy(configuration: SessionConfiguration): Policy {
  const { partition } = configuration.place;
  return {
    Version: '2012-10-17',
    Statement: [
      ...statementsFor(new Set(['core', 'logs', 'kms-decrypt', 's3', 'kms-via-logs']), [configuration]),
      allow('FollowAssociations', ASSOCIATIONS, ['*']),
      // AWS's own documents have no account in their ARN.
      allow('ReadAgentUpdate', ['ssm:GetDocument'], [`arn:${partition.name}:ssm:*:*:document/AWS-UpdateSSMAgent`]),
    ],
  };
}
