import type { Doubts } from '../audit/channels.ts';
import type { RegionFacts } from '../facts/region.ts';
import { agentVersion } from './agent.ts';
import type { Observation } from './check.ts';
import { instanceProfile } from './instance/profile.ts';
import { networkDoubts } from './vpc.ts';

/** A check of nodes that needs no audit. */
interface NodeCheck {
  run(facts: RegionFacts): Promise<readonly Observation[] | undefined>;
}

/** Doubts the nodes of which a check finds something. */
const foundBy =
  ({ run }: NodeCheck): Doubts =>
  async (facts) =>
    ((await run(facts)) ?? []).map(({ check, subject = '' }) => ({ reason: check, nodes: [subject] }));

/** What checks know against nodes that are online: their network, agents and credentials. */
export const NODE_DOUBTS: readonly Doubts[] = [networkDoubts, foundBy(agentVersion), ...instanceProfile.map(foundBy)];
