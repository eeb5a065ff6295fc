import { isHybrid } from '../facts/nodes.ts';
import { roleName } from '../names/role.ts';
import { NODE_NEEDS } from '../policies/needs/node-needs.ts';
import type { NodeRole } from './node-roles.ts';
import type { RegionAudit } from './region.ts';

/**
 * Tells whether a node in a region is online under this role right now, so that the role may do what that takes. An instance
 * with a role of its own is no evidence where it may work under that of Default Host Management.
 */
export async function worksUnder({ role, source }: NodeRole, facts: RegionAudit): Promise<boolean> {
  try {
    const online = (await facts.nodes()).filter(({ ping }) => ping === 'Online');
    if (source === 'activation') {
      return online.some((node) => isHybrid(node) && roleName(node.role ?? '') === role.name);
    }
    if (source === 'profile' && (await facts.hostManagementRole()) !== undefined) return false;
    const ids = new Set(online.map(({ id }) => id));
    return (await facts.instances()).some(({ id, profile }) => {
      const name = profile?.split('/').at(-1);
      return ids.has(id) && (source === 'profile' ? role.profiles.includes(name ?? '') : name === undefined);
    });
  } catch {
    return false;
  }
}

/** What a node that is online does all the time: it says that it is there, and holds the channel by which sessions reach it. */
const SHOWN = NODE_NEEDS.filter(({ need }) => need === 'core').flatMap(({ actions, inSession = [] }) =>
  actions.filter((action) => !inSession.includes(action)),
);

/** An action, with the condition keys on which it depends whether it is allowed. */
interface Open {
  readonly action: string;
  readonly keys: readonly string[];
}

/**
 * Tells of the actions of one region by which nodes register and open channels, which of them are shown to be allowed by a
 * node that is online: those that it does all the time, and those of the data channel that depend on the same keys.
 */
export function shownBy(actions: readonly Open[]): (one: Open) => boolean {
  const met = new Set(actions.filter(({ action }) => SHOWN.includes(action)).flatMap(({ keys }) => keys));
  return ({ action, keys }) => SHOWN.includes(action) || keys.every((key) => met.has(key));
}
