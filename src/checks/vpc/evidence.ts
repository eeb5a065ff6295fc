import { unlessDenied } from '../../aws/errors.ts';
import type { Node } from '../../facts/nodes.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import type { Host } from './site.ts';

/** Tells whether all of these hosts are known to reach a service, whatever the network looks like. */
export type Evidence = (service: Service, hosts: readonly Host[]) => Promise<boolean>;

/**
 * Uses what Systems Manager knows: a node that is online reaches ssm, and one that holds a channel ssmmessages. Of the other
 * services nothing is known. The channels are asked for only where they matter. What a sample shows of its kind counts: nodes
 * of a kind are behind the same barriers (`networkDoubts`), so that none of them would be connected if those were real.
 */
export function evidenceOf(facts: Pick<RegionAudit, 'channels'>, nodes: readonly Node[]): Evidence {
  const online = new Set(nodes.flatMap(({ id, ping }) => (ping === 'Online' ? [id] : [])));
  return async (service, hosts) => {
    if (service !== 'ssm' && service !== 'ssmmessages') return false;
    if (!hosts.every(({ instance }) => online.has(instance.id))) return false;
    if (service === 'ssm') return true;
    const channels = await unlessDenied(facts.channels());
    return channels !== undefined && hosts.every(({ instance }) => channels.holds(instance.id));
  };
}
