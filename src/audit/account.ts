import { type AccountFacts, accountFacts } from '../facts/account.ts';
import type { Principal } from '../facts/caller.ts';
import { once } from '../once.ts';
import { type Access, readAccess } from './access.ts';
import type { RegionAudit } from './region.ts';
import { unreadIn } from './unread.ts';
import { auditRoles, type RoleAudit } from './role-audit.ts';

/** The facts of an account, with what the roles of its nodes lack. */
export interface AccountAudit extends AccountFacts<RegionAudit> {
  audit(): Promise<RoleAudit>;
  /** Resolves to what somebody may do in the regions whose preferences can be read; asked once for each. Rejects where there is none. */
  access(who: Principal): Promise<Access>;
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
  if (!facts) return undefined;
  const asked = new Map<string, Promise<Access>>();
  return {
    ...facts,
    audit: once(() => auditRoles(facts)),
    access(who) {
      const found =
        asked.get(who.arn) ??
        Promise.all([facts.iam(), facts.regions()]).then(async ([client, open]) =>
          readAccess(client, who, await readable(open)),
        );
      asked.set(who.arn, found);
      return found;
    },
  };
}

async function readable(regions: readonly RegionAudit[]): Promise<readonly RegionAudit[]> {
  const unread = await Promise.all(regions.map((region) => unreadIn(region, [])));
  const found = regions.filter((_, index) => unread[index]?.size === 0);
  // Asked about all of them, IAM is not reached: the reason is in what rejects.
  return found.length > 0 ? found : regions;
}
