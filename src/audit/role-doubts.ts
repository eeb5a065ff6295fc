import { isHybrid } from '../facts/nodes.ts';
import { roleName } from '../names/role.ts';
import type { AccountAudit } from './account.ts';
import type { Doubts } from './channels.ts';
import type { Gap } from './gap.ts';

/**
 * Doubts the nodes whose role may not register or open channels in their region, or not certainly, and those whose instance profile
 * hands out no role.
 */
export const roleDoubts =
  (account: () => AccountAudit | undefined): Doubts =>
  async (facts) => {
    const [audit, instances, nodes] = await Promise.all([account()?.audit(), facts.instances(), facts.nodes()]);
    if (!audit) return [];
    const { roles, gaps } = audit;
    const isHere = ({ need, regions, unlessConnected }: Gap): boolean =>
      need === 'core' && !unlessConnected && regions.some(({ target }) => target.region === facts.target.region);
    const profiles = new Set(roles.flatMap(({ role }) => role.profiles));
    const empty = instances.filter(({ profile }) => profile !== undefined && !profiles.has(nameOf(profile)));
    return [
      ...gaps.filter(isHere).map(({ role, source, cause }) => ({
        reason: `role ${role.name} ${cause}`,
        nodes:
          source === 'activation'
            ? nodes.filter((node) => isHybrid(node) && roleName(node.role ?? '') === role.name).map(({ id }) => id)
            : instances
                .filter(({ profile }) =>
                  source === 'profile'
                    ? profile !== undefined && role.profiles.includes(nameOf(profile))
                    : profile === undefined,
                )
                .map(({ id }) => id),
      })),
      { reason: 'its instance profile hands out no role', nodes: empty.map(({ id }) => id) },
    ];
  };

const nameOf = (profile: string): string => profile.split('/').at(-1) ?? '';
