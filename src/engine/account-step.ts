import { isTarget, type Reached } from '../targets/accounts.ts';
import { checksOf } from '../checks/index.ts';
import { interrupted } from '../errors.ts';
import { type AccountFacts, accountFacts } from '../facts/account.ts';
import { type Question, type RegionFacts, regionFacts } from '../facts/region.ts';
import { type Demand, demandOf, isGrantable } from '../audit/role-demand.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { isOurs } from '../resources/ownership.ts';
import type { Tags } from '../resources/resource.ts';
import { roleGrant } from '../resources/role-grant.ts';
import type { Target } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import { byAccount } from './diagnose.ts';
import { startClock, within } from './limits.ts';
import { planDelete } from './plan-delete.ts';
import { planSetup } from './plan-setup.ts';
import type { TargetReport } from './report.ts';
import { type Limit, type Placed, runAccountChecks, runRegionChecks } from './run-checks.ts';
import { applyOne, type Job, type Planned, plannedReport, planOne, type RunSettings } from './run.ts';
import { unknownFinding } from './unknown.ts';

/** What setup looks at when it is done. */
const POLICY_AUDIT = checksOf('account').filter(({ inSetup }) => inSetup);
const REGION_AUDIT = checksOf('region').filter(({ inSetup }) => inSetup);

// IAM is one for all regions of an account, so what is about it is done once an account, after its regions, and
// reported with the first of them.

/** What came of an account, to be put with one of its targets. */
interface Outcome {
  readonly target: Target;
  readonly findings: readonly Placed[];
  /** What became of the policy of our own, where that was touched. */
  readonly grant?: TargetReport;
}

/** Audits the roles of every account that was set up and, where that is asked for, gives them what they lack. */
export async function auditAccounts(
  reached: readonly Reached[],
  reports: readonly TargetReport[],
  question: Question,
  settings: RunSettings,
): Promise<readonly TargetReport[]> {
  if (!question.inputs.policyAudit) return reports;
  const worked = (index: number): boolean => !['failed', 'skipped'].includes(reports[index]?.status ?? '');
  const ready = reached.filter((entry, index) => isTarget(entry) && worked(index)).filter(isTarget);
  const accounts = byAccount(ready.map((target) => regionFacts(target, question)));
  const jobs = [...accounts].flatMap(([account, regions]) => auditJob(account, regions, question, settings));
  const outcomes = await settings.fanOut(jobs, settings.concurrency);
  return reports.map((report, index) =>
    outcomes.flat().reduce((sofar, outcome) => merged(sofar, outcome, reached[index]), report),
  );
}

function auditJob(
  account: string,
  regions: readonly RegionFacts[],
  question: Question,
  settings: RunSettings,
): readonly Job<readonly Outcome[]>[] {
  const facts = accountFacts(regions, () => Promise.resolve(true));
  if (!facts) return [];
  const { target } = facts;
  return [
    {
      label: `account ${account}`,
      work: async (say) => {
        say('auditing policies');
        const deadline = startClock(settings);
        const grant = await grantOf(facts, regions, question, settings, deadline, say);
        const audited = grant && grant.status !== 'failed' && question.inputs.grant ? withoutGrantable(facts) : facts;
        const limit: Limit = (work) => within(target, settings, deadline, work);
        const findings = settings.interrupt.aborted
          ? notLookedAt()
          : await runAccountChecks(POLICY_AUDIT, audited, limit);
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
      },
      verdict: (outcomes) => {
        const bad = outcomes.flatMap(({ findings }) => findings).filter(({ finding }) => finding.verdict === 'fail');
        return {
          failed: outcomes.some(({ grant }) => grant?.status === 'failed'),
          text: bad.length === 0 ? 'audited' : `${bad.length} fail`,
        };
      },
    },
  ];
}

// Preferences that setup has left as they were may refuse the sessions that it was to make work.
async function refusals(facts: RegionFacts, { interrupt }: RunSettings, limit: Limit): Promise<readonly Placed[]> {
  if (interrupt.aborted || facts.question.planned) return [];
  const found = await runRegionChecks(REGION_AUDIT, facts, limit);
  return found.filter(({ finding }) => finding.verdict === 'fail');
}

const notLookedAt = (): readonly Placed[] =>
  POLICY_AUDIT.flatMap(({ ids }) =>
    ids.map((check) => ({ finding: unknownFinding(check, 'account', interrupted('begun')) })),
  );

