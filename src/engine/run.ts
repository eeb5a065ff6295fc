import { isTarget, type Unreachable } from '../targets/accounts.ts';
import { explain } from '../aws/errors.ts';
import { interrupted, type Problem } from '../errors.ts';
import type { Outputs } from '../resources/resource.ts';
import { type Target, wayIn } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import type { Ending, Job } from './job.ts';
import type { Begun } from './order.ts';
import type { Plan, Step } from './change.ts';
import { ClosedRegionError } from './read.ts';
import { type ChangeReport, doneStatus, plannedStatus, type TargetReport } from './report.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';
import { untilSettled } from './settle.ts';
import { jobOn, reading, within, type Work } from './work.ts';

/** A target with its plan, or the report that says why it has none. */
export type Planned = { readonly target: Target; readonly plan: Plan } | { readonly report: TargetReport };

/** Does one thing with every target at once: no target waits for the slowest. */
export const reportAll = (
  begun: Begun,
  task: (work: Work) => Promise<TargetReport>,
): Promise<readonly TargetReport[]> => onTargets(begun, asReport, task);

/** Reads every target and changes nothing. Only reports are kept: the plans of thousands of targets are large. */
export function reportPlans(begun: Begun, planFor: (work: Work) => Promise<Plan>): Promise<readonly TargetReport[]> {
  return reportAll(begun, async (work) => plannedReport(await planOne(work, () => planFor(work))));
}

/** Reads every target, and gives plans that can be carried out. */
export function planAll(begun: Begun, planFor: (work: Work) => Promise<Plan>): Promise<readonly Planned[]> {
  const outcome: Outcome<Planned> = {
    unreachable: (entry) => ({ report: unreachableReport(entry) }),
    verdict: (planned) => verdictOf(plannedReport(planned)),
  };
  return onTargets(begun, outcome, (work) => planOne(work, () => planFor(work)));
}

/** The result for a target, and how to judge it. */
interface Outcome<Result> {
  /** Makes the result for a target that could not be entered. */
  unreachable(entry: Unreachable): Result;
  verdict(result: Result): Ending;
}

const asReport: Outcome<TargetReport> = {
  unreachable: unreachableReport,
  verdict: (report) => verdictOf(report),
};

/** Does one thing with every target at once; results come in the order of the targets. */
export function onTargets<Result>(
  begun: Begun,
  { unreachable, verdict }: Outcome<Result>,
  task: (work: Work) => Promise<Result>,
): Promise<readonly Result[]> {
  const jobs = begun.reached.map((entry): Job<Result> => {
    if (isTarget(entry)) return jobOn(entry, begun, verdict, task);
    const result = unreachable(entry);
    return { label: placeLabel(entry), work: () => Promise.resolve(result), verdict };
  });
  return begun.settings.fanOut(jobs, begun.settings.concurrency);
}

/** Carries out plans that were made before. */
export function applyAll(
  planned: readonly Planned[],
  begun: Pick<Begun, 'inputsFor' | 'settings'>,
): Promise<readonly TargetReport[]> {
  const jobs = planned.map((entry) =>
    'report' in entry
      ? jobDone(entry.report)
      : jobOn(entry.target, begun, verdictOf, (work) => applyOne(work, entry.plan)),
  );
  return begun.settings.fanOut(jobs, begun.settings.concurrency);
}

const jobDone = (report: TargetReport): Job<TargetReport> => ({
  label: placeLabel(report),
  work: () => Promise.resolve(report),
  verdict: verdictOf,
});

/** Makes a report of a plan: nothing is done yet. */
export function plannedReport(planned: Planned): TargetReport {
  if ('report' in planned) return planned.report;
  const broken = planned.plan.find(({ problem }) => problem !== undefined);
  const changes = planned.plan.map(({ change, problem }) => ({
    ...change,
    status: problem === undefined ? plannedStatus(change) : ('failed' as const),
  }));
  if (broken) return targetReport(planned.target, 'failed', changes, explain(broken.problem));
  const status = changes.some((change) => change.status === 'planned') ? 'planned' : 'unchanged';
  return targetReport(planned.target, status, changes);
}

/** Says in a word how a target ended. */
export const verdictOf = ({ status, error }: TargetReport): Ending => ({
  failed: status === 'failed',
  text: status === 'failed' && error ? error.code : status,
});

/** Reads one target and plans for it; reads all of it again where something changes meanwhile. */
export async function planOne(work: Work, plan: () => Promise<Plan>): Promise<Planned> {
  const { target, settings, say } = work;
  if (settings.interrupt.aborted) return { report: targetReport(target, 'skipped', [], explain(interrupted('begun'))) };
  say('reading', 'passing');
  try {
    const settled = (): Promise<Plan> =>
      untilSettled(target, (again) => {
        if (again) work.reads.forget();
        return plan();
      });
    return { target, plan: await reading(work, settled) };
  } catch (error) {
    const closed = error instanceof ClosedRegionError;
    const problem = closed ? closedProblem(error.cause, target) : explain(error, wayIn(target));
    return { report: targetReport(target, closed ? 'skipped' : 'failed', [], problem) };
  }
}

/** Carries out one plan. */
export async function applyOne(work: Work, plan: Plan): Promise<TargetReport> {
  const { target, settings, say } = work;
  const changes: ChangeReport[] = [];
  let known: Outputs = {};
  let problem: Problem | undefined;
  for (const step of plan) {
    if (settings.interrupt.aborted && !isIdle(step)) problem ??= explain(interrupted('finished'));
    if (problem) {
      changes.push({ ...step.change, status: isIdle(step) ? doneStatus(step.change) : 'not-run' });
      continue;
    }
    if (!isIdle(step)) say(step.change.summary);
    try {
      const result = await within(work, () => step.run(known));
      known = result.known;
      const change = result.change ?? step.change;
      changes.push({ ...change, status: doneStatus(change) });
    } catch (error) {
      problem = explain(error, wayIn(target));
      changes.push({ ...step.change, status: 'failed' });
    }
  }
  if (problem) return targetReport(target, 'failed', changes, problem);
  return targetReport(target, changes.some(({ status }) => status === 'done') ? 'changed' : 'unchanged', changes);
}

const isIdle = ({ change }: Step): boolean => change.action === 'none' || change.action === 'keep';
