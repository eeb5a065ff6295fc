import { explain } from '../aws/errors.ts';
import type { AccountCheck, Check, CheckScope, Finding, Links, Observation, RegionCheck } from '../checks/check.ts';
import type { Sampled } from './report.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { Problem } from '../errors.ts';
import type { RegionAudit } from '../audit/region.ts';
import { type Target, wayIn } from '../targets/target.ts';
import { EVERY_CHECK, isSelected, type Selection } from './selection.ts';
import { unknownFinding } from '../checks/unknown.ts';

/** A finding, and the region that it is shown with, if it is about one. */
export interface Placed extends Links {
  readonly finding: Finding;
  readonly region?: string;
  /** The reason why the work on the target ended before this check, and all others still open, could finish. */
  readonly ended?: Problem;
}

/** Ends a check that takes too long. */
export type Limit = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** The limit and the account in which checks are run. */
interface Manner {
  readonly limit: Limit;
  readonly target?: Target;
}

/** These say nothing about a check: they end the work on the target. */
const ENDED = ['ExpiredToken', 'Interrupted', 'TimeLimit'];

/** Runs the checks side by side. A check that throws becomes a finding; an id that it reports nothing for is ok. */
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
        const problem = explain(error, target && wayIn(target));
        const ended = ENDED.includes(problem.code) ? { ended: problem } : {};
        return ids.map((check) => ({ finding: unknownFinding(check, scope, error), ...ended }));
      }
    }),
  );
  return found.flat().filter(({ finding }) => isSelected(selection, finding.check));
}

function verdicts(scope: CheckScope, ids: readonly string[], observations: readonly Observation[]): readonly Placed[] {
  const faults = observations.map(({ region, breaks, needs, unlessBroken, ...rest }): Placed => ({
    finding: { ...rest, scope },
    ...(region !== undefined && { region }),
    ...(breaks && { breaks }),
    ...(needs && { needs }),
    ...(unlessBroken && { unlessBroken }),
  }));
  const fine = ids.filter((id) => !observations.some(({ check }) => check === id));
  return [
    ...faults,
    ...fine.map((check): Placed => ({ finding: { check, scope, verdict: 'ok', summary: 'nothing found' } })),
  ];
}

/** Tells which of the selected checks have not looked at everything. Those that fail are left out: they say so themselves. */
export async function samplesOf<Facts>(
  checks: readonly Check<Facts>[],
  facts: Facts,
  selection: Selection,
): Promise<readonly Sampled[]> {
  const found = checks.map(async ({ ids, sampled }): Promise<readonly Sampled[]> => {
    const check = ids.find((id) => isSelected(selection, id));
    const sample = check === undefined ? undefined : await sampled?.(facts).catch(() => undefined);
    return check === undefined || !sample ? [] : [{ check, ...sample }];
  });
  return (await Promise.all(found)).flat();
}

/** Runs checks of an account for setup: all of them. */
export const runAccountChecks = (
  checks: readonly AccountCheck[],
  facts: AccountAudit,
  limit: Limit,
): Promise<readonly Placed[]> => runChecks(checks, facts, EVERY_CHECK, { limit, target: facts.target });

/** Runs checks of a region for setup: all of them. */
export const runRegionChecks = (
  checks: readonly RegionCheck[],
  facts: RegionAudit,
  limit: Limit,
): Promise<readonly Placed[]> => runChecks(checks, facts, EVERY_CHECK, { limit, target: facts.target });

/** Gives the problem that ended checks before they could finish; undefined if there was none. */
export function endOf(found: readonly Placed[]): Problem | undefined {
  const problem = found.find(({ ended }) => ended)?.ended;
  if (problem?.code !== 'TimeLimit') return problem;
  const open = [...new Set(found.flatMap(({ ended, finding }) => (ended ? [finding.check] : [])))];
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : '';
  return {
    ...problem,
    message: `${problem.message}, and not every check was finished`,
    advice: `raise --timeout, or run it again: not looked at were ${open.slice(0, NAMED).join(', ')}${more}`,
  };
}

/** The number of checks that are named where all are listed as findings, too. */
const NAMED = 8;
