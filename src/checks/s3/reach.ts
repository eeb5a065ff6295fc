import type { RegionAudit } from '../../audit/region.ts';
import { routeTableOf, wayOut } from '../vpc/way-out.ts';

/**
 * Tells whether all nodes of a region have a way out of their network, and so to a bucket of another region: the agent looks up where
 * the bucket is, and sends logs there. An endpoint serves its own region only. False where there are none, or they may not be read.
 * https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/s3util/s3util.go
 */
export async function reachOtherRegions(facts: RegionAudit): Promise<boolean> {
  const read = await Promise.all([facts.instances(), facts.nodes(), facts.network()]).catch(() => undefined);
  if (!read) return false;
  const [instances, nodes, network] = read;
  const ids = new Set(nodes.map(({ id }) => id));
  const managed = instances.filter(({ id }) => ids.has(id));
  const ways = managed.map((node) => wayOut(routeTableOf(network, node.subnet, node.vpc), node));
  return ways.length > 0 && ways.every((way) => way === 'internet' || way === 'beyond');
}
