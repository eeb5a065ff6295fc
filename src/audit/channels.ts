import type { Node } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import { ownDoubts } from './doubts.ts';
import { type Doubt, FEW, kindsOf, moreOf, type Sample, samplesOf } from './node-kinds.ts';

/** Which nodes hold a channel for sessions, as far as they were asked. */
export interface Channels {
  /** The number of nodes that are online. */
  readonly online: number;
  /** The number of these that were asked. */
  readonly asked: number;
  /** Those that hold none. */
  readonly unconnected: readonly Node[];
  /** The number of those that were not asked although one like them holds none. */
  readonly doubtful: number;
  /** Tells whether a node, by its id, holds one: because it says so, or because all nodes like it that were asked do. */
  holds(id: string): boolean;
}

/** Finds nodes of a region to doubt. It reads no channels: whom to ask follows from it. */
export type Doubts = (facts: RegionFacts) => Promise<readonly Doubt[]>;

/** Who is asked, besides a sample. */
export interface Choosing {
  /** True: every node is asked. */
  readonly everyNode?: boolean;
  readonly doubts?: readonly Doubts[];
}

/**
 * Asks nodes that are online whether they hold a channel, each in a call of its own: every one where they are few; otherwise the
 * doubted, a sample of each kind, and then the rest of each kind of which one holds none.
 */
export async function channelsOf(facts: RegionFacts, choosing: Choosing): Promise<Channels> {
  const online = (await facts.nodes()).filter(({ ping }) => ping === 'Online');
  const few = choosing.everyNode === true || online.length <= FEW;
  const samples = few ? [{ asked: online, left: [] }] : samplesOf(await kindsIn(facts, online, choosing));
  const answers = new Map<string, boolean>();
  const ask = async (nodes: readonly Node[]): Promise<void> => {
    await Promise.all(nodes.map(async ({ id }) => answers.set(id, await facts.isConnected(id))));
  };
  await ask(samples.flatMap(({ asked }) => asked));
  const isFine = ({ asked }: Sample): boolean => asked.every(({ id }) => answers.get(id));
  const failing = samples.filter((sample) => !isFine(sample));
  await ask(moreOf(failing));
  const presumed = new Set(samples.filter(isFine).flatMap(({ left }) => left.map(({ id }) => id)));
  return {
    online: online.length,
    asked: answers.size,
    unconnected: online.filter(({ id }) => answers.get(id) === false),
    doubtful: failing.flatMap(({ left }) => left).filter(({ id }) => !answers.has(id)).length,
    holds: (id) => answers.get(id) ?? presumed.has(id),
  };
}

// What cannot be read makes no node doubtful: whoever needs it says so.
async function kindsIn(facts: RegionFacts, nodes: readonly Node[], { doubts = [] }: Choosing) {
  const [instances, found] = await Promise.all([
    facts.instances().catch(() => []),
    Promise.all([ownDoubts, ...doubts].map((doubt) => doubt(facts).catch(() => []))),
  ]);
  return kindsOf(nodes, instances, found.flat());
}
