import type { KMS } from '../../aws/clients/kms.ts';
import { OWN_TAGS } from '../../inputs/own-tags.ts';
import { deletedPrincipals } from '../../policies/reading/deleted-principals.ts';
import type { Policy } from '../../policies/reading/policy.ts';
import { isOurs, isTakenOver, OWNER_TAG, TAKEN_OVER } from '../ownership.ts';
import type { Removal, Tags } from '../resource.ts';
import { ADDED_TAG, addedStatements, addedTag } from './added-statements.ts';
import { missingStatements, wantedRotation } from './differences.ts';
import { replacedRotation, ROTATION_TAG, rotationTag } from './replaced-rotation.ts';
import type { FoundKey } from './state.ts';
import { toKmsTags } from './tags.ts';
import type { WantedKey } from './wanted-key.ts';

/** The tag with the value of OWNER_TAG on a key that was made for another alias, before we took it over. */
const OWNER_BEFORE_TAG = `${OWN_TAGS}replaced-managed`;

/** The most tags of a key: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const MOST_TAGS = 50;

/**
 * Gives the tags to write, all at once, before a key that others made is changed; so a run that is killed in between cannot
 * lose what was there before. Empty where they are there.
 */
export function takeoverTags(want: WantedKey, have: FoundKey, tags: Tags): Tags {
  const owner = tags[OWNER_TAG];
  const statements = missingStatements(want, have).map(({ statement }) => statement);
  return {
    ...(!isTakenOver(tags) && { [OWNER_TAG]: TAKEN_OVER }),
    ...(isOurs(tags) && !isTakenOver(tags) && { [OWNER_BEFORE_TAG]: owner ?? '' }),
    ...addedTag(tags, statements),
    ...rotationTag(tags, have.rotationDays, wantedRotation(want, have)),
  };
}

/** What `delete` takes back of a key that was taken over, for one log group. */
interface Restoration {
  /** The policy without our statement; absent: there is none. */
  readonly policy?: Policy;
  /** Days, or `off`; absent: it stays as it is. */
  readonly rotation?: number | 'off';
  /** The Sids of our statements for other log groups: as long as there are any, our tags and the rotation stay. */
  readonly rest: readonly string[];
}

// A statement that its owner has changed since is theirs, and stays.
function restorationOf(have: FoundKey, tags: Tags, logGroup: string): Restoration {
  const added = addedStatements(have, tags);
  const ours = added.filter((one) => one.logGroup === logGroup).map(({ statement }) => statement);
  const rest = added.filter((one) => one.logGroup !== logGroup).map(({ sid }) => sid);
  const { policy } = have;
  const rotation = rest.length === 0 ? replacedRotation(tags, have.rotationDays) : undefined;
  return {
    ...(policy && ours.length > 0 && { policy: without(policy, ours) }),
    ...(rotation !== undefined && { rotation }),
    rest,
  };
}

const without = (policy: Policy, statements: Policy['Statement']): Policy => ({
  ...policy,
  Statement: policy.Statement.filter((statement) => !statements.includes(statement)),
});

/**
 * Decides what `delete` does about a key that was taken over, and that the log group needs no more; undefined where there is
 * nothing to put back, or AWS would not take it.
 */
export function restoration(have: FoundKey, tags: Tags, alias: string, logGroup: string): Removal | undefined {
  const { policy, rotation, rest } = restorationOf(have, tags, logGroup);
  const states = rotation === undefined ? ['Enabled', 'Disabled'] : ['Enabled'];
  if (!states.includes(have.state) || deletedPrincipals(policy).length > 0) return undefined;
  if (!policy && rest.length > 0) return undefined;
  const back = [
    ...(policy ? [`our statement for log group ${logGroup} leaves its policy`] : []),
    ...(rotation === undefined ? [] : [`rotation ${rotation === 'off' ? rotation : `every ${rotation} days`}`]),
  ];
  return {
    action: 'update',
    summary: `Putting back KMS key ${alias}: ${back.length > 0 ? back.join(', ') : 'only our tags go'}`,
    loss: `only ${policy && rotation === undefined ? 'that statement' : 'what session-manager changed in it'}; the key stays`,
  };
}

/** Puts it back. Our tags go last, and with the last of our statements: until then a run after a killed one knows that there is work left. */
export async function putBack(kms: KMS, have: FoundKey, tags: Tags, logGroup: string): Promise<void> {
  const { id: KeyId } = have;
  const { policy, rotation, rest } = restorationOf(have, tags, logGroup);
  if (policy) await kms.putKeyPolicy({ KeyId, PolicyName: 'default', Policy: JSON.stringify(policy) });
  if (rotation === 'off') await kms.disableKeyRotation({ KeyId });
  else if (rotation !== undefined) await kms.enableKeyRotation({ KeyId, RotationPeriodInDays: rotation });
  if (rest.length > 0) {
    await kms.tagResource({ KeyId, Tags: toKmsTags({ [ADDED_TAG]: rest.join(' ') }) });
    return;
  }
  const owner = tags[OWNER_BEFORE_TAG];
  if (owner !== undefined) await kms.tagResource({ KeyId, Tags: toKmsTags({ [OWNER_TAG]: owner }) });
  const ours = [ADDED_TAG, ROTATION_TAG, OWNER_BEFORE_TAG, ...(owner === undefined ? [OWNER_TAG] : [])];
  await kms.untagResource({ KeyId, TagKeys: ours.filter((tag) => tag in tags) });
}
