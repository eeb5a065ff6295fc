import type { Unreachable } from '../targets/accounts.ts';
import { explain } from '../aws/errors.ts';
import { shellWord } from '../aws/shell-word.ts';
import type { Finding } from '../checks/check.ts';
import type { Problem } from '../errors.ts';
import { namedAfter } from '../targets/organization/member.ts';
import { type Target, wayIn } from '../targets/target.ts';
import type { ChangeReport, TargetReport, TargetStatus } from './report.ts';

/** Gives the reason why nothing can be done in a region that is closed to the account. */
export function closedProblem(reason: unknown, target: Target): Problem {
  const { code, message, advice } = explain(reason, wayIn(target));
  if (code === 'DeniedByOrganization') return { code, message, ...(advice && { advice }) };
  const profile = wayIn(target);
  const as = target.assumed ? ` in account ${target.account}` : '';
  const named = profile === undefined ? '' : ` --profile ${shellWord(profile)}`;
  return {
    code: 'RegionNotEnabled',
    message: `region ${target.region} is not enabled in account ${target.account}`,
    advice: `enable it${as} (aws account enable-region --region-name ${target.region}${named}), or leave it out with --exclude-regions`,
  };
}

/** Makes the report of a target. */
export function targetReport(
  { account, member, region, profile, caller }: Target,
  status: TargetStatus,
  changes: readonly ChangeReport[],
  error?: Problem,
  findings: readonly Finding[] = [],
): TargetReport {
  return {
    account,
    ...namedAfter(member),
    region,
    ...(profile !== undefined && { profile }),
    ...(caller !== undefined && { caller }),
    status,
    ...(error && { error }),
    changes,
    findings,
  };
}

/** Gives the id of an account; null where no id is known, as of all of an organization that could not be asked. */
export const knownAccount = (account: string | undefined): string | null =>
  account === undefined || account === 'all' ? null : account;

/** Makes the report of a target that could not be entered. */
export function unreachableReport({ account, member, region, profile, status, problem }: Unreachable): TargetReport {
  return {
    account: knownAccount(account),
    ...namedAfter(member),
    region,
    ...(profile !== undefined && { profile }),
    status,
    error: problem,
    changes: [],
    findings: [],
  };
}
