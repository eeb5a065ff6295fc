import { isTarget, type Reached, type Unreachable } from '../targets/accounts.ts';
import { explain } from '../aws/errors.ts';
import { interrupted, type Problem } from '../errors.ts';
import { asItIs, canariesFirst } from './canaries.ts';
import type { TargetEnd } from './gate.ts';
import { inWaves } from './waves.ts';
import type { Outputs } from '../resources/resource.ts';
import { type Target, wayIn } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import type { Ending, Job, RunSettings } from './job.ts';
import { judgementOf } from './judge.ts';
import type { Begun } from './order.ts';
import type { Plan, Step } from './change.ts';
import { ClosedRegionError } from './read.ts';
import { PlanDiffersError } from './review.ts';
import { type ChangeReport, doneStatus, plannedStatus, type TargetReport } from './report.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';
import { untilSettled } from './settle.ts';
import { telling } from './told.ts';
import { jobOn, reading, within, type Work } from './work.ts';

/** A target with its plan, or the report that says why it has none. */
export type Planned = { readonly target: Target; readonly plan: Plan } | { readonly report: TargetReport };

/** Does one thing with every target at once: no target waits for the slowest. `isFinal`: tells whether nothing changes a report any more. */
export const reportAll = (
  begun: Begun,
  task: (work: Work) => Promise<TargetReport>,
  isFinal: (entry: Reached, report: TargetReport) => boolean,
): Promise<readonly TargetReport[]> =>
  onTargets(
    begun,
    {
      unreachable: unreachableReport,
      endOf: asItIs,
      verdict: endingIn(begun.settings),
      tell(entry, report) {
        if (isFinal(entry, report)) begun.settings.tell?.(report);
      },
    },
    task,
  );

/** Reads every target and changes nothing. Only reports are kept: the plans of thousands of targets are large. */
export function reportPlans(
  begun: Begun,
  planFor: (work: Work) => Promise<Plan>,
  isFinal: Parameters<typeof reportAll>[2],
): Promise<readonly TargetReport[]> {
  return reportAll(begun, async (work) => plannedReport(await planOne(work, () => planFor(work))), isFinal);
}

/** Reads every target, and gives plans that can be carried out. */
export function planAll(begun: Begun, planFor: (work: Work) => Promise<Plan>): Promise<readonly Planned[]> {
  const ending = endingIn(begun.settings);
  const outcome: Outcome<Planned> = {
    unreachable: (entry) => ({ report: unreachableReport(entry) }),
    endOf: plannedReport,
    verdict: (planned) => ending(plannedReport(planned)),
  };
  return onTargets(begun, outcome, (work) => planOne(work, () => planFor(work)));
}

/** The result for a target, and how to judge it. */
interface Outcome<Result> {
  /** Makes the result for a target that could not be entered, or is not begun any more. */
  unreachable(entry: Unreachable): Result;
  endOf(result: Result): TargetEnd;
  verdict(result: Result): Ending;
  /** Is told each result as soon as it is there. */
  tell?(entry: Reached, result: Result): void;
}

/** Does one thing with every target at once; results come in the order of the targets. */
export function onTargets<Result>(
  begun: Begun,
  { unreachable, endOf, verdict, tell }: Outcome<Result>,
  task: (work: Work) => Promise<Result>,
): Promise<readonly Result[]> {
  const { settings, reached } = begun;
  const jobOf = (entry: Reached): Job<Result> => {
    if (isTarget(entry)) {
      const notRun = (problem: Problem): Result => unreachable(notBegun(entry, problem));
      return gated(entry, jobOn(entry, begun, verdict, task), { settings, notRun, endOf });
    }
    return knownJob(entry, unreachable(entry), endOf, verdict);
  };
  const jobs = reached.map((entry) => (tell ? telling(jobOf(entry), (result) => tell(entry, result)) : jobOf(entry)));
  return inWaves(
    settings,
    jobs,
    reached.map(({ region }) => region),
  );
}

