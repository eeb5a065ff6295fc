import type { Statement } from '../policies/policy.ts';
import { statementsFor } from '../policies/session-needs.ts';
import type { Gap, RoleAudit } from './role-audit.ts';

/** What is to be granted, and to whom. */
export interface Demand {
  readonly statements: readonly Statement[];
  /** Names. */
  readonly roles: readonly string[];
}

/** Whether a policy of our own can give it: not what the organization, or the policy of a key, withholds. */
export const isGrantable = ({ cause }: Gap): boolean => cause === 'missing' || cause === 'single-region';

/** What one policy of our own gives to those that lack it. */
export async function demandOf({ gaps }: RoleAudit): Promise<Demand> {
  const open = gaps.filter(isGrantable);
  const regions = [...new Set(open.flatMap((gap) => gap.regions))];
  const configurations = await Promise.all(regions.map((facts) => facts.configuration()));
  return {
    statements: statementsFor(new Set(open.map(({ need }) => need)), configurations),
    roles: [...new Set(open.map(({ role }) => role.name))].toSorted(),
  };
}
