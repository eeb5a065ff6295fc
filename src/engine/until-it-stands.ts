import { TargetError } from '../errors.ts';
import { explain } from '../aws/errors.ts';
import { isWritten, type Plan } from './change.ts';
import { planSetup } from './plan-setup.ts';
import type { ChangeReport, TargetReport } from './report.ts';
import { type Review, unreviewed } from './review.ts';
import { applyOne, planOne } from './run.ts';
import type { Work } from './work.ts';

const MOST_ROUNDS = 3;

/** Milliseconds. What KMS does not show yet is there after a few seconds. */
const PAUSE = 2000;

/**
 * Sets a target up. A run at the same time can take away, or change, what a step has just found or made: so what was set
 * up is read once more when something was written, or failed, and done again where it has come undone.
 */
export async function setupOne(
  work: Work,
  plan: () => Promise<Plan>,
  review: Review = unreviewed,
): Promise<TargetReport> {
  const planned = await planOne(work, plan);
  if ('report' in planned) return planned.report;
  let report = await applyOne(work, planned.plan);
  let refused = false;
  for (let round = 1; mayHaveComeUndone(report); round += 1) {
    // The key may have been on its way out, and be back, or another one, by now.
    const isRefused = report.error?.code === 'KeyRefused';
    const again = await ifUndone(work, report, { anyhow: isRefused && !refused, review });
    if (!again) return report;
    refused ||= isRefused;
    if (round === MOST_ROUNDS)
      return report.error ? report : { ...report, status: 'failed', error: explain(CONTENDED) };
    report = together(report, await applyOne(work, again));
  }
  return report;
}

// Looks twice: what was written just now may only not be visible yet.
async function ifUndone(
  work: Work,
  report: TargetReport,
  { anyhow, review }: { readonly anyhow: boolean; readonly review: Review },
): Promise<Plan | undefined> {
  const written = new Set(report.changes.flatMap(({ status, resource }) => (status === 'done' ? resource : [])));
  for (let looks = 1; ; looks += 1) {
    work.reads.forget();
    const now = await planOne(work, async () => review(work.target, 'region', await planSetup({ ...work, written })));
    // What cannot be read any more, or was not reviewed, was set up all the same.
    if ('report' in now || !(anyhow || hasComeUndone(report, now.plan))) return undefined;
    if (looks === 2) return now.plan;
    if (!(await work.target.backOff(PAUSE))) return undefined;
  }
}

const CONTENDED = new TargetError(
  'OtherRunFaster',
  'another run keeps changing what this one sets up',
  'wait until it is over, then run it again',
);

const mayHaveComeUndone = ({ status, error }: TargetReport): boolean =>
  status === 'changed' || (error !== undefined && !['Interrupted', 'TimeLimit'].includes(error.code));

/** Tells whether something is to be written that the report says is as it should be. */
function hasComeUndone({ changes }: TargetReport, plan: Plan): boolean {
  const settled = new Set(changes.filter(isSettled).map(({ resource }) => resource));
  return plan.some(({ change }) => isWritten(change) && settled.has(change.resource));
}

const isSettled = ({ status }: ChangeReport): boolean => status === 'done' || status === 'unchanged';

/** Adds what was done again to what was done before. */
function together(before: TargetReport, after: TargetReport): TargetReport {
  const done = new Map(
    before.changes.filter(({ status }) => status === 'done').map((change) => [change.resource, change]),
  );
  const changes = after.changes.map((change) =>
    change.status === 'unchanged' ? (done.get(change.resource) ?? change) : change,
  );
  const status = after.status === 'unchanged' && done.size > 0 ? 'changed' : after.status;
  return { ...after, status, changes };
}
