import type { AccountFacts } from '../facts/account.ts';
import type { Instance } from '../facts/instances.ts';
import { activatedAmong, isHybrid } from '../facts/nodes.ts';
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
  /** The regions of which that cannot be read. */
  readonly unreadIn: ReadonlySet<RegionAudit>;
  /** Of Default Host Management: the instance profiles, by region, by whose roles nodes cannot register and so work under this one. */
  readonly leftBy?: readonly { readonly facts: RegionAudit; readonly profiles: readonly string[] }[];
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
  const inUse = await Promise.all(regions.map(async (facts) => [facts, await profilesInUse(facts)] as const));
  return [...all.byName.values()]
    .filter(({ profiles }) => profiles.length > 0)
    .map((role) => ({
      role,
      source: 'profile',
      regions,
      ...usesOf(inUse, (names) => role.profiles.some((name) => names.has(name))),
    }));
}

/** Sorts regions by what was read of them; undefined: it could not be read. */
function usesOf<Read>(
  reads: readonly (readonly [RegionAudit, Read | undefined])[],
  isUsed: (read: Read) => boolean,
): Pick<NodeRole, 'usedIn' | 'unreadIn'> {
  const those = (fits: (read: Read | undefined) => boolean): ReadonlySet<RegionAudit> =>
    new Set(reads.flatMap(([facts, read]) => (fits(read) ? [facts] : [])));
  return { usedIn: those((read) => read !== undefined && isUsed(read)), unreadIn: those((read) => read === undefined) };
}

/** Gives the running instances whose agents have the credentials of EC2: one that an activation registered has those of another role. */
export async function ownInstances({ instances, nodes }: RegionAudit): Promise<readonly Instance[]> {
  const [running, known] = await Promise.all([instances(), nodes().catch(() => [])]);
  const isActivated = activatedAmong(known);
  return running.filter(({ privateIp }) => !isActivated(privateIp));
}

/** Gives the names of the instance profiles of running instances, '' for none; undefined where reading them is denied. */
async function profilesInUse(facts: RegionAudit): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await ownInstances(facts)).map(({ profile }) => profile?.split('/').at(-1) ?? ''));
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
      const inUse = await Promise.all(where.map(async (facts) => [facts, await profilesInUse(facts)] as const));
      return { role, source: 'host-management', regions: where, ...usesOf(inUse, (names) => names.has('')) };
    }),
  );
}

/** Finds the roles of hybrid nodes. */
async function activationRoles(account: AccountFacts, regions: readonly RegionAudit[]): Promise<readonly NodeRole[]> {
  const byRole = await byName(account, regions, async (facts) =>
    (await facts.nodes()).filter(isHybrid).flatMap(({ role }) => role ?? []),
  );
  return byRole.map(([role, where]) => ({
    role,
    source: 'activation',
    regions: where,
    usedIn: new Set(where),
    unreadIn: new Set(),
  }));
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
