import type { RegionAudit } from '../audit/region.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { ownKey, takingOver } from './kms/remedies.ts';

/** Gives the flags that give a log group that is there a key. */
export const keyOfGroup = async (facts: RegionAudit, name: string): Promise<RawInputs> => ({
  ...(await keyFlags(facts, name)),
  ...(await takingOver(facts, name)),
});

/** Gives the flags that give a log group a key; the roles of nodes have perhaps no permission to use it. */
export async function keyFlags(facts: RegionAudit, name: string): Promise<RawInputs> {
  const { key } = facts.question.inputs;
  return { ...(key?.kind === 'given' ? { 'kms-key': key.arn } : await ownKey(facts, name)), grant: true };
}
