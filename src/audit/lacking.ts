import { isProtected } from '../facts/roles.ts';
import type { Statement } from '../policies/reading/policy.ts';
import { statementsFor } from '../policies/documents/session-needs.ts';
import { SESSION_NEEDS } from '../policies/needs/need.ts';
import type { Lacking } from '../resources/resource.ts';
import type { Gap } from './gap.ts';
import type { RegionAudit } from './region.ts';
import type { RoleAudit } from './role-audit.ts';

/**
 * Tells whether a policy of our own can close the gap: not one that the organization or a key policy causes, nor one of a
 * role that only AWS can change, or that may be meant for something else. A role some of whose permissions depend on conditions gets nothing: the policy is one for all roles, and would take the conditions away.
 */
export const isGrantable = ({ role, cause, guarded, apart }: Gap): boolean =>
  !guarded &&
  !apart &&
  !isProtected(role.arn) &&
  (cause === 'missing' || cause === 'single-region' || cause === 'grants-unseen');

/** Lists what one policy of our own has to grant: each need, for the regions in which it is not met and that `grants` is true for. */
export async function lackingOf(
  { gaps }: RoleAudit,
  grants: (region: RegionAudit) => boolean = () => true,
): Promise<Lacking> {
  const open = gaps
    .filter(isGrantable)
    .map((gap) => ({ ...gap, regions: gap.regions.filter(grants) }))
    .filter(({ regions }) => regions.length > 0);
  const statements = SESSION_NEEDS.map(async (need): Promise<readonly Statement[]> => {
    const regions = new Set(open.filter((gap) => gap.need === need).flatMap((gap) => gap.regions));
    if (regions.size === 0) return [];
    return statementsFor(new Set([need]), await Promise.all([...regions].map((facts) => facts.configuration())));
  });
  return {
    statements: (await Promise.all(statements)).flat(),
    roles: [...new Set(open.map(({ role }) => role.name))].toSorted(),
  };
}
