import { isTarget, type Reached } from '../targets/accounts.ts';
import { checksOf } from '../checks/index.ts';
import { type Problem, TargetError } from '../errors.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { Gap } from '../audit/gap.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { lackingOf, isGrantable } from '../audit/lacking.ts';
import { resourcesOf } from '../resources/index.ts';
import type { Lacking } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import { type AuditAhead, readAhead } from './audit-ahead.ts';
import type { Plan } from './change.ts';
import { byAccount } from './diagnose.ts';
import type { Ending, Job, RunSettings } from './job.ts';
import { judgementOf } from './judge.ts';
import type { Begun } from './order.ts';
import { planSetup } from './plan-setup.ts';
import { readsOn } from './reads.ts';
import type { TargetReport } from './report.ts';
import { targetReport } from './target-report.ts';
import { telling } from './told.ts';
import { endOf, type Limit, type Placed, runAccountChecks, runRegionChecks } from './run-checks.ts';
import { applyOne, plannedReport, planOne } from './run.ts';
import { unknownFinding } from '../checks/unknown.ts';
import { isUnread } from './unread.ts';
import { jobOn, reading, type Work } from './work.ts';

/** The checks that setup runs when it is done. */
const POLICY_AUDIT = checksOf('account').filter(({ inSetup }) => inSetup);
const REGION_AUDIT = checksOf('region').filter(({ inSetup }) => inSetup);

// All regions of an account share one IAM, so what concerns it is done once per account, after its regions, and
// reported with the first of them.

/** The outcome for an account, which is reported with one of its targets. */
interface Outcome {
  readonly target: Target;
  readonly findings: readonly Placed[];
  /** The outcome for the grant, if it was touched. */
  readonly grant?: TargetReport;
}

/** The audit of the roles of nodes, in its two parts; it is left out where the inputs say so. */
export interface Audit {
  /** Plans for a target, and begins to read what the audit needs of it. */
  planned(work: Work): Promise<Plan>;
  /** Tells whether the audit leaves the report of a target as it is. */
  leaves(entry: Reached, report: TargetReport): boolean;
  /** Audits every account that was set up and, if asked to, gives roles what they lack. */
  finish(reports: readonly TargetReport[]): Promise<readonly TargetReport[]>;
}

/** Makes the audit for an order whose accounts were entered. */
export function prepareAudit(begun: Begun): Audit {
  const ahead = readAhead(begun.questionFor);
  return {
    async planned(work) {
      if (work.inputs.policyAudit) ahead.begin(work);
      return begun.review(work.target, 'region', await planSetup(work));
    },
    leaves: (entry, report) => !isAudited(begun, entry, report),
    finish: (reports) => auditAccounts(begun, reports, ahead),
  };
}

const isAudited = (begun: Begun, entry: Reached, { status }: TargetReport): entry is Target =>
  isTarget(entry) &&
  begun.inputsFor(entry).policyAudit &&
  status !== 'failed' &&
  status !== 'skipped' &&
  status !== 'not-run';

async function auditAccounts(
  begun: Begun,
  reports: readonly TargetReport[],
  ahead: AuditAhead,
): Promise<readonly TargetReport[]> {
  const { reached, settings } = begun;
  const ready: RegionAudit[] = [];
  for (const [index, entry] of reached.entries()) {
    if (!isTarget(entry) || !begun.inputsFor(entry).policyAudit) continue;
    const report = reports[index];
    const worked = report !== undefined && isAudited(begun, entry, report);
    if (worked) ready.push(ahead.factsOf(entry));
    // Reads that nobody waits for must not go on.
    if (!worked || settings.interrupt.aborted) entry.abort();
  }
  const before = new Map(reached.map((entry, index) => [entry, reports[index]]));
  const tell = (found: readonly Outcome[]): void => {
    for (const outcome of found) {
      const report = before.get(outcome.target);
      if (report) settings.tell?.(merged(report, outcome));
    }
  };
  const jobs = [...byAccount(ready).values()]
    .flatMap((regions) => auditJob(begun, regions, ahead))
    .map((job) => telling(job, tell));
  const outcomes = new Map<Reached, Outcome>();
  for (const outcome of (await settings.fanOut(jobs, settings.concurrency)).flat()) {
    outcomes.set(outcome.target, outcome);
  }
  return reports.map((report, index) => {
    const outcome = reached[index] && outcomes.get(reached[index]);
    return outcome ? merged(report, outcome) : report;
  });
}

