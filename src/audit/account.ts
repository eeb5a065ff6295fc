import { type AccountFacts, accountFacts } from '../facts/account.ts';
import { once } from '../once.ts';
import type { RegionAudit } from './region.ts';
import { auditRoles, type RoleAudit } from './role-audit.ts';

/** The facts of an account, with what the roles of its nodes lack. */
export interface AccountAudit extends AccountFacts<RegionAudit> {
  audit(): Promise<RoleAudit>;
}

/**
 * Makes the audit of an account, which reads nothing yet. `isOpen` tells whether a region can be worked in; `known` is
 * what has been read elsewhere. Undefined if there is no region.
 */
export function auditAccount(
  regions: readonly RegionAudit[],
  isOpen: (region: RegionAudit) => Promise<boolean>,
  known: Partial<Pick<AccountFacts, 'roles'>> = {},
): AccountAudit | undefined {
  const facts = accountFacts(regions, isOpen, known);
  return facts && { ...facts, audit: once(() => auditRoles(facts)) };
}
