import { hasStatement, iamStatement, logsStatement, withFreeSid } from '../../policies/documents/key-policy.ts';
import { admitsLogs, letsIamDecide, logsPrincipal } from '../../policies/reading/key-policy.ts';
import type { Statement } from '../../policies/reading/policy.ts';
import { type Difference, differences } from '../resource.ts';
import { DEFAULT_ROTATION_DAYS, type FoundKey } from './state.ts';
import type { WantedKey } from './wanted-key.ts';

/** Lists what `setup` would change of a key behind its alias; of none, what it would make. */
export function keyDifferences(want: WantedKey, have: FoundKey | undefined): readonly Difference[] {
  const missing = have ? missingStatements(want, have) : [];
  return [
    ...differences(
      { alias: want.name, keyState: 'Enabled', rotationPeriodInDays: wantedRotation(want, have) },
      { alias: have?.alias, keyState: have?.state, rotationPeriodInDays: have?.rotationDays },
    ),
    ...missing.map(({ meaning }) => ({ field: 'policy', have: null, want: meaning })),
  ];
}

/** Gives the days between rotations to ask for; undefined where none are. Only a key that we made is rotated without being asked to. */
export function wantedRotation({ rotationDays }: WantedKey, have: FoundKey | undefined): number | undefined {
  if (have?.canRotate === false) return undefined;
  const unasked = isOfOthers(have) ? undefined : (have?.rotationDays ?? DEFAULT_ROTATION_DAYS);
  return rotationDays ?? unasked;
}

interface MissingStatement {
  readonly statement: Statement;
  readonly meaning: string;
}

/**
 * Lists the statements that the policy lacks. A statement of ours that someone changed is restored; one that others
 * wrote and that does the same is enough. A key that others made gets only what it
 * cannot be used without, and no statement of theirs is replaced.
 */
export function missingStatements(want: WantedKey, have: FoundKey): readonly MissingStatement[] {
  const { place, logGroup } = want;
  const { policy } = have;
  const logs = logsStatement(place, logGroup);
  const admits = {
    statement: logs,
    meaning: `${logsPrincipal(place)} may use it for log group ${logGroup}`,
  };
  if (isOfOthers(have)) {
    if (admitsLogs(policy, place, logGroup) !== 'no' || hasStatement(policy, logs)) return [];
    return [{ ...admits, statement: withFreeSid(policy, logs) }];
  }
  const changed = policy?.Statement.some(({ Sid }) => Sid === logs.Sid) ?? false;
  const admitted = hasStatement(policy, logs) || (!changed && admitsLogs(policy, place, logGroup) === 'yes');
  const locked = have.owner?.by === 'us' && !letsIamDecide(policy, place);
  return [
    ...(locked ? [{ statement: iamStatement(place), meaning: `IAM of account ${place.account} decides` }] : []),
    ...(admitted ? [] : [admits]),
  ];
}

/** Tells whether others made a key, whether it was taken over or not. */
export const isOfOthers = (have: FoundKey | undefined): boolean => have?.owner !== undefined && have.owner.by !== 'us';
