import { isTarget, type Reached } from '../targets/accounts.ts';
import { explain, isClosedByOrganization, isDenied, isNotOffered, isRegionNotEnabled } from '../aws/errors.ts';
import type { Finding } from '../checks/check.ts';
import { checksOf, CLOSED } from '../checks/index.ts';
import { hint } from '../checks/remedy.ts';
import { auditAccount } from '../audit/account.ts';
import { auditRegion, type RegionAudit } from '../audit/region.ts';
import type { MachineFacts } from '../facts/machine.ts';
import { regionFacts } from '../facts/region.ts';
import { interrupted } from '../errors.ts';
import type { Target } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import type { Job, RunSettings } from './job.ts';
import { begin, type Order } from './order.ts';
import { createDiagnosis, type Report, type TargetReport } from './report.ts';
import { type Limit, type Placed, runChecks } from './run-checks.ts';
import { EVERY_CHECK, isSelected, type Selection } from './selection.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';
import { deadlineOf, within } from './work.ts';

/** The findings of a job: about a target, or to be reported with one. */
type Found =
  | { readonly report: TargetReport }
  | { readonly of: readonly Reached[]; readonly findings: readonly Placed[] };

/** An order for a diagnosis. */
export interface DiagnosisOrder extends Order {
  /** Absent: all checks. */
  readonly selection?: Selection;
  /** From `machineFacts`; absent: this machine is not checked. */
  readonly machine?: MachineFacts;
}

/**
 * Checks every region of every account, and the machine, unless that is left out. Changes nothing. What concerns a
 * whole account is checked once, and reported with the first of its targets that it concerns.
 */
export async function diagnose(order: DiagnosisOrder): Promise<Report> {
  const { selection = EVERY_CHECK, machine } = order;
  const { reached, question, settings } = await begin(order, 'reading');
  const facts = new Map(
    reached.filter(isTarget).map((target) => [target, auditRegion(regionFacts(target, question))] as const),
  );
  const stoppable = untilStopped(settings);
  const jobs = [
    ...(machine ? [machineJob(reached, machine, selection)] : []),
    ...accountJobs(facts, selection, stoppable),
    ...reached.map((entry) => targetJob(entry, facts, selection, stoppable)),
  ];
  const found = await settings.fanOut(jobs, settings.concurrency).finally(stoppable.end);
  const placed = byPlace(found.flatMap((entry) => ('report' in entry ? [] : [entry])));
  const reports = found
    .flatMap((entry) => ('report' in entry ? [entry.report] : []))
    .map((report, index) => {
      const more = placed.get(reached[index]);
      if (!more) return report;
      const whole = { ...report, findings: [...report.findings, ...more.map(({ finding }) => finding)] };
      return endedEarly(whole, more);
    });
  return createDiagnosis(reports);
}

// What was found before is reported, and what could not be checked any more is reported once.
function endedEarly(report: TargetReport, found: readonly Pick<Placed, 'ended' | 'finding'>[]): TargetReport {
  const error = found.find(({ ended }) => ended)?.ended;
  if (!error) return report;
  const lost = new Set(found.flatMap(({ ended, finding }) => (ended ? [finding] : [])));
  const findings = report.findings.filter((finding) => !lost.has(finding));
  return report.status === 'unchanged' ? { ...report, status: 'failed', error, findings } : { ...report, findings };
}

/** Groups findings by the target that they are reported with. */
function byPlace(
  found: readonly Extract<Found, { of: unknown }>[],
): ReadonlyMap<Reached | undefined, readonly Placed[]> {
  const places = new Map<Reached | undefined, Placed[]>();
  for (const { of, findings } of found) {
    for (const finding of findings) {
      const at = of.find((entry) => entry.region === finding.region) ?? of[0];
      const there = places.get(at) ?? [];
      there.push(finding);
      places.set(at, there);
    }
  }
  return places;
}

const verdict = (found: Found): { readonly failed: boolean; readonly text: string } => {
  if ('report' in found && found.report.status !== 'unchanged') {
    return { failed: found.report.status === 'failed', text: found.report.error?.code ?? found.report.status };
  }
  const findings = 'report' in found ? found.report.findings : found.findings.map(({ finding }) => finding);
  const count = (wanted: Finding['verdict']): number => findings.filter((finding) => finding.verdict === wanted).length;
  const text = [`${count('fail')} fail`, `${count('warn')} warn`].join(', ');
  return { failed: count('fail') > 0, text };
};

function machineJob(reached: readonly Reached[], machine: MachineFacts, selection: Selection): Job<Found> {
  return {
    label: 'this machine',
    work: async () => ({ of: reached, findings: await runChecks(checksOf('machine'), machine, selection) }),
    verdict,
  };
}

