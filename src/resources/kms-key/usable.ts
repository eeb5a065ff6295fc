import { TargetError } from '../../errors.ts';
import { logsStatement, withStatements } from '../../policies/documents/key-policy.ts';
import { deletedPrincipals } from '../../policies/reading/deleted-principals.ts';
import { admitsLogs, logsPrincipal } from '../../policies/reading/key-policy.ts';
import { isOfOthers, keyDifferences, missingStatements } from './differences.ts';
import { USABLE_KIND } from './rotation.ts';
import type { FoundKey } from './state.ts';
import { MOST_TAGS, takeoverTags } from './takeover.ts';
import type { WantedKey } from './wanted-key.ts';

/** The most bytes of a key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html */
const LARGEST = 32_768;

/** Throws a TargetError where a key cannot be used as asked, and `setup` must not, or cannot, change that. */
export function checkUsable(want: WantedKey, have: FoundKey): void {
  const instead = want.given ? 'give another key with --kms-key' : 'choose another alias with --kms-alias';
  if (have.kind !== USABLE_KIND) {
    throw new TargetError(
      'KeyNotUsable',
      `${want.name} is a key of kind ${have.kind}, but only a symmetric encryption key works`,
      instead,
    );
  }
  if (have.owner && have.owner.by !== 'us' && !want.takeOver) {
    checkServes(want, have, have.owner.traits);
    return checkRotation(want, have);
  }
  const usable = want.given ? ['Enabled'] : ['Enabled', 'Disabled', 'PendingDeletion'];
  if (!usable.includes(have.state)) throw new TargetError('KeyNotUsable', `key ${want.name} is ${have.state}`, instead);
  if (!want.given) {
    checkRotation(want, have);
    checkPolicy(want, have);
    return checkTags(want, have);
  }
  if (admitsLogs(have.policy, want.place, want.logGroup) !== 'no') return;
  throw new TargetError('KeyNotUsable', closedToLogs(want), addition(want));
}

const closedToLogs = ({ name, place, logGroup }: WantedKey): string =>
  `the policy of key ${name} does not let ${logsPrincipal(place)} use it for log group ${logGroup}`;

const addition = ({ place, logGroup }: WantedKey): string =>
  `add this statement to the key policy: ${JSON.stringify(logsStatement(place, logGroup))}`;

// A key that others made is used as it is, or not at all.
function checkServes(want: WantedKey, { state, policy }: FoundKey, traits: string): void {
  const theirs = `and session-manager did not make it (${traits})`;
  const ways = 'choose another alias with --kms-alias, or let setup change this key with --overwrite';
  if (state !== 'Enabled') throw new TargetError('KeyNotOurs', `key ${want.name} is ${state}, ${theirs}`, ways);
  if (admitsLogs(policy, want.place, want.logGroup) !== 'no') return;
  throw new TargetError('KeyNotOurs', `${closedToLogs(want)}, ${theirs}`, `${ways}; or ${addition(want)}`);
}

function checkRotation({ name, rotationDays }: WantedKey, have: FoundKey): void {
  if (rotationDays === undefined || have.rotationBarrier === undefined || have.rotationDays === rotationDays) return;
  throw new TargetError(
    'KeyNotRotatable',
    `key ${name} cannot be rotated every ${rotationDays} days from here: ${have.rotationBarrier}`,
    'leave out --rotation-days, or choose another alias with --kms-alias',
  );
}

// A policy that is to be changed; of a key of others, also one that no statement of ours can open.
function checkPolicy(want: WantedKey, have: FoundKey): void {
  const statements = missingStatements(want, have).map(({ statement }) => statement);
  const policy = withStatements(have.policy, statements);
  if (isOfOthers(have) && admitsLogs(policy, want.place, want.logGroup) === 'no') {
    const ways = 'remove the statement that denies it from the key policy, or choose another alias with --kms-alias';
    throw new TargetError('KeyNotUsable', closedToLogs(want), ways);
  }
  if (statements.length === 0) return;
  const size = Buffer.byteLength(JSON.stringify(policy));
  if (size > LARGEST) {
    throw new TargetError(
      'PolicyTooLarge',
      `with what it lacks for log group ${want.logGroup}, the policy of key ${want.name} would have ${size} bytes, and AWS takes ${LARGEST}`,
      'remove statements from the key policy that nobody needs, or choose another alias with --kms-alias',
    );
  }
  const deleted = deletedPrincipals(policy);
  if (deleted.length === 0) return;
  throw new TargetError(
    'DeletedPrincipals',
    `the policy of key ${want.name} names users or roles that were deleted, and AWS refuses every change of such a policy: ${deleted.join(', ')}`,
    `remove ${deleted.length === 1 ? 'it' : 'them'} from the key policy, then run it again, or choose another alias with --kms-alias`,
  );
}

function checkTags(want: WantedKey, have: FoundKey): void {
  const { tags = {} } = have;
  if (!isOfOthers(have) || keyDifferences(want, have).length === 0) return;
  const { length } = Object.keys({ ...tags, ...takeoverTags(want, have, tags) });
  if (length <= MOST_TAGS) return;
  throw new TargetError(
    'TooManyTags',
    `key ${want.name} has ${Object.keys(tags).length} tags, and AWS takes ${MOST_TAGS}: there is no room for those that tell what setup changes in it`,
    `remove ${length - MOST_TAGS} of its tags, or choose another alias with --kms-alias`,
  );
}
