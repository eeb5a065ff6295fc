import type { Instance } from '../facts/instances.ts';
import type { Node } from '../facts/nodes.ts';

/** A reason to doubt that some nodes, by their ids, hold a channel. Nodes with other reasons are of another kind. */
export interface Doubt {
  readonly reason: string;
  readonly nodes: Iterable<string>;
}

/** Nodes that are alike: of one role, subnet, agent version and platform, and with the same reasons for doubt, if any. */
export interface Kind {
  readonly doubted: boolean;
  /** In the order of their ids. */
  readonly nodes: readonly Node[];
}

/** Some nodes of a kind that are asked, and those that are left. */
export interface Sample {
  readonly asked: readonly Node[];
  readonly left: readonly Node[];
}

/** The number of nodes of a region up to which all are asked. */
export const FEW = 200;

/** The least that is asked of a region with more. */
export const SAMPLE = 50;

/** The least that is asked of a kind. */
const LEAST = 3;

/** The most nodes of a region that are asked for no other reason than a doubt: where there are more, a sample of each kind is. */
const MOST_DOUBTED = 200;

/** The most nodes of a region that are asked because one like them holds no channel. */
const MOST_MORE = 1000;

/** Sorts nodes by kind. `instances`: those behind them, as far as they may be read. */
export function kindsOf(
  nodes: readonly Node[],
  instances: readonly Instance[],
  doubts: readonly Doubt[],
): readonly Kind[] {
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const reasons = new Map<string, string[]>();
  for (const { reason, nodes: ids } of doubts) {
    for (const id of ids) reasons.set(id, [...(reasons.get(id) ?? []), reason]);
  }
  const kinds = new Map<string, { readonly doubted: boolean; readonly nodes: Node[] }>();
  for (const node of nodes) {
    const { profile, subnet } = byId.get(node.id) ?? {};
    const doubted = reasons.get(node.id)?.toSorted() ?? [];
    const key = JSON.stringify([profile ?? node.role, subnet, node.agentVersion, node.platform, doubted]);
    const known = kinds.get(key);
    if (known) known.nodes.push(node);
    else kinds.set(key, { doubted: doubted.length > 0, nodes: [node] });
  }
  return [...kinds.values()].map((kind) => ({ ...kind, nodes: kind.nodes.toSorted(byTheirIds) }));
}

const byTheirIds = (one: Node, other: Node): number => (one.id < other.id ? -1 : 1);

/** Chooses whom to ask first: the doubted, as far as they are few, and of each other kind a sample, always the same. */
export function samplesOf(kinds: readonly Kind[]): readonly Sample[] {
  const whole = new Set(within(kinds.filter(({ doubted }) => doubted).toSorted(smallestFirst), MOST_DOUBTED));
  const sizeOf = (kind: Kind, each: number): number =>
    whole.has(kind) ? kind.nodes.length : Math.min(each, kind.nodes.length);
  const all = sum(kinds.map(({ nodes }) => nodes.length));
  let each = LEAST;
  while (sum(kinds.map((kind) => sizeOf(kind, each))) < Math.min(SAMPLE, all)) each += 1;
  return kinds.map((kind) => sampleOf(kind.nodes, sizeOf(kind, each)));
}

/** Chooses whom to ask besides: the others of each kind of which not all hold a channel, the smallest kinds first. */
export function moreOf(samples: readonly Sample[]): readonly Node[] {
  const left = samples.map(({ left: nodes }) => ({ nodes })).toSorted(smallestFirst);
  return left.flatMap(({ nodes }) => nodes).slice(0, MOST_MORE);
}

type Sized = Pick<Kind, 'nodes'>;

const smallestFirst = (one: Sized, other: Sized): number => one.nodes.length - other.nodes.length;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Takes kinds as long as they have no more nodes than that together. */
function within(kinds: readonly Kind[], most: number): readonly Kind[] {
  let total = 0;
  const end = kinds.findIndex(({ nodes }) => (total += nodes.length) > most);
  return end < 0 ? kinds : kinds.slice(0, end);
}

// From the first to the last at equal distances: what came later can differ from what came first.
function sampleOf(nodes: readonly Node[], count: number): Sample {
  if (count >= nodes.length) return { asked: nodes, left: [] };
  const chosen = new Set(
    Array.from({ length: count }, (_, index) => Math.floor((index * (nodes.length - 1)) / (count - 1))),
  );
  return {
    asked: nodes.filter((_, index) => chosen.has(index)),
    left: nodes.filter((_, index) => !chosen.has(index)),
  };
}
