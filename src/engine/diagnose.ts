import { isTarget, type Reached } from '../accounts.ts';
import { explain, isClosedByOrganization, isDenied, isNotOffered, isRegionNotEnabled } from '../aws/errors.ts';
import type { Check, CheckScope, Finding, Observation } from '../checks/check.ts';
import { accountChecks, CLOSED, machineChecks, regionChecks } from '../checks/index.ts';
import { type AccountFacts, accountFacts } from '../facts/account.ts';
import type { MachineFacts } from '../facts/machine.ts';
import { type Question, type RegionFacts, regionFacts } from '../facts/region.ts';
import { interrupted } from '../errors.ts';
import { placeLabel, type Target } from '../targets.ts';
import { startClock, within } from './limits.ts';
import type { TargetReport } from './report.ts';
import type { Job, RunSettings } from './run.ts';
import { isSelected, type Selection } from './selection.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';
import { unknownFinding } from './unknown.ts';

/** What a job found: about a target, or to be put with one. */
type Found =
  | { readonly report: TargetReport }
  | { readonly of: readonly Reached[]; readonly findings: readonly Placed[] };

/** A finding, and the region that it is to be shown with, if it is about one. */
export interface Placed {
  readonly finding: Finding;
  readonly region?: string;
}

/**
 * Looks at every region of every account, and at the machine, unless that is left out. Changes nothing. What concerns a
 * whole account is looked at once, and reported with the first of its targets that it concerns.
 */
export async function diagnoseAll(
  reached: readonly Reached[],
  question: Question,
  selection: Selection,
  settings: RunSettings,
  machine?: MachineFacts,
): Promise<readonly TargetReport[]> {
  const facts = new Map(reached.filter(isTarget).map((target) => [target, regionFacts(target, question)] as const));
  const jobs = [
    ...(machine ? [machineJob(reached, machine, selection)] : []),
    ...accountJobs(facts, selection, settings),
    ...reached.map((entry) => targetJob(entry, facts, selection, settings)),
  ];
  const found = await settings.fanOut(jobs, settings.concurrency);
  const placed = found.flatMap((entry) => ('report' in entry ? [] : place(entry)));
  return found
    .flatMap((entry) => ('report' in entry ? [entry.report] : []))
    .map((report, index) => {
      const more = placed.filter(({ at }) => at === reached[index]).map(({ finding }) => finding);
      return more.length === 0 ? report : { ...report, findings: [...report.findings, ...more] };
    });
}

function place({
  of,
  findings,
}: Extract<Found, { of: unknown }>): readonly { at: Reached | undefined; finding: Finding }[] {
  return findings.map(({ finding, region }) => ({ at: of.find((entry) => entry.region === region) ?? of[0], finding }));
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
    work: async () => ({ of: reached, findings: await runChecks('machine', machineChecks, machine, selection) }),
    verdict,
  };
}

function accountJobs(
  facts: ReadonlyMap<Target, RegionFacts>,
  selection: Selection,
  settings: RunSettings,
): readonly Job<Found>[] {
  return [...byAccount(facts.values())].flatMap(([account, regions]) => {
    const found = accountFacts(regions, (region) =>
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
          const limit = limited(first.target, settings);
          return { of, findings: await runChecks('account', accountChecks, found, selection, limit) };
        },
        verdict,
      } satisfies Job<Found>,
    ];
  });
}

/** Regions by account, in the order they were asked for. */
export function byAccount(facts: Iterable<RegionFacts>): ReadonlyMap<string, readonly RegionFacts[]> {
  const found = new Map<string, RegionFacts[]>();
  for (const region of facts) {
    const { account } = region.target;
    found.set(account, [...(found.get(account) ?? []), region]);
  }
  return found;
}

/** Whether anything can be read in a region. */
export const isOpen = (facts: RegionFacts): Promise<boolean> =>
  facts.preferences().then(
    () => true,
    (error: unknown) => isDenied(error) && !isClosedByOrganization(error),
  );

function targetJob(
  entry: Reached,
  facts: ReadonlyMap<Target, RegionFacts>,
  selection: Selection,
  settings: RunSettings,
): Job<Found> {
  const region = isTarget(entry) ? facts.get(entry) : undefined;
  return {
    label: placeLabel(entry),
    work: async (say) => {
      if (!isTarget(entry)) return { report: unreachableReport(entry) };
      if (!region) throw new Error('every target has facts');
      say('looking');
      return { report: await diagnose(region, selection, settings) };
    },
    verdict,
  };
}

async function diagnose(facts: RegionFacts, selection: Selection, settings: RunSettings): Promise<TargetReport> {
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
  const found = await runChecks('region', regionChecks, facts, selection, limit);
  return targetReport(
    target,
    'unchanged',
    [],
    undefined,
    found.map(({ finding }) => finding),
  );
}

function closedFinding(error: unknown, target: Target, selection: Selection): readonly Finding[] {
  const check = isClosedByOrganization(error) ? CLOSED.organization : CLOSED.disabled;
  if (!isSelected(selection, check)) return [];
  const { message, advice = 'leave it out with --exclude-regions' } = closedProblem(error, target);
  return [{ check, scope: 'region', verdict: 'unknown', subject: `region/${target.region}`, summary: message, advice }];
}

type Limit = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Until the time of the target is up. */
function limited(target: Target, settings: RunSettings): Limit {
  const deadline = startClock(settings);
  return (work) => within(target, settings, deadline, work);
}

/** Makes the checks side by side. A check that fails is a finding itself; what it finds nothing about is fine. */
async function runChecks<Facts>(
  scope: CheckScope,
  checks: readonly Check<Facts>[],
  facts: Facts,
  selection: Selection,
  limit: Limit = (work) => work(),
): Promise<readonly Placed[]> {
  const wanted = checks.filter(({ ids }) => ids.some((id) => isSelected(selection, id)));
  const found = await Promise.all(
    wanted.map(async ({ ids, run }): Promise<readonly Placed[]> => {
      try {
        const observations = await limit(() => run(facts));
        return observations === undefined ? [] : verdicts(scope, ids, observations);
      } catch (error) {
        return ids.map((check) => ({ finding: unknownFinding(check, scope, error) }));
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

/** The same for tests and for setup: one check of an account, as findings with their region. */
export async function runAccountChecks(
  checks: readonly Check<AccountFacts>[],
  facts: AccountFacts,
  limit?: Limit,
): Promise<readonly Placed[]> {
  return runChecks('account', checks, facts, { only: [], skip: [] }, limit);
}
