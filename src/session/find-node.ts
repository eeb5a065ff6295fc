import { isIP } from 'node:net';
import { TargetError } from '../errors.ts';
import { type Node, type NodeFilter, readNodes } from '../facts/nodes.ts';
import type { Target } from '../targets/target.ts';

/** A node, and the region of the account in which it is. */
export interface Place {
  readonly target: Target;
  /** What StartSession takes for its target. */
  readonly node: string;
}

/** How a node is named. */
type Name =
  | { readonly by: 'id'; readonly id: string }
  /** A task of ECS, which nothing but StartSession knows. */
  | { readonly by: 'task'; readonly id: string }
  | { readonly by: 'tag'; readonly key: string; readonly value: string }
  | { readonly by: 'address'; readonly address: string };

const ID = /^m?i-[0-9a-f]{8,17}$/;

/** Reads how a node is named: an id, `ecs:cluster_task_runtime`, `tag:Key=Value`, an address or DNS name, else its Name tag. */
export function parseName(text: string): Name {
  if (ID.test(text)) return { by: 'id', id: text };
  if (/^ecs:\S+_\S+_\S+$/.test(text)) return { by: 'task', id: text };
  const [, key, value] = /^tag:([^=]+)=(.*)$/.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { by: 'tag', key, value };
  if (isIP(text) !== 0 || /^ip-[\d-]+\.|\.compute\.internal$|\.ec2\.internal$/.test(text)) {
    return { by: 'address', address: text };
  }
  return { by: 'tag', key: 'Name', value: text };
}

/**
 * Finds the node that a name means, in these regions, side by side. An id is not looked up where there is one region only.
 * Rejects with a TargetError if there is none, or more than one.
 */
export async function findNode(targets: readonly Target[], text: string): Promise<Place> {
  const name = parseName(text);
  const [only, ...others] = targets;
  if (only && others.length === 0 && (name.by === 'id' || name.by === 'task')) return { target: only, node: name.id };
  if (name.by === 'task') {
    throw new TargetError('AmbiguousTarget', `${text}: in which region is it?`, 'give one region with --regions');
  }
  const found = (await Promise.all(targets.map(async (target) => placesIn(target, name)))).flat();
  const [first, ...more] = found;
  if (!first) {
    const where = targets.map(({ account, region }) => `${account}/${region}`).join(', ');
    throw new TargetError(
      'NoSuchNode',
      `no node is named ${text} in ${where}`,
      'session-manager doctor tells which nodes are managed',
    );
  }
  if (more.length > 0) {
    const all = found.map(({ target, node }) => `${node} (${target.account}/${target.region})`).join(', ');
    throw new TargetError(
      'AmbiguousTarget',
      `${text} is the name of ${found.length} nodes: ${all}`,
      'give its id, and its region with --regions',
    );
  }
  return first;
}

async function placesIn(target: Target, name: Exclude<Name, { by: 'task' }>): Promise<readonly Place[]> {
  const nodes = await readNodes(target, filterFor(name));
  return nodes.filter((node) => isMeant(node, name)).map(({ id }) => ({ target, node: id }));
}

function filterFor(name: Exclude<Name, { by: 'task' }>): NodeFilter | undefined {
  if (name.by === 'id') return { key: 'InstanceIds', value: name.id };
  return name.by === 'tag' ? { key: `tag:${name.key}`, value: name.value } : undefined;
}

// Endpoints other than AWS do not always filter.
function isMeant({ id, address, computer }: Node, name: Exclude<Name, { by: 'task' }>): boolean {
  if (name.by === 'id') return id === name.id;
  return name.by === 'tag' || address === name.address || computer === name.address;
}
