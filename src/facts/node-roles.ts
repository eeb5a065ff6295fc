import type { AccountFacts } from './account.ts';
import { isHybrid } from './nodes.ts';
import type { RegionFacts } from './region.ts';
import type { Role, Roles } from './roles.ts';

/** A role under which agents work, and where. */
export interface NodeRole {
  readonly role: Role;
  /** Handed out by an instance profile, by Default Host Management Configuration, or by a hybrid activation. */
  readonly source: 'profile' | 'host-management' | 'activation';
  /** Where it has to be good: every region asked for, or those whose Default Host Management names it. */
  readonly regions: readonly RegionFacts[];
  /** Regions in which something runs under it now. */
  readonly usedIn: ReadonlySet<RegionFacts>;
}

/** All roles under which agents of an account work, or would. */
export const nodeRoles = async (
  facts: AccountFacts,
  all: Roles,
  regions: readonly RegionFacts[],
): Promise<readonly NodeRole[]> => [
  ...(await profileRoles(all, regions)),
  ...(await hostManagementRoles(facts, regions)),
  ...(await activationRoles(facts, regions)),
];

async function profileRoles(all: Roles, regions: readonly RegionFacts[]): Promise<readonly NodeRole[]> {
  const used = await Promise.all(regions.map(async (facts) => [facts, await profilesInUse(facts)] as const));
  return [...all.byName.values()]
    .filter(({ profiles }) => profiles.length > 0)
    .map((role) => {
      const inUse = used.filter(([, names]) => names === undefined || role.profiles.some((name) => names.has(name)));
      return { role, source: 'profile', regions, usedIn: new Set(inUse.map(([facts]) => facts)) };
    });
}

/** Names of the instance profiles of running instances; undefined where they may not be read. */
async function profilesInUse(facts: RegionFacts): Promise<ReadonlySet<string> | undefined> {
  try {
    const instances = await facts.instances();
    return new Set(instances.flatMap(({ profile }) => profile?.split('/').at(-1) ?? []));
  } catch {
    return undefined;
  }
}

async function hostManagementRoles(
  account: AccountFacts,
  regions: readonly RegionFacts[],
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

const hasBareInstances = (facts: RegionFacts): Promise<boolean> =>
  facts.instances().then(
    (instances) => instances.some(({ profile }) => profile === undefined),
    () => true,
  );

/** The roles of hybrid nodes. */
async function activationRoles(account: AccountFacts, regions: readonly RegionFacts[]): Promise<readonly NodeRole[]> {
  const byRole = await byName(account, regions, async (facts) =>
    (await facts.nodes()).filter(isHybrid).flatMap(({ role }) => role ?? []),
  );
  return byRole.map(([role, where]) => ({ role, source: 'activation', regions: where, usedIn: new Set(where) }));
}

/** Roles by the names that regions have for them, with these regions; what may not be read, or is not there, is left out. */
async function byName(
  account: AccountFacts,
  regions: readonly RegionFacts[],
  namesIn: (facts: RegionFacts) => Promise<readonly string[]>,
): Promise<readonly (readonly [Role, readonly RegionFacts[]])[]> {
  const found = new Map<Role, RegionFacts[]>();
  for (const facts of regions) {
    const names = await namesIn(facts).catch(() => []);
    for (const name of new Set(names.map((path) => path.split('/').at(-1) ?? path))) {
      const role = await account.role(name);
      if (role) found.set(role, [...(found.get(role) ?? []), facts]);
    }
  }
  return [...found];
}