function auditJob(
  begun: Begun,
  regions: readonly RegionAudit[],
  ahead: AuditAhead,
): readonly Job<readonly Outcome[]>[] {
  const { settings } = begun;
  const ending = (outcomes: readonly Outcome[]): Ending => {
    const found = outcomes.map(({ target: one, findings, grant }) => ({
      ...targetReport(one, 'unchanged', grant?.changes ?? []),
      findings: findings.map(({ finding }) => finding),
    }));
    const { failed, fail, warn, notes } = judgementOf(found, settings.judge, { usual: 'never' });
    const counts = [...(fail > 0 ? [`${fail} fail`] : []), ...(failed && warn > 0 ? [`${warn} warn`] : [])];
    return {
      failed: failed || outcomes.some(({ grant }) => grant?.status === 'failed'),
      text: [...(counts.length > 0 ? counts : ['audited']), ...notes].join(', '),
    };
  };
  const account = ahead.accountOf(regions);
  if (!account) return [];
  const { facts, reads } = account;
  const { target } = facts;
  const names = regions.map((region) => region.target.region);
  const inputsFor = (): Inputs => accountInputs(regions, begun.inputsFor(target));
  const job = jobOn({ ...target, regions: names }, { inputsFor, settings, reads }, ending, async (work) => {
    work.say('auditing policies', 'passing');
    const grant = await grantOf(work, facts, begun);
    const audited = grant && grant.status !== 'failed' && work.inputs.grant ? withoutGrantable(facts) : facts;
    const limit: Limit = (part) => reading(work, part);
    const lost = settings.gate.lostTo(target);
    const findings = lost ? notLookedAt(lost) : await runAccountChecks(POLICY_AUDIT, audited, limit);
    const error = endOf(findings);
    if (error) settings.gate.ended(target, { status: 'failed', error });
    return Promise.all(
      regions.map(async (region, index) => ({
        target: region.target,
        findings: [
          ...findings.filter((found) => (found.region ?? target.region) === region.target.region),
          ...(await refusals(region, settings, limit)),
        ],
        ...(index === 0 && grant && { grant }),
      })),
    );
  });
  // A read that nobody waits for any longer may be under way through any of them.
  const end = (): void => {
    for (const region of regions) {
      region.target.abort();
      region.target.release();
    }
  };
  return [{ ...job, label: `account ${target.account}`, work: (say) => job.work(say).finally(end) }];
}

const grants = ({ question }: RegionAudit): boolean => question.inputs.grant;

/** Gives what is asked for of an account: what the first region asks that grants something, or the first of all. */
const accountInputs = (regions: readonly RegionAudit[], ofFirst: Inputs): Inputs =>
  regions.find(grants)?.question.inputs ?? ofFirst;

// Preferences that setup left as they were may still refuse the sessions that it was asked to enable.
async function refusals(facts: RegionAudit, { gate }: RunSettings, limit: Limit): Promise<readonly Placed[]> {
  if (gate.lostTo(facts.target) || facts.question.planned) return [];
  const found = await runRegionChecks(REGION_AUDIT, facts, limit);
  return found.filter(({ finding, ended }) => finding.verdict === 'fail' || isUnread(finding) || ended);
}

const notLookedAt = ({ code, message, advice }: Problem): readonly Placed[] =>
  POLICY_AUDIT.flatMap(({ ids }) =>
    ids.map((check) => ({ finding: unknownFinding(check, 'account', new TargetError(code, message, advice)) })),
  );

const withoutGrantable = (facts: AccountAudit): AccountAudit => ({
  ...facts,
  audit: async () => {
    const audit = await facts.audit();
    return { ...audit, gaps: audit.gaps.flatMap((gap) => (isGrantable(gap) ? leftBy(gap) : [gap])) };
  },
});

// Other regions of the account may not be asked to grant anything.
function leftBy(gap: Gap): readonly Gap[] {
  const regions = gap.regions.filter((region) => !grants(region));
  const byRegion = new Map([...gap.byRegion].filter(([region]) => !grants(region)));
  return regions.length > 0 ? [{ ...gap, regions, byRegion }] : [];
}

/** Plans the grant of an account and, unless this is only a plan, makes it; undefined where there is none and need not be. */
async function grantOf(
  work: Work,
  facts: AccountAudit,
  { question: { planned: onlyPlanned }, review }: Begun,
): Promise<TargetReport | undefined> {
  const { grant } = work.inputs;
  if (work.settings.gate.lostTo(work.target) && !grant) return undefined;
  const planned = await planOne(work, async () => {
    const lacking = grant ? await lackingOf(await facts.audit(), grants) : NOTHING;
    // The audit ended after these reads, which may say that what is lacking is there.
    const reads = lacking.roles.length > 0 ? readsOn(work.target, work.inputs) : work.reads;
    const plan = planSetup({ ...work, reads }, resourcesOf('account'), { lacking });
    // Without --grant, the caller need not be able to read it.
    return review(work.target, 'account', await (grant ? plan : plan.catch(() => [])));
  });
  if ('plan' in planned && planned.plan.length === 0) return undefined;
  if (onlyPlanned || 'report' in planned) return plannedReport(planned);
  const report = await applyOne(work, planned.plan);
  return grant ? report : notNeeded(report);
}

const NOTHING: Lacking = { statements: [], roles: [] };

// Nor need the caller be able to change it.
function notNeeded({ error, ...report }: TargetReport): TargetReport {
  if (!error || error.code === 'Interrupted') return { ...report, ...(error && { error }) };
  const changes = report.changes.map(
    (change) => ({ ...change, action: 'keep', status: 'kept', reason: error.message }) as const,
  );
  return { ...report, status: 'unchanged', changes };
}

function merged(before: TargetReport, { findings, grant }: Outcome): TargetReport {
  const all = [...before.findings, ...findings.map(({ finding }) => finding)];
  // An interruption is the whole run's; what was set up is set up.
  const error = endOf(findings.filter(({ ended }) => ended?.code !== 'Interrupted'));
  const report: TargetReport = error ? { ...before, status: 'failed', error } : before;
  if (!grant) return { ...report, findings: all };
  const undone = ['failed', 'skipped', 'not-run'].includes(grant.status);
  const status = undone ? 'failed' : report.status === 'unchanged' ? grant.status : report.status;
  return {
    ...report,
    status,
    ...(grant.error && { error: grant.error }),
    ...(grant.drift && { drift: grant.drift }),
    changes: [...report.changes, ...grant.changes],
    findings: all,
  };
}
