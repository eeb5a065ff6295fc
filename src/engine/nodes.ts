import { type Node, type NodeFilter, readNodes } from '../facts/nodes.ts';
import { readInstanceNames } from '../facts/node-names.ts';
import type { Target } from '../targets/target.ts';
import { countTargets, isListed, listAll, type Listing, type ListingSummary, wasInterrupted } from './listing.ts';
import { begin, type Order } from './order.ts';

/** A node as it is listed. */
export interface ListedNode {
  readonly id: string;
  /** Its Name tag, or the name of its activation; null: it has none, or it may not be read. */
  readonly name: string | null;
  /** By its last ping: `lost` since five minutes and more, `inactive` since thirty days. Sessions can be opened only where it is online. */
  readonly state: 'online' | 'lost' | 'inactive';
  readonly lastPing: string | null;
  /** Linux, Windows or MacOS. */
  readonly platform: string;
  readonly system: string | null;
  readonly agentVersion: string;
  readonly address: string | null;
  readonly computer: string | null;
}

interface Nodes {
  readonly nodes: readonly ListedNode[];
}

/** The nodes of all targets. */
export interface NodeListing extends Listing<Nodes> {
  readonly summary: ListingSummary & { readonly nodes: number; readonly online: number };
}

/** Which nodes are listed. */
export interface NodeWish {
  /** `tag:Key=Value`, `tag:Key`, or a part of the id, the name, the system, the address or the name in DNS, in any case. */
  readonly filter?: string | undefined;
  readonly online?: boolean | undefined;
}

/** Lists the nodes that Systems Manager knows, those that are online first. Changes nothing. */
export async function listNodes({ filter, online, ...order }: Order & NodeWish): Promise<NodeListing> {
  const begun = await begin(order, 'reading');
  const targets = await listAll(
    begun,
    async ({ target }) => ({ nodes: await nodesIn(target, { filter, online }) }),
    ({ nodes }) => counted(nodes.length),
  );
  const nodes = targets.filter(isListed).flatMap((target) => target.nodes);
  return {
    command: 'nodes',
    ...wasInterrupted(targets, begun.settings.interrupt),
    targets,
    summary: {
      ...countTargets(targets),
      nodes: nodes.length,
      online: nodes.filter(({ state }) => state === 'online').length,
    },
  };
}

const counted = (count: number): string => `${count} ${count === 1 ? 'node' : 'nodes'}`;

/** Lists the nodes of one target, those that are online first. */
export async function nodesIn(target: Target, { filter, online }: NodeWish = {}): Promise<readonly ListedNode[]> {
  const byTag = filter === undefined ? undefined : tagFilter(filter);
  const found = await readNodes(target, byTag);
  const all = online ? found.filter(({ ping }) => ping === 'Online') : found;
  const names = await readInstanceNames(
    target,
    all.map(({ id }) => id),
  );
  const nodes = all.map((node) => listed(node, node.name ?? names.get(node.id)));
  const wanted = filter === undefined || byTag ? nodes : nodes.filter((node) => matches(node, filter));
  return wanted.toSorted(byStateAndName);
}

function tagFilter(filter: string): NodeFilter | undefined {
  const [, key, value] = /^tag:([^=]+)(?:=(.*))?$/.exec(filter) ?? [];
  if (key === undefined) return undefined;
  return value === undefined ? { key: 'tag-key', value: key } : { key: `tag:${key}`, value };
}

const STATES: Readonly<Record<string, ListedNode['state']>> = { Online: 'online', ConnectionLost: 'lost' };

const listed = (node: Node, name: string | undefined): ListedNode => ({
  id: node.id,
  name: name ?? null,
  state: STATES[node.ping] ?? 'inactive',
  lastPing: node.lastPing?.toISOString() ?? null,
  platform: node.platform,
  system: node.system ?? null,
  agentVersion: node.agentVersion,
  address: node.address ?? null,
  computer: node.computer ?? null,
});

function matches({ id, name, platform, system, address, computer }: ListedNode, filter: string): boolean {
  const part = filter.toLowerCase();
  return [id, name, platform, system, address, computer].some((text) => text?.toLowerCase().includes(part));
}

const rank = ({ state }: ListedNode): number => ['online', 'lost', 'inactive'].indexOf(state);

const byStateAndName = (one: ListedNode, other: ListedNode): number =>
  rank(one) - rank(other) ||
  (one.name ?? '\uFFFF').localeCompare(other.name ?? '\uFFFF', 'en', { numeric: true }) ||
  one.id.localeCompare(other.id, 'en');
