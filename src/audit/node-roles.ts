import type { AccountFacts } from '../facts/account.ts';
import { isHybrid } from '../facts/nodes.ts';
import { roleName } from '../names/role.ts';
import type { Role, Roles } from '../facts/roles.ts';
import type { RegionAudit } from './region.ts';

/** A role under which agents work, and where. */
export interface NodeRole {
  readonly role: Role;
  /** Handed out by an instance profile, by Default Host Management Configuration, or by a hybrid activation. */
  readonly source: 'profile' | 'host-management' | 'activation';
  /** The regions that it has to work in: every region asked for, or those whose Default Host Management names it. */
  readonly regions: readonly RegionAudit[];
  /** The regions in which something runs under it now. */
  readonly usedIn: ReadonlySet<RegionAudit>;
}

/** Finds all roles under which agents of an account work, or would work. */
export const nodeRoles = async (
  facts: AccountFacts,
  all: Roles,
  regions: readonly RegionAudit[],
): Promise<readonly NodeRole[]> =>
  (
    await Promise.all([
      profileRoles(all, regions),
      hostManagementRoles(facts, regions),
      activationRoles(facts, regions),
    ])
  ).flat();

async function profileRoles(all: Roles, regions: readonly RegionAudit[]): Promise<readonly NodeRole[]> {
  const used = await Promise.all(regions.map(async (facts) => [facts, await profilesInUse(facts)] as const));
  return [...all.byName.values()]
    .filter(({ profiles }) => profiles.length > 0)
    .map((role) => {
      const inUse = used.filter(([, names]) => names === undefined || role.profiles.some((name) => names.has(name)));
      return { role, source: 'profile', regions, usedIn: new Set(inUse.map(([facts]) => facts)) };
    });
}

/** Gives the names of the instance profiles of running instances; undefined where reading them is denied. */
async function profilesInUse(facts: RegionAudit): Promise<ReadonlySet<string> | undefined> {
  try {
    const instances = await facts.instances();
    return new Set(instances.flatMap(({ profile }) => profile?.split('/').at(-1) ?? []));
  } catch {
    return undefined;
  }
}

async function hostManagementRoles(
  account: AccountFacts,
  regions: readonly RegionAudit[],
): Promise<readonly NodeRole[]> {
  const byRole = await byName(account, regions, async (facts) => {
    const path = await facts.hostManagementRole();
    return path === undefined ? [] : [path];
  });
  return Promise.all(
    byRole.map(async ([role, where]): Promise<NodeRole> => {
      const used = await Promise.all(where.map((facts) => hasBareInstances(facts)));
      const usedIn = new Set(where.filter((_, index) => used[index]));
      return { role, source: 'host-management', regions: where, usedIn };
    }),
  );
}

const hasBareInstances = (facts: RegionAudit): Promise<boolean> =>
  facts.instances().then(
    (instances) => instances.some(({ profile }) => profile === undefined),
    () => true,
  );

/** Finds the roles of hybrid nodes. */
async function activationRoles(account: AccountFacts, regions: readonly RegionAudit[]): Promise<readonly NodeRole[]> {
  const byRole = await byName(account, regions, async (facts) =>
    (await facts.nodes()).filter(isHybrid).flatMap(({ role }) => role ?? []),
  );
  return byRole.map(([role, where]) => ({ role, source: 'activation', regions: where, usedIn: new Set(where) }));
}

/** Groups regions by the role that each of them names; a name that cannot be read, or a role that does not exist, is left out. */
async function byName(
  account: AccountFacts,
  regions: readonly RegionAudit[],
  namesIn: (facts: RegionAudit) => Promise<readonly string[]>,
): Promise<readonly (readonly [Role, readonly RegionAudit[]])[]> {
  const named = await Promise.all(
    regions.map(async (facts) => {
      const names = await namesIn(facts).catch(() => []);
      const distinct = [...new Set(names.map(roleName))];
      return { facts, roles: await Promise.all(distinct.map((name) => account.role(name))) };
    }),
  );
  const found = new Map<Role, RegionAudit[]>();
  for (const { facts, roles } of named) {
    for (const role of roles) if (role) found.set(role, [...(found.get(role) ?? []), facts]);
  }
  return [...found];
}
