import { isTarget, type Reached, type Unreachable } from '../targets/accounts.ts';
import { isReady, type PlannedTarget, type ReadyTarget } from './plan-file.ts';

/**
 * Picks, of what was reached, the targets of a plan in its order. One that the plan does not name is left out; one whose account was
 * not reached, or that could not be planned, is there with the reason. `asPlanned`: each profile must lead where it led then.
 */
export function placesOf(
  targets: readonly PlannedTarget[],
  reached: readonly Reached[],
  asPlanned: boolean,
): readonly Reached[] {
  return targets.map((planned) => (isReady(planned) ? placeOf(planned, reached, asPlanned) : unplanned(planned)));
}

function placeOf(planned: ReadyTarget, reached: readonly Reached[], asPlanned: boolean): Reached {
  const here = reached.filter(({ region }) => region === planned.region);
  const sameWay = here.filter(({ profile }) => profile === planned.profile);
  const right = (asPlanned ? sameWay : here).find(({ account }) => account === planned.account);
  if (right) return { ...right, ...memberOf(planned) };
  const other = asPlanned ? sameWay[0] : undefined;
  if (other && !isTarget(other) && other.account === undefined) {
    return { ...other, account: planned.account, ...memberOf(planned) };
  }
  return missing(planned, other);
}

/** Makes the entry for a target whose account was not reached. `other`: what its credentials lead to now. */
function missing(planned: ReadyTarget, other: Reached | undefined): Unreachable {
  const { account } = planned;
  const way = planned.profile === undefined ? 'these credentials' : `profile ${planned.profile}`;
  const [leads, lead] = planned.profile === undefined ? ['lead', 'lead'] : ['leads', 'lead'];
  const message = other
    ? `${way} ${leads} to account ${other.account} now, and the plan is for ${account}`
    : `the credentials that were given do not ${lead} to account ${account}, for which the plan is`;
  return unreachable(planned, 'failed', {
    code: 'OtherAccount',
    message,
    advice: 'use credentials of that account, or make a new plan',
  });
}

function unplanned(planned: PlannedTarget): Unreachable {
  const { error, status } = planned;
  const why = error ? `: ${error.message}` : '';
  return unreachable(planned, status === 'skipped' ? 'skipped' : 'failed', {
    code: 'NotPlanned',
    message: `it could not be planned, so it is not carried out${why}`,
    advice: 'make a new plan',
  });
}

// The organization is not asked again, and reports show names all the same.
const memberOf = ({ account, accountName: name }: PlannedTarget): Pick<Unreachable, 'member'> =>
  account === null || name === undefined ? {} : { member: { id: account, name } };

const unreachable = (
  planned: PlannedTarget,
  status: Unreachable['status'],
  problem: Unreachable['problem'],
): Unreachable => ({
  ...(planned.account !== null && { account: planned.account }),
  ...memberOf(planned),
  ...(planned.profile !== undefined && { profile: planned.profile }),
  region: planned.region,
  status,
  problem,
});
