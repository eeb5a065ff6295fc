import { agentUpdate } from './association.ts';
import { agentUpdateDetails } from './association/details.ts';
import { uncovered } from './association/uncovered.ts';
import { agentVersion } from './agent.ts';
import { bypass } from './bypass.ts';
import { caller } from './user.ts';
import { principalAccess } from './user/access.ts';
import type { AnyCheck, CheckScope } from './check.ts';
import { client } from './client.ts';
import { hostManagement } from './dhmc.ts';
import { hybrid } from './hybrid.ts';
import { hybridRole } from './instance/hybrid-role.ts';
import { instanceProfile } from './instance/profile.ts';
import { instanceRoles } from './instance/roles.ts';
import { kms } from './kms.ts';
import { logGroup } from './log-group.ts';
import { names, network } from './vpc.ts';
import { nodes } from './instance/nodes.ts';
import { preferences } from './prefs.ts';
import { profilePolicies } from './instance/policies.ts';
import { roleTrust } from './instance/trust.ts';
import { runAs } from './runas.ts';
import { bucketKey } from './s3/key.ts';
import { publicAccess } from './s3/public-access.ts';
import { s3 } from './s3.ts';
import { sharing } from './sharing.ts';

/** Every check, in the order of the report. A new check is one line here. */
export const checks: readonly AnyCheck[] = [
  ...client,
  instanceRoles,
  roleTrust,
  hybridRole,
  profilePolicies,
  hostManagement,
  caller,
  principalAccess,
  bypass,
  ...preferences,
  ...logGroup,
  kms,
  s3,
  publicAccess,
  bucketKey,
  ...nodes,
  ...instanceProfile,
  agentVersion,
  ...runAs,
  ...agentUpdate,
  ...agentUpdateDetails,
  uncovered,
  network,
  names,
  hybrid,
  sharing,
];

/** Picks the checks of one scope. */
export const checksOf = <Scope extends CheckScope>(scope: Scope): readonly Extract<AnyCheck, { scope: Scope }>[] =>
  checks.filter((check): check is Extract<AnyCheck, { scope: Scope }> => check.scope === scope);

/** The ids that the engine itself reports about a region that is closed to the account. */
export const CLOSED = { disabled: 'region.disabled', organization: 'region.scp-denied' } as const;

/** The ids of all checks. */
export const CHECK_IDS: readonly string[] = [...checks.flatMap(({ ids }) => ids), ...Object.values(CLOSED)].toSorted();
