import { validate } from 'compare-versions';
import { isHybrid, type Node } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { Doubt } from './node-kinds.ts';

const MINUTE = 60_000;

/** Nodes ping every five minutes; three are missed then. */
const LATE = 15 * MINUTE;

/** The age up to which an instance may have been made otherwise than those that have been at work for long. */
const NEW = 60 * MINUTE;

/** Finds the nodes that are online, and of which something else says that they may hold no channel. */
export async function ownDoubts(facts: RegionFacts): Promise<readonly Doubt[]> {
  const online = (await facts.nodes()).filter(({ ping }) => ping === 'Online');
  const [instances, failed] = await Promise.all([
    facts.instances().catch(() => undefined),
    facts.failedSessions().catch(() => new Set<string>()),
  ]);
  const running = instances && new Map(instances.map((instance) => [instance.id, instance]));
  // Against the newest ping, whatever the clock of this machine says.
  const newest = online.reduce((latest, { lastPing }) => Math.max(latest, lastPing?.getTime() ?? 0), 0);
  const reasons: Readonly<Record<string, (node: Node) => boolean>> = {
    'a session on it failed': ({ id }) => failed.has(id),
    'its last ping is old': ({ lastPing }) => newest - (lastPing?.getTime() ?? 0) > LATE,
    'the version of its agent is not known': ({ agentVersion }) => !validate(agentVersion),
    'nothing is known of its network': isHybrid,
    'its instance is not seen': ({ id }) => running !== undefined && !isHybrid({ id }) && !running.has(id),
    'its instance is new': ({ id }) => facts.question.now - (running?.get(id)?.launched?.getTime() ?? 0) < NEW,
  };
  return Object.entries(reasons).map(([reason, is]) => ({ reason, nodes: online.filter(is).map(({ id }) => id) }));
}