const withoutGrantable = (facts: AccountFacts): AccountFacts => ({
  ...facts,
  audit: async () => {
    const audit = await facts.audit();
    return { ...audit, gaps: audit.gaps.filter((gap) => !isGrantable(gap)) };
  },
});

/** Plans, and unless this is only a plan makes, the policy of our own; undefined where there is none and need not be. */
async function grantOf(
  facts: AccountFacts,
  regions: readonly RegionFacts[],
  { inputs, planned: onlyPlanned }: Question,
  settings: RunSettings,
  deadline: number,
  say: (line: string) => void,
): Promise<TargetReport | undefined> {
  const { target } = facts;
  if (settings.interrupt.aborted && !inputs.grant) return undefined;
  const names = regions.map((region) => region.target.region);
  const planned = await planOne(target, settings, deadline, say, async () => {
    const demand = inputs.grant ? await demandOf(await facts.audit()) : NOTHING;
    const grant = roleGrant(names, demand);
    const isNeeded = demand.roles.length > 0 || (await isThere(() => grant.read(target, inputs), inputs.grant));
    return isNeeded ? planSetup(target, inputs, [grant]) : [];
  });
  if ('plan' in planned && planned.plan.length === 0) return undefined;
  if (onlyPlanned || 'report' in planned) return plannedReport(planned);
  const report = await applyOne(target, planned.plan, settings, deadline, say);
  return inputs.grant ? report : notNeeded(report);
}

const NOTHING: Demand = { statements: [], roles: [] };

// Who did not ask for it need not be able to read it; and one that is not ours is nobody's business.
async function isThere(read: () => Promise<{ readonly tags: Tags } | undefined>, asked: boolean): Promise<boolean> {
  try {
    const found = await read();
    return found !== undefined && isOurs(found.tags);
  } catch (error) {
    if (asked) throw error;
    return false;
  }
}

// Nor need they be able to change it.
function notNeeded({ error, ...report }: TargetReport): TargetReport {
  if (!error || error.code === 'Interrupted') return { ...report, ...(error && { error }) };
  const changes = report.changes.map(
    (change) => ({ ...change, action: 'keep', status: 'kept', reason: error.message }) as const,
  );
  return { ...report, status: 'unchanged', changes };
}

function merged(report: TargetReport, { target, findings, grant }: Outcome, entry: Reached | undefined): TargetReport {
  if (entry !== target) return report;
  const all = [...report.findings, ...findings.map(({ finding }) => finding)];
  if (!grant) return { ...report, findings: all };
  const undone = grant.status === 'failed' || grant.status === 'skipped';
  const status = undone ? 'failed' : report.status === 'unchanged' ? grant.status : report.status;
  return {
    ...report,
    status,
    ...(grant.error && { error: grant.error }),
    changes: [...report.changes, ...grant.changes],
    findings: all,
  };
}

/** Adds, to the first plan of each account, what becomes of the policy of our own there. */
export async function planGrantRemoval(
  planned: readonly Planned[],
  inputs: Inputs,
  settings: RunSettings,
): Promise<readonly Planned[]> {
  const targets = planned.flatMap((entry) => ('plan' in entry ? [entry.target] : []));
  const byFirst = new Map<Target, readonly string[]>();
  for (const target of targets) {
    const first = targets.find(({ account }) => account === target.account) ?? target;
    byFirst.set(first, [...(byFirst.get(first) ?? []), target.region]);
  }
  const jobs = [...byFirst].map(([target, regions]): Job<Planned> => ({
    label: `account ${target.account}`,
    work: async (say) =>
      planOne(target, settings, startClock(settings), say, async () => {
        const plan = await planDelete(target, inputs, [roleGrant(regions)]);
        return plan.filter(({ change }) => change.action !== 'none');
      }),
    verdict: (entry) => ({ failed: 'report' in entry && entry.report.status === 'failed', text: placeLabel(target) }),
  }));
  const grants = await settings.fanOut(jobs, settings.concurrency);
  return planned.map((entry) => {
    const grant = 'plan' in entry ? grants[[...byFirst.keys()].indexOf(entry.target)] : undefined;
    if (!grant || !('plan' in entry)) return entry;
    return 'plan' in grant ? { ...entry, plan: [...entry.plan, ...grant.plan] } : grant;
  });
}
