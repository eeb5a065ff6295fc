import { isHybrid } from '../facts/nodes.ts';
import { roleName } from '../names/role.ts';
import { type NodeRole, ownInstances } from './node-roles.ts';
import type { RegionAudit } from './region.ts';

/** Gives the ids of the nodes of a region that get their credentials by a role. Rejects where they cannot be read. */
export async function nodesUnder(
  { role, source, leftBy = [] }: Pick<NodeRole, 'role' | 'source' | 'leftBy'>,
  facts: RegionAudit,
): Promise<readonly string[]> {
  if (source === 'activation') {
    const hybrid = (await facts.nodes()).filter(isHybrid);
    return hybrid.filter((node) => roleName(node.role ?? '') === role.name).map(({ id }) => id);
  }
  const found = (await ownInstances(facts)).filter(({ profile }) => {
    const name = profile?.split('/').at(-1);
    if (source === 'profile') return role.profiles.includes(name ?? '');
    return name === undefined || leftBy.some((one) => one.facts === facts && one.profiles.includes(name));
  });
  return found.map(({ id }) => id);
}