/** Makes a job of a result that is known already. */
export const knownJob = <Result>(
  place: Parameters<typeof placeLabel>[0],
  result: Result,
  endOf: (result: Result) => TargetEnd,
  verdict: Job<Result>['verdict'],
): Job<Result> => {
  const { status, error } = endOf(result);
  return {
    label: placeLabel(place),
    closed: () => (status === 'not-run' ? error?.message : undefined),
    work: () => Promise.resolve(result),
    verdict,
  };
};

/** How a job passes the gate: what it results in where that is closed, and how it ended. */
interface Passing<Result> {
  readonly settings: RunSettings;
  notRun(problem: Problem): Result;
  endOf(result: Result): TargetEnd;
}

/** Begins a job only while the gate is open, and tells the gate how it ended. */
export function gated<Result>(
  target: Target,
  job: Job<Result>,
  { settings, notRun, endOf }: Passing<Result>,
): Job<Result> {
  const { gate } = settings;
  return {
    ...job,
    closed: () => gate.closedTo(target)?.message,
    async work(say) {
      const problem = gate.closedTo(target);
      const result = problem ? notRun(problem) : await job.work(say);
      gate.ended(target, endOf(result));
      return result;
    },
  };
}

/** Describes a target that is not begun any more. */
export const notBegun = ({ account, profile, region }: Target, problem: Problem): Unreachable => ({
  account,
  ...(profile !== undefined && { profile }),
  region,
  status: 'not-run',
  problem,
});

/** Carries out plans that were made before, those of the canaries first. */
export function applyAll(
  planned: readonly Planned[],
  begun: Pick<Begun, 'inputsFor' | 'settings'>,
): Promise<readonly TargetReport[]> {
  const { settings } = begun;
  const ending = endingIn(settings);
  return canariesFirst(settings, planned, placeOf, (entries) => {
    const jobOf = (entry: Planned): Job<TargetReport> => {
      if ('report' in entry) return knownJob(entry.report, entry.report, asItIs, ending);
      const { target, plan } = entry;
      const job = jobOn(target, begun, ending, (work) => applyOne(work, plan));
      // Where there is nothing to do, that is known already.
      if (plan.every(isIdle)) return job;
      return gated(target, job, {
        settings,
        notRun: (problem) => notApplied(entry, problem),
        endOf: asItIs,
      });
    };
    return inWaves(
      settings,
      entries.map((entry) => telling(jobOf(entry), (report) => settings.tell?.(report))),
      entries.map((entry) => placeOf(entry).region),
    );
  });
}

const placeOf = (entry: Planned): Target | TargetReport => ('report' in entry ? entry.report : entry.target);

/** Makes the report of a plan that is not carried out any more. */
function notApplied(planned: Exclude<Planned, { report: unknown }>, problem: Problem): TargetReport {
  const changes = planned.plan.map((step) => ({
    ...step.change,
    status: isIdle(step) ? doneStatus(step.change) : ('not-run' as const),
  }));
  return targetReport(planned.target, 'not-run', changes, problem);
}

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

/** Makes what says in a word how a target ended. */
export const endingIn =
  ({ judge }: Pick<RunSettings, 'judge'>) =>
  (report: TargetReport): Ending => {
    const { status, error } = report;
    if (status === 'failed') return { failed: true, text: error?.code ?? status };
    const { failed, warn } = judgementOf([report], judge, { usual: 'never' });
    return { failed, text: failed ? `${status}, ${warn} warn` : status };
  };

/** Reads one target and plans for it; reads all of it again where something changes meanwhile. */
export async function planOne(work: Work, plan: () => Promise<Plan>): Promise<Planned> {
  const { target, settings, say } = work;
  const lost = settings.gate.lostTo(target);
  if (lost) return { report: targetReport(target, 'not-run', [], lost) };
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
    const report = targetReport(target, closed ? 'skipped' : 'failed', [], problem);
    return { report: error instanceof PlanDiffersError ? { ...report, drift: error.drift } : report };
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
