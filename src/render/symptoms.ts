import type { Fault } from '../checks/check.ts';
import type { Block } from './blocks.ts';

/** What is said of nodes, in the singular and the plural, in place of the id of a check. */
const OF_NODES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'instance.not-managed': ['is not managed', 'are not managed'],
  'instance.ping-lost': ['is lost', 'are lost'],
  'instance.not-connected': ['holds no channel', 'hold no channel'],
};

/** Says what is caused by the findings of a block: `26 nodes are not managed because of it`. */
export function because(
  { check, count }: { readonly check: string; readonly count: number },
  { subjects }: Pick<Block, 'subjects'>,
): string {
  const it = subjects.length > 1 ? 'them' : 'it';
  const [one, many] = OF_NODES[check] ?? [];
  if (one === undefined) return `because of ${it}, ${check}`;
  return `${count === 1 ? `1 node ${one}` : `${count} nodes ${many}`} because of ${it}`;
}

/** Says what is caused by the findings of a block, and is shown in other places, all of which are below it. */
export const elsewhere = (block: Block): readonly string[] =>
  [...(block.elsewhere ?? [])].map(([check, count]) => `${because({ check, count }, block)}, as said below`);

/** Names the causes of a finding: `instance.role-trust of role/web, in us-east-1`. */
export const causesOf = ({ causedBy = [] }: Pick<Fault, 'causedBy'>): readonly string[] =>
  causedBy.map(({ check, subject, region }) =>
    [check, subject === undefined ? '' : ` of ${subject}`, region === undefined ? '' : `, in ${region}`].join(''),
  );
