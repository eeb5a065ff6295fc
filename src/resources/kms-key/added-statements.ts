import type { KMS } from '../../aws/clients/kms.ts';
import { OWN_TAGS } from '../../inputs/own-tags.ts';
import { hasStatement, logsStatement } from '../../policies/documents/key-policy.ts';
import { deletedPrincipals } from '../../policies/reading/deleted-principals.ts';
import type { Policy, Statement } from '../../policies/reading/policy.ts';
import { OWNER_TAG } from '../ownership.ts';
import type { Tags } from '../resource.ts';
import type { FoundKey } from './state.ts';
import { keyTags, toKmsTags } from './tags.ts';

/** The tag with the Sids of the statements that we added to the policy of a key that was taken over, by spaces. */
export const ADDED_TAG = `${OWN_TAGS}added-statements`;

/** The most characters in the value of a tag. */
const LONGEST = 256;

const addedTo = (tags: Tags): readonly string[] => tags[ADDED_TAG]?.split(' ').filter((sid) => sid !== '') ?? [];

/**
 * Remembers that we add these statements to the policy of a key that others made; before it is done, so that a run that is
 * killed in between cannot lose it. A statement that replaces one of the same Sid is not remembered, nor what is too long.
 */
export async function rememberStatements(
  kms: KMS,
  { id, policy }: FoundKey,
  added: readonly Statement[],
): Promise<void> {
  const there = new Set(policy?.Statement.map(({ Sid }) => Sid));
  const before = addedTo(await keyTags(kms, id));
  const sids = new Set([...before, ...added.flatMap(({ Sid = [] }) => (there.has(String(Sid)) ? [] : Sid))]);
  const value = [...sids].join(' ');
  if (sids.size === before.length || value.length > LONGEST) return;
  await kms.tagResource({ KeyId: id, Tags: toKmsTags({ [ADDED_TAG]: value }) });
}

const without = (policy: Policy | undefined, { Sid }: Statement): Policy => ({
  Version: '2012-10-17',
  ...policy,
  Statement: (policy?.Statement ?? []).filter((statement) => statement.Sid !== Sid),
});

/**
 * Tells whether the statement for a log group can be taken out of the policy of a key that was taken over: we added it, it is
 * still as we wrote it, and AWS takes the policy without it. Also where a run was killed that left only our tags to remove.
 */
export function canBeTakenOut({ place, state, policy }: FoundKey, tags: Tags, logGroup: string): boolean {
  const ours = logsStatement(place, logGroup);
  if (!addedTo(tags).includes(ours.Sid ?? '') || !['Enabled', 'Disabled'].includes(state)) return false;
  if (!hasSid(policy, ours)) return true;
  return hasStatement(policy, ours) && deletedPrincipals(without(policy, ours)).length === 0;
}

const hasSid = (policy: Policy | undefined, { Sid }: Statement): boolean =>
  policy?.Statement.some((statement) => statement.Sid === Sid) ?? false;

/** Takes it out. With the last one our tags go, last: until then a run after a killed one knows that there is work left. */
export async function takeOut(kms: KMS, { id, place, policy }: FoundKey, tags: Tags, logGroup: string): Promise<void> {
  const ours = logsStatement(place, logGroup);
  if (hasSid(policy, ours)) {
    await kms.putKeyPolicy({ KeyId: id, PolicyName: 'default', Policy: JSON.stringify(without(policy, ours)) });
  }
  const rest = addedTo(tags).filter((sid) => sid !== ours.Sid);
  if (rest.length > 0) await kms.tagResource({ KeyId: id, Tags: toKmsTags({ [ADDED_TAG]: rest.join(' ') }) });
  else await kms.untagResource({ KeyId: id, TagKeys: [ADDED_TAG, OWNER_TAG] });
}
