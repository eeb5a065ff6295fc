import { unlessDenied } from '../../aws/errors.ts';
import type { Node } from '../../facts/nodes.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import type { Host } from './site.ts';

/** Tells whether all of these hosts are known to reach a service, whatever the network looks like. */
export type Evidence = (service: Service, hosts: readonly Host[]) => Promise<boolean>;

/**
 * Uses what Systems Manager knows: a node that is online reaches ssm, and one that holds a channel ssmmessages. Of the other
 * services nothing is known. The channels are asked for only where they matter: that is one call per node.
 */
export function evidenceOf(facts: Pick<RegionFacts, 'unconnected'>, nodes: readonly Node[]): Evidence {
  const online = idsOf(nodes.filter(({ ping }) => ping === 'Online'));
  return async (service, hosts) => {
    if (service !== 'ssm' && service !== 'ssmmessages') return false;
    if (!hosts.every(({ instance }) => online.has(instance.id))) return false;
    if (service === 'ssm') return true;
    const unconnected = await unlessDenied(facts.unconnected());
    const without = idsOf(unconnected ?? []);
    return unconnected !== undefined && hosts.every(({ instance }) => !without.has(instance.id));
  };
}

const idsOf = (nodes: readonly Node[]): ReadonlySet<string> => new Set(nodes.map(({ id }) => id));
