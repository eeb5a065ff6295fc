import type { Fault } from '../checks/check.ts';
import type { Block } from './blocks.ts';
import { ofNodes } from './of-nodes.ts';

/** What is caused. */
interface Caused {
  readonly check: string;
  readonly count: number;
  /** Set where it is not known whether there is such a fault at all. */
  readonly verdict?: Block['verdict'];
}

/** Says what is caused by the findings of a block: `26 nodes are not managed because of it`. */
export function because({ check, count, verdict }: Caused, { subjects }: Pick<Block, 'subjects'>): string {
  const it = `${verdict === 'unknown' ? 'perhaps ' : ''}because of ${subjects.length > 1 ? 'them' : 'it'}`;
  const nodes = ofNodes(check, count);
  return nodes === undefined ? `${it}, ${check}` : `${nodes} ${it}`;
}

/** Says what is caused by the findings of a block, and is shown in other places, all of which are below it. */
export const elsewhere = (block: Block): readonly string[] =>
  [...(block.elsewhere ?? [])].map(([check, count]) => `${because({ check, count }, block)}, as said below`);

/** Names the causes of a finding: `instance.role-trust of role/web, in us-east-1`. */
export const causesOf = ({ causedBy = [] }: Pick<Fault, 'causedBy'>): readonly string[] =>
  causedBy.map(({ check, subject, region }) =>
    [check, subject === undefined ? '' : ` of ${subject}`, region === undefined ? '' : `, in ${region}`].join(''),
  );
