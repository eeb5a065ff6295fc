import { agentUpdate } from './association.ts';
import { agentVersion } from './agent.ts';
import { caller } from './user.ts';
import type { AccountCheck, MachineCheck, RegionCheck } from './check.ts';
import { client } from './client.ts';
import { hostManagement } from './dhmc.ts';
import { hybrid } from './hybrid.ts';
import { instanceProfile } from './instance/profile.ts';
import { instanceRoles } from './instance/roles.ts';
import { kms } from './kms.ts';
import { logGroup, sessionLogs } from './log-group.ts';
import { network } from './vpc.ts';
import { nodes } from './instance/nodes.ts';
import { preferences } from './prefs.ts';
import { profilePolicies } from './instance/policies.ts';
import { runAs } from './runas.ts';
import { s3 } from './s3.ts';
import { sharing } from './sharing.ts';

export const machineChecks: readonly MachineCheck[] = [client];

export const accountChecks: readonly AccountCheck[] = [instanceRoles, profilePolicies, hostManagement, caller];

/** What setup looks at when it is done: in the account, and in each region. */
export const policyAudit: readonly AccountCheck[] = [instanceRoles, profilePolicies, hostManagement];
export const regionAudit: readonly RegionCheck[] = [sessionLogs];

export const regionChecks: readonly RegionCheck[] = [
  ...preferences,
  ...logGroup,
  kms,
  s3,
  ...nodes,
  ...instanceProfile,
  agentVersion,
  ...runAs,
  ...agentUpdate,
  network,
  hybrid,
  sharing,
];

/** What the engine itself says of a region that is closed to the account. */
export const CLOSED = { disabled: 'region.disabled', organization: 'region.scp-denied' } as const;

/** Every check there is, by id. */
export const CHECK_IDS: readonly string[] = [
  ...[...machineChecks, ...accountChecks, ...regionChecks].flatMap(({ ids }) => ids),
  ...Object.values(CLOSED),
].toSorted();
