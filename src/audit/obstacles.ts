import type { Asked } from '../facts/simulation.ts';
import { conditionHolds } from '../policies/reading/condition-match.ts';
import type { Policy, Statement } from '../policies/reading/policy.ts';
import { isOn } from '../policies/reading/reach.ts';
import { coversAction } from '../policies/reading/statement-match.ts';
import { contextOf, type Ruled } from './missing-keys.ts';

/** A Deny that keeps a role or user from something, and the policy that it is in. */
export interface Denial {
  readonly policy: Policy;
  readonly statement: Statement;
}

/** What keeps a role or user from something, whatever else allows it. */
export interface Obstacles {
  readonly denials: readonly Denial[];
  /** The permissions boundary, if it does not allow all of it. */
  readonly boundary?: Policy;
}

/**
 * Finds what keeps a role or user from these things: the Denies in its own policies and its boundary, and the boundary where it leaves
 * them out. Policies of AWS are not read, nor is anything found where reading policies is denied.
 */
export async function obstaclesOf(user: Ruled, asked: readonly Asked[]): Promise<Obstacles> {
  const read = await Promise.all([user.policies(), user.boundary()]).catch(() => undefined);
  if (!read) return { denials: [] };
  const [own, boundary] = read;
  const denials = [...own, ...(boundary ? [boundary] : [])].flatMap((policy) =>
    policy.Statement.filter((each) => asked.some((one) => mayApply(each, 'Deny', one))).map((statement) => ({
      policy,
      statement,
    })),
  );
  const isBounded = boundary && !asked.every((one) => boundary.Statement.some((each) => mayApply(each, 'Allow', one)));
  return { denials, ...(isBounded && { boundary }) };
}

const mayApply = (statement: Statement, effect: Statement['Effect'], asked: Asked): boolean =>
  statement.Effect === effect &&
  coversAction(statement, asked.action) &&
  isOn(statement, asked.resource) !== 'no' &&
  conditionHolds(statement.Condition, contextOf(asked)) !== 'no';
