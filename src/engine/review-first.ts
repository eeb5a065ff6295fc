import { isTarget, type Reached, type Unreachable } from '../targets/accounts.ts';
import { prepareAudit } from './account-step.ts';
import { gateOf } from './gate.ts';
import type { Begun } from './order.ts';
import type { TargetReport } from './report.ts';
import type { Review } from './review.ts';
import { reportPlans } from './run.ts';

/** A run whose targets have passed their review. */
interface Reviewed {
  /** The run, without the targets that were refused. */
  readonly begun: Begun;
  /** The reports of those that were refused, at their places. */
  readonly refused: readonly (TargetReport | undefined)[];
}

/**
 * Plans everything, everywhere, and has it reviewed before anything is written: what an account has one of is known only when all its
 * regions were read. A target that is refused counts as failed from the beginning.
 */
export async function reviewFirst(begun: Begun): Promise<Reviewed> {
  const { settings, review } = begun;
  const ofAccounts = new Set<string>();
  const reports = await planAll({ ...begun, review: noting(review, ofAccounts) });
  const refused = reports.map((report) => (isRefused(report) ? notBegun(report) : undefined));
  const reached = begun.reached.map((entry, index): Reached => {
    if (!isTarget(entry)) return entry;
    const { error: problem, status } = refused[index] ?? {};
    const { account, member, region, profile } = entry;
    const named = { ...(member && { member }), ...(profile !== undefined && { profile }) };
    if (!problem) return { ...entry.again(), ...(member && { member }) };
    const left: Unreachable = { account, region, ...named, status: status as Unreachable['status'], problem };
    settings.gate.ended(left, { status: left.status, error: problem });
    return left;
  });
  return { begun: { ...begun, reached, review: without(review, ofAccounts) }, refused };
}

// Limits and canaries are for what is written.
async function planAll(begun: Begun): Promise<readonly TargetReport[]> {
  const { canary: _canary, regionOrder: _regionOrder, ...settings } = begun.settings;
  const gate = gateOf({ targets: begun.reached.length, interrupt: settings.interrupt });
  const planning: Begun = {
    ...begun,
    settings: { ...settings, gate },
    question: { ...begun.question, planned: true },
    questionFor: (place) => ({ ...begun.questionFor(place), planned: true }),
  };
  const audit = prepareAudit(planning);
  return audit.finish(await reportPlans(planning, audit.planned, audit.leaves));
}

const isRefused = ({ status }: TargetReport): boolean => status !== 'planned' && status !== 'unchanged';

/** Says of a target that was only read that nothing was done in it. */
const notBegun = (report: TargetReport): TargetReport => ({
  ...report,
  changes: report.changes.map((change) => (change.status === 'planned' ? { ...change, status: 'not-run' } : change)),
  findings: [],
});

/** Notes the accounts for which a review refuses what a whole account has one of. */
const noting =
  (review: Review, accounts: Set<string>): Review =>
  (target, scope, plan) => {
    try {
      return review(target, scope, plan);
    } catch (error) {
      if (scope === 'account') accounts.add(target.account);
      throw error;
    }
  };

/** Leaves out what accounts have one of where that was refused: it is reported already. */
const without =
  (review: Review, accounts: ReadonlySet<string>): Review =>
  (target, scope, plan) =>
    scope === 'account' && accounts.has(target.account) ? [] : review(target, scope, plan);
