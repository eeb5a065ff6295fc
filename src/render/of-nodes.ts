import { counted } from './counted.ts';

/** What is said of nodes, in the singular and the plural, in place of the id of a check and its sentence. */
const OF_NODES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'instance.not-managed': ['is not managed', 'are not managed'],
  'instance.ping-lost': ['is lost', 'are lost'],
  'instance.not-connected': ['holds no channel', 'hold no channel'],
};

/** Says what has become of nodes, where a check is about that: `26 nodes are lost`; undefined for any other check. */
export function ofNodes(check: string, count: number): string | undefined {
  const [one, many] = OF_NODES[check] ?? [];
  if (one === undefined) return undefined;
  return `${counted(count, 'node')} ${count === 1 ? one : many}`;
}

/** Tells whether a check is about what has become of nodes. */
export const isOfNodes = (check: string): boolean => OF_NODES[check] !== undefined;
