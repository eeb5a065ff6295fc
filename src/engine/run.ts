import pLimit from 'p-limit';
import { isTarget, type Reached } from '../targets/accounts.ts';
import { explain } from '../aws/errors.ts';
import { interrupted, type Problem } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Outputs } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import { startClock, within } from './limits.ts';
import type { Plan, Step } from './plan.ts';
import { planDelete } from './plan-delete.ts';
import { planSetup } from './plan-setup.ts';
import { ClosedRegionError } from './read.ts';
import { type ChangeReport, doneStatus, plannedStatus, type TargetReport } from './report.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';

/** Work on one target as progress shows it. */
export interface Job<Result> {
  readonly label: string;
  /** Tells through `say` what it is at. */
  work(say: (line: string) => void): Promise<Result>;
  /** How it ended, in a word; a failure is marked. */
  verdict(result: Result): { readonly failed: boolean; readonly text: string };
}

/** Does many jobs side by side; results come in the order of the jobs. A job never rejects. */
export type FanOut = <Result>(jobs: readonly Job<Result>[], concurrency: number) => Promise<readonly Result[]>;

/** How a run is done: the same for all targets. */
export interface RunSettings {
  readonly fanOut: FanOut;
  readonly concurrency: number;
  /** Seconds one target may take. */
  readonly timeout: number;
  /** When it fires, the steps under way are finished and nothing else is begun. */
  readonly interrupt: AbortSignal;
}

/** Side by side without any display. */
export const quietly: FanOut = (jobs, concurrency) => {
  const limit = pLimit(concurrency);
  return Promise.all(jobs.map((job) => limit(() => job.work(() => undefined))));
};

/** A target with its plan, or the report that says why it has none. */
export type Planned = { readonly target: Target; readonly plan: Plan } | { readonly report: TargetReport };

/** Reads every target and repairs it at once: nobody has to wait for the slowest. */
export async function setupAll(
  reached: readonly Reached[],
  inputs: Inputs,
  settings: RunSettings,
): Promise<readonly TargetReport[]> {
  const setUp = async (target: Target, say: (line: string) => void): Promise<TargetReport> => {
    const deadline = startClock(settings);
    const planned = await planOne(target, settings, deadline, say, () => planSetup(target, inputs));
    return 'report' in planned ? planned.report : applyOne(planned.target, planned.plan, settings, deadline, say);
  };
  const jobs = reached.map((entry): Job<TargetReport> => ({
    label: placeLabel(entry),
    work: async (say) => (isTarget(entry) ? setUp(entry, say) : unreachableReport(entry)),
    verdict: verdictOf,
  }));
  return settings.fanOut(jobs, settings.concurrency);
}

/** Reads every target and changes nothing. */
export async function planAll(
  reached: readonly Reached[],
  inputs: Inputs,
  settings: RunSettings,
  deletion: boolean,
): Promise<readonly Planned[]> {
  const jobs = reached.map((entry): Job<Planned> => ({
    label: placeLabel(entry),
    work: async (say) =>
      isTarget(entry)
        ? planOne(entry, settings, startClock(settings), say, () => (deletion ? planDelete : planSetup)(entry, inputs))
        : { report: unreachableReport(entry) },
    verdict: (planned) => verdictOf('report' in planned ? planned.report : plannedReport(planned)),
  }));
  return settings.fanOut(jobs, settings.concurrency);
}

/** Carries out plans that were made before. */
export async function applyAll(planned: readonly Planned[], settings: RunSettings): Promise<readonly TargetReport[]> {
  const jobs = planned.map((entry): Job<TargetReport> => ({
    label: placeLabel('report' in entry ? entry.report : entry.target),
    work: async (say) =>
      'report' in entry ? entry.report : applyOne(entry.target, entry.plan, settings, startClock(settings), say),
    verdict: verdictOf,
  }));
  return settings.fanOut(jobs, settings.concurrency);
}

/** A plan as a report: nothing is done yet. */
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

const verdictOf = ({ status, error }: TargetReport): { readonly failed: boolean; readonly text: string } => ({
  failed: status === 'failed',
  text: status === 'failed' && error ? error.code : status,
});

/** Reads one target and plans for it. */
export async function planOne(
  target: Target,
  settings: RunSettings,
  deadline: number,
  say: (line: string) => void,
  plan: () => Promise<Plan>,
): Promise<Planned> {
  if (settings.interrupt.aborted) return { report: targetReport(target, 'skipped', [], explain(interrupted('begun'))) };
  say('reading');
  try {
    return { target, plan: await within(target, settings, deadline, plan) };
  } catch (error) {
    const closed = error instanceof ClosedRegionError;
    const problem = closed ? closedProblem(error.cause, target) : explain(error, target.profile);
    return { report: targetReport(target, closed ? 'skipped' : 'failed', [], problem) };
  }
}

/** Carries out one plan. */
export async function applyOne(
  target: Target,
  plan: Plan,
  settings: RunSettings,
  deadline: number,
  say: (line: string) => void,
): Promise<TargetReport> {
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
      const result = await within(target, settings, deadline, () => step.run(known));
      known = result.known;
      const change = result.change ?? step.change;
      changes.push({ ...change, status: doneStatus(change) });
    } catch (error) {
      problem = explain(error, target.profile);
      changes.push({ ...step.change, status: 'failed' });
    }
  }
  if (problem) return targetReport(target, 'failed', changes, problem);
  return targetReport(target, changes.some(({ status }) => status === 'done') ? 'changed' : 'unchanged', changes);
}

const isIdle = ({ change }: Step): boolean => change.action === 'none' || change.action === 'keep';
