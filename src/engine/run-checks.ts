import { explain } from '../aws/errors.ts';
import type { AccountCheck, Check, CheckScope, Finding, Observation, RegionCheck } from '../checks/check.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { Problem } from '../errors.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { Target } from '../targets/target.ts';
import { EVERY_CHECK, isSelected, type Selection } from './selection.ts';
import { unknownFinding } from './unknown.ts';

/** A finding, and the region that it is to be shown with, if it is about one. */
export interface Placed {
  readonly finding: Finding;
  readonly region?: string;
  /** The reason why no more could be looked at, in this check and in all that had not come to an end. */
  readonly ended?: Problem;
}

/** Ends a check that takes too long. */
export type Limit = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** The manner in which checks are made: within which limit, and in which account. */
interface Manner {
  readonly limit: Limit;
  readonly target?: Target;
}

/** Credentials that have run out are no answer about a check: with them, the work on the target is at its end. */
const ENDED = 'ExpiredToken';

/** Makes the checks side by side. A check that fails is a finding itself; what it finds nothing about is fine. */
export async function runChecks<Facts>(
  checks: readonly Check<Facts>[],
  facts: Facts,
  selection: Selection,
  { limit, target }: Manner = { limit: (work) => work() },
): Promise<readonly Placed[]> {
  const wanted = checks.filter(({ ids }) => ids.some((id) => isSelected(selection, id)));
  const found = await Promise.all(
    wanted.map(async ({ scope, ids, run }): Promise<readonly Placed[]> => {
      try {
        const observations = await limit(() => run(facts));
        return observations === undefined ? [] : verdicts(scope, ids, observations);
      } catch (error) {
        const problem = explain(error, target?.profile);
        const ended = problem.code === ENDED ? { ended: problem } : {};
        return ids.map((check) => ({ finding: unknownFinding(check, scope, error), ...ended }));
      }
    }),
  );
  return found.flat().filter(({ finding }) => isSelected(selection, finding.check));
}

function verdicts(scope: CheckScope, ids: readonly string[], observations: readonly Observation[]): readonly Placed[] {
  const faults = observations.map(({ region, ...rest }): Placed => ({
    finding: { ...rest, scope },
    ...(region !== undefined && { region }),
  }));
  const fine = ids.filter((id) => !observations.some(({ check }) => check === id));
  return [
    ...faults,
    ...fine.map((check): Placed => ({ finding: { check, scope, verdict: 'ok', summary: 'nothing found' } })),
  ];
}

/** Makes checks of an account for setup: all of them. */
export const runAccountChecks = (
  checks: readonly AccountCheck[],
  facts: AccountAudit,
  limit: Limit,
): Promise<readonly Placed[]> => runChecks(checks, facts, EVERY_CHECK, { limit, target: facts.target });

/** Makes checks of a region for setup: all of them. */
export const runRegionChecks = (
  checks: readonly RegionCheck[],
  facts: RegionAudit,
  limit: Limit,
): Promise<readonly Placed[]> => runChecks(checks, facts, EVERY_CHECK, { limit, target: facts.target });
