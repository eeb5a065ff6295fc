import type { SessionConfiguration } from '../needs/configuration.ts';
import { SESSION_NEEDS } from '../needs/need.ts';
import type { Policy } from '../reading/policy.ts';
import { statementsFor } from './session-needs.ts';

/**
 * Makes the policy of a node's role, in place of AmazonSSMManagedInstanceCore: to register, to hold sessions as they are set up,
 * and to have its agent updated by State Manager. It leaves out Run Command with documents other than that update,
 * inventory, patches, Parameter Store, and ec2messages, which agents from 3.3.40.0 on do without.
 */
export const instancePolicy = (configuration: SessionConfiguration): Policy => ({
  Version: '2012-10-17',
  Statement: statementsFor(new Set([...SESSION_NEEDS, 'agent-update']), [configuration]),
});