function accountJobs(
  facts: ReadonlyMap<Target, RegionAudit>,
  selection: Selection,
  settings: Stoppable,
): readonly Job<Found>[] {
  return [...byAccount(facts.values())].flatMap(([account, regions]) => {
    const found = auditAccount(regions, (region) =>
      limited(region.target, settings)(() => isOpen(region)).catch(() => false),
    );
    const [first] = regions;
    if (!found || !first) return [];
    return [
      {
        label: `account ${account}`,
        work: async (say) => {
          const open = settings.interrupt.aborted ? [] : await found.regions();
          const of = open.map(({ target }) => target);
          if (of.length === 0) return { of, findings: [] };
          say('reading roles and policies');
          const how = { limit: limited(first.target, settings), target: first.target };
          const findings = await runChecks(checksOf('account'), found, selection, how);
          return { of, findings: settings.interrupt.aborted ? [] : findings };
        },
        verdict,
      } satisfies Job<Found>,
    ];
  });
}

/** Groups regions by account, in the order they were asked for. */
export function byAccount(facts: Iterable<RegionAudit>): ReadonlyMap<string, readonly RegionAudit[]> {
  const found = new Map<string, RegionAudit[]>();
  for (const region of facts) {
    const { account } = region.target;
    found.set(account, [...(found.get(account) ?? []), region]);
  }
  return found;
}

/** Tells whether anything can be read in a region. */
export const isOpen = (facts: RegionAudit): Promise<boolean> =>
  facts.preferences().then(
    () => true,
    (error: unknown) => isNotOffered(error) || (isDenied(error) && !isClosedByOrganization(error)),
  );

function targetJob(
  entry: Reached,
  facts: ReadonlyMap<Target, RegionAudit>,
  selection: Selection,
  settings: Stoppable,
): Job<Found> {
  const region = isTarget(entry) ? facts.get(entry) : undefined;
  return {
    label: placeLabel(entry),
    work: async (say) => {
      if (!isTarget(entry)) return { report: unreachableReport(entry) };
      if (!region) throw new Error('every target has facts');
      say('looking');
      try {
        return { report: await lookAt(region, selection, settings) };
      } finally {
        entry.release();
      }
    },
    verdict,
  };
}

async function lookAt(facts: RegionAudit, selection: Selection, settings: Stoppable): Promise<TargetReport> {
  const { target } = facts;
  if (settings.interrupt.aborted) return targetReport(target, 'skipped', [], explain(interrupted('begun')));
  const limit = limited(target, settings);
  try {
    await limit(() => facts.preferences());
  } catch (error) {
    if (isRegionNotEnabled(error) || isClosedByOrganization(error)) {
      return targetReport(target, 'skipped', [], closedProblem(error, target), closedFinding(error, target, selection));
    }
    if (!isDenied(error) && !isNotOffered(error)) {
      return targetReport(target, 'failed', [], explain(error, target.profile));
    }
  }
  const found = await runChecks(checksOf('region'), facts, selection, { limit, target });
  const findings = found.map(({ finding }) => finding);
  if (!settings.interrupt.aborted) return endedEarly(targetReport(target, 'unchanged', [], undefined, findings), found);
  return targetReport(target, 'failed', [], explain(interrupted('finished')), finished(findings));
}

/** Picks what was found before the run was interrupted. */
const finished = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ verdict: found }) => found !== 'unknown');

function closedFinding(error: unknown, target: Target, selection: Selection): readonly Finding[] {
  const check = isClosedByOrganization(error) ? CLOSED.organization : CLOSED.disabled;
  if (!isSelected(selection, check)) return [];
  const { message, advice = 'leave it out with --exclude-regions' } = closedProblem(error, target);
  const subject = `region/${target.region}`;
  return [{ check, scope: 'region', verdict: 'unknown', subject, summary: message, remedy: hint(advice) }];
}

/** Ends work when the time of the target is up, or the user interrupts: nothing is lost by ending reads half-way. */
function limited(target: Target, settings: Stoppable): Limit {
  const limits = { target, settings, deadline: deadlineOf(settings) };
  // Reads that nobody waits for any longer must not go on.
  settings.stopped.catch(() => target.abort());
  return (work) => Promise.race([within(limits, work), settings.stopped]);
}

/** The settings of a run that ends at once when it is interrupted. */
interface Stoppable extends RunSettings {
  /** Rejects when the user interrupts the run. */
  readonly stopped: Promise<never>;
  /** Stops listening to the user: the signal can outlive the run. */
  readonly end: () => void;
}

function untilStopped(settings: RunSettings): Stoppable {
  const { interrupt } = settings;
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(interrupted('finished'));
    if (interrupt.aborted) stop();
    else interrupt.addEventListener('abort', stop, { once: true });
  });
  // Perhaps nobody awaits it.
  stopped.catch(() => undefined);
  return { ...settings, stopped, end: () => interrupt.removeEventListener('abort', stop) };
}
