import type { RegionFacts } from '../../facts/region.ts';
import type { SessionSettings } from '../../facts/session-settings.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { DEFAULT_TARGETS } from '../../resources/agent-update/agent-update.ts';
import { matches } from '../../resources/agent-update/targets.ts';
import { type SetupCommand, wholeSetup } from '../remedy.ts';

/**
 * Makes the command that sets up everything in a region, with an agent update that reaches nodes. Where there are no preferences, it makes
 * them, and the roles of nodes have perhaps no permission to log.
 */
export const firstSetup = async (facts: RegionFacts, settings: SessionSettings | undefined): Promise<SetupCommand> =>
  wholeSetup(facts, settings?.logGroup, { ...(await reachingFlags(facts)), ...(!settings && { grant: true }) });

/** Gives the flag with which a new association reaches nodes: all of them, where none has the tag by which it would choose them. */
async function reachingFlags(facts: RegionFacts): Promise<RawInputs> {
  const [nodes, instances] = await Promise.all([
    facts.nodes().catch(() => []),
    facts.instances().catch(() => undefined),
  ]);
  // The tags of hybrid nodes are not read, nor those of instances that may not be.
  if (!instances || nodes.length + instances.length === 0) return {};
  const tagged = instances.some(({ id, tags }) => DEFAULT_TARGETS.every((target) => matches(target, id, tags)));
  return tagged || facts.question.inputs.agentUpdate?.targets ? {} : { 'agent-update-targets': 'all' };
}
