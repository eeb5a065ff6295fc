import type { IAM } from '@aws-sdk/client-iam';
import { once } from '../once.ts';
import type { Target } from '../targets/target.ts';
import { type Caller, readCaller } from './caller.ts';
import type { RegionFacts } from './region.ts';
import { auditRoles, type RoleAudit } from '../audit/role-audit.ts';
import { readRole, readRoles, type Role, type Roles } from './roles.ts';

/** What there is in one account, over all regions asked for. Read once, when it is first asked for. */
export interface AccountFacts {
  readonly account: string;
  /** The target through which IAM is asked. */
  readonly target: Target;
  /** The regions that are open to the account, in the order they were asked for. */
  regions(): Promise<readonly RegionFacts[]>;
  iam(): Promise<IAM>;
  roles(): Promise<Roles>;
  /** A role by its name, whether an instance profile hands it out or not; undefined if there is none. */
  role(name: string): Promise<Role | undefined>;
  /** What the roles of nodes lack. */
  audit(): Promise<RoleAudit>;
  /** Whose credentials these are, as IAM knows them. */
  caller(): Promise<Caller>;
}

/** `isOpen` tells of a region whether it can be worked in. */
export function accountFacts(
  regions: readonly RegionFacts[],
  isOpen: (facts: RegionFacts) => Promise<boolean>,
): AccountFacts | undefined {
  const [first] = regions;
  if (!first) return undefined;
  const { target } = first;
  const found = new Map<string, Promise<Role | undefined>>();
  const facts: AccountFacts = {
    account: target.account,
    target,
    regions: once(async () => {
      const open = await Promise.all(regions.map(isOpen));
      return regions.filter((_, index) => open[index]);
    }),
    iam: () => target.iam(),
    roles: once(async () => readRoles(await facts.iam())),
    async role(name) {
      const { byName, complete } = await facts.roles();
      const known = byName.get(name);
      if (known || complete) return known;
      const asked = found.get(name) ?? readRole(await facts.iam(), name);
      found.set(name, asked);
      return asked;
    },
    audit: once(() => auditRoles(facts)),
    caller: once(() => readCaller(facts)),
  };
  return facts;
}
