import { isTarget, type Reached, type Unreachable } from '../targets/accounts.ts';
import { explain, isClosedByOrganization, isDenied, isNotOffered, isRegionNotEnabled } from '../aws/errors.ts';
import type { Finding } from '../checks/check.ts';
import { NODE_DOUBTS } from '../checks/doubts.ts';
import { checksOf, CLOSED } from '../checks/index.ts';
import { hint } from '../checks/remedy.ts';
import { MISSING_PEOPLE, missingPeople } from '../checks/user/access.ts';
import { type AccountAudit, auditAccount } from '../audit/account.ts';
import type { Choosing } from '../audit/channels.ts';
import { auditRegion, type RegionAudit } from '../audit/region.ts';
import { roleDoubts } from '../audit/role-doubts.ts';
import type { MachineFacts } from '../facts/machine.ts';
import { type ReadResource, regionFacts } from '../facts/region.ts';
import { readRoles } from '../facts/roles.ts';
import type { PrincipalsAsked } from '../inputs/principals.ts';
import type { Question } from '../inputs/question.ts';
import { interrupted, type Problem } from '../errors.ts';
import { unlessAborted } from '../aws/unless-aborted.ts';
import { type Target, wayIn } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import type { Job, RunSettings } from './job.ts';
import { judgementOf } from './judge.ts';
import { withCauses } from './causes.ts';
import { begin, type Order } from './order.ts';
import { checkAskedFor, checkReached } from './principals.ts';
import { endedEarly, reportsOf, type Unplaced, withFindings } from './placing.ts';
import { createDiagnosis, type Report, type TargetReport, type TargetStatus } from './report.ts';
import { type Limit, type Placed, runChecks, samplesOf } from './run-checks.ts';
import { EVERY_CHECK, isSelected, selectedOf, type Selection, withoutUpdates } from './selection.ts';
import { closedProblem, targetReport, unreachableReport } from './target-report.ts';
import { untilSettled } from './settle.ts';
import { ChangingError, unknownFinding } from '../checks/unknown.ts';
import { deadlineOf, reading, timed } from './work.ts';
import { withArns } from './arns.ts';
import { asItIs, canariesFirst } from './canaries.ts';
import type { TargetEnd } from './gate.ts';
import { gated, knownJob, notBegun } from './run.ts';
import { inWaves } from './waves.ts';

/** The findings of a job: about a target, or to be reported with one. */
type Found = { readonly report: TargetReport; readonly findings: readonly Placed[] } | Unplaced;

/** An order for a diagnosis. */
export interface DiagnosisOrder extends Order {
  /** Absent: all checks. */
  readonly selection?: Selection;
  /** From `machineFacts`; absent: this machine is not checked. */
  readonly machine?: MachineFacts;
  /** True: every node that is online is asked whether it holds a channel; absent: where there are many, some of each kind are. */
  readonly everyNode?: boolean;
  /** From `parsePrincipals`: whose sessions are checked; absent: those of the caller. */
  readonly principals?: PrincipalsAsked;
}

/**
 * Checks every region of every account, and the machine, unless that is left out. Changes nothing. What concerns a
 * whole account is checked once, and reported with the first of its targets that it concerns. Throws a UserError for a principal
 * that is not of these accounts.
 */
export async function diagnose(order: DiagnosisOrder): Promise<Report> {
  const { selection = EVERY_CHECK, machine, everyNode = false, principals } = order;
  checkAskedFor(principals, order.scope);
  const { reached, questionFor, inputsFor, settings } = await begin(order, 'reading');
  checkReached(principals, reached);
  // A region and its account know each other: nothing is read before both are made.
  const accounts = new Map<string, AccountAudit>();
  const look: Look = (target, before) => {
    const doubts = [...NODE_DOUBTS, roleDoubts(() => accounts.get(target.account))];
    const roles = async () => accounts.get(target.account)?.roles() ?? readRoles(await target.iam());
    const question = { ...questionFor(target), ...(principals && { principals }) };
    return factsOf(target, question, { everyNode, doubts }, before ? untouchedOf(before) : { roles });
  };
  const named = order.scope.regions !== 'all';
  const looking: Looking = { selection, settings, verdict: endingIn(settings, named) };
  const links = new Map<Finding, Placed>();
  let machineLeft = machine;
  const reports = await canariesFirst(settings, reached, asItIs, async (part) => {
    const facts = new Map(part.filter(isTarget).map((target) => [target, look(target)] as const));
    const own: AccountAudit[] = [];
    for (const [account, regions] of byAccount(facts.values())) {
      const found = auditAccount(regions, (region) =>
        limited(region.target, settings)(() => isOpen(region)).catch(() => false),
      );
      if (!found) continue;
      accounts.set(account, found);
      own.push(found);
    }
    const first = [
      ...(machineLeft ? [machineJob(part, machineLeft, looking)] : []),
      ...own.map((account) => accountJob(account, looking)),
    ];
    machineLeft = undefined;
    const jobs = [...first, ...part.map((entry) => targetJob(entry, facts, look, looking))];
    // What is about a whole account is looked at before its regions, whichever comes first.
    const regions = part.map(({ region }) => region);
    const [start = ''] = [...(settings.regionOrder ?? []).filter((name) => regions.includes(name)), ...regions];
    const found = await inWaves(settings, jobs, [...first.map(() => start), ...regions]);
    for (const { findings } of found) for (const one of findings) links.set(one.finding, one);
    return withFindings(
      found.flatMap((entry) => ('report' in entry ? [entry.report] : [])),
      part,
      found.flatMap((entry) => ('report' in entry ? [] : [entry])),
    );
  });
  const { reports: told, family } = withCauses(reports, links);
  const updates = reached.filter(isTarget).every((target) => inputsFor(target).agentUpdate !== undefined);
  const selected = selectedOf(updates ? selection : withoutUpdates(selection));
  return createDiagnosis(told, {
    ...settings,
    family,
    named,
    ...(selected && { selected }),
    ...(principals && { principals: principals === 'all' ? principals : principals.map(({ arn }) => arn) }),
  });
}

/** What is looked for, how, and how what is found is told. */
interface Looking {
  readonly selection: Selection;
  readonly settings: RunSettings;
  readonly verdict: Job<Found>['verdict'];
}

/** Says in a few words what a job has found, as the report will count it. */
const endingIn =
  ({ judge }: RunSettings, named: boolean) =>
  (found: Found): ReturnType<Job<Found>['verdict']> => {
    const reports = 'report' in found ? [found.report] : reportsOf(found);
    const { failed, fail, warn, notes } = judgementOf(reports, judge, { usual: 'fail', named });
    if ('report' in found && found.report.status !== 'unchanged') {
      const { status, error } = found.report;
      return { failed: failed || status === 'failed', text: error?.code ?? status };
    }
    return { failed, text: [`${fail} fail`, `${warn} warn`, ...notes].join(', ') };
  };

function machineJob(
  reached: readonly Reached[],
  machine: MachineFacts,
  { selection, settings: { interrupt }, verdict }: Looking,
): Job<Found> {
  const limit: Limit = (work) => unlessAborted(interrupt, work, () => interrupted('finished'));
  return {
    label: 'this machine',
    work: async () => ({ of: reached, findings: await runChecks(checksOf('machine'), machine, selection, { limit }) }),
    verdict,
  };
}

function accountJob(account: AccountAudit, { selection, settings, verdict }: Looking): Job<Found> {
  return {
    label: `account ${account.account}`,
    work: async (say) => {
      const open = settings.gate.closedTo(account.target) ? [] : await account.regions();
      const of = open.map(({ target }) => target);
      if (of.length === 0) return { of, findings: [] };
      say('reading roles and policies', 'passing');
      const how = { limit: limited(account.target, settings), target: account.target };
      const findings = await runChecks(checksOf('account'), account, selection, how);
      const all = [...findings, ...(await strangers(account, selection, how.limit))];
      return { of, findings: await how.limit(() => withArns(all, account)).catch(() => all) };
    },
    verdict,
  };
}

// A mistyped ARN is no sound principal, whichever checks were asked for. What may not be read of it, those say.
async function strangers(account: AccountAudit, selection: Selection, limit: Limit): Promise<readonly Placed[]> {
  if (isSelected(selection, MISSING_PEOPLE)) return [];
  const found = await limit(() => missingPeople(account)).catch(() => []);
  return found.map((one) => ({ finding: { ...one, scope: 'account' } }));
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

const endOf = (found: Found): TargetEnd => ('report' in found ? found.report : { status: 'unchanged' });

function targetJob(
  entry: Reached,
  facts: ReadonlyMap<Target, RegionAudit>,
  look: Look,
  { selection, settings, verdict }: Looking,
): Job<Found> {
  const unlooked = (reason: Unreachable): Found => ({ report: unreachableReport(reason), findings: [] });
  if (!isTarget(entry)) return knownJob(entry, unlooked(entry), endOf, verdict);
  const region = facts.get(entry);
  const job: Job<Found> = {
    label: placeLabel(entry),
    whenWaiting: (tell) => settings.throttling?.listen(placeLabel(entry), tell) ?? (() => undefined),
    work: async (say) => {
      if (!region) throw new Error('every target has facts');
      say('looking', 'passing');
      try {
        return await timed(settings, entry, () => lookAt(region, look, selection, settings));
      } finally {
        entry.release();
      }
    },
    verdict,
  };
  return gated(entry, job, {
    settings,
    notRun: (problem) => unlooked(notBegun(entry, problem)),
    endOf,
  });
}

/** A diagnosis changes nothing, so that nothing of what is done can stay. */
const beforeAnyCheck = (problem: Problem): Problem =>
  problem.code === 'TimeLimit'
    ? { ...problem, advice: 'raise --timeout, or run it again: nothing was looked at here' }
    : problem;

async function lookAt(facts: RegionAudit, look: Look, selection: Selection, settings: RunSettings): Promise<Found> {
  const { target } = facts;
  const ended = (status: TargetStatus, problem: Problem, findings: readonly Finding[] = []): Found => ({
    report: targetReport(target, status, [], problem, findings),
    findings: [],
  });
  const limit = limited(target, settings);
  try {
    await limit(() => facts.preferences());
  } catch (error) {
    if (isRegionNotEnabled(error) || isClosedByOrganization(error)) {
      return ended('skipped', closedProblem(error, target), closedFinding(error, target, selection));
    }
    if (!isDenied(error) && !isNotOffered(error)) {
      return ended('failed', beforeAnyCheck(explain(error, wayIn(target))));
    }
  }
  const checked = (await checkRegion(facts, look, selection, limit)).map(namedBy(facts));
  const found = await limit(() => withArns(checked, { roles: facts.roles })).catch(() => checked);
  const findings = found.map(({ finding }) => finding);
  const report = targetReport(target, 'unchanged', [], undefined, findings);
  const sampled = await limit(() => samplesOf(checksOf('region'), facts, selection)).catch(() => []);
  return { report: endedEarly(sampled.length > 0 ? { ...report, sampled } : report, found), findings: found };
}

/** Makes a function that adds the name of what a finding is about; a subnet is told with its VPC before it. */
const namedBy =
  ({ nameOf }: RegionAudit) =>
  (placed: Placed): Placed => {
    const { finding } = placed;
    if (finding.verdict === 'ok' || finding.subject === undefined) return placed;
    const name = nameOf(finding.subject.split('/')[0] ?? '');
    return name === undefined ? placed : { ...placed, finding: { ...finding, name } };
  };

const MOST_LOOKS = 3;

// setup writes the preferences last, and delete removes them first: what fails while they are changed is only under way.
async function checkRegion(
  facts: RegionAudit,
  look: Look,
  selection: Selection,
  limit: Limit,
): Promise<readonly Placed[]> {
  const { target } = facts;
  let now = facts;
  for (let looks = 1; ; looks += 1) {
    const found = await runChecks(checksOf('region'), now, selection, { limit, target });
    if (!found.some(({ finding }) => finding.verdict === 'fail')) return found;
    const later = look(target, facts);
    if (!(await limit(() => haveChanged(now, later)).catch(() => false))) return found;
    if (looks === MOST_LOOKS) return found.map(underWay);
    now = later;
  }
}

const haveChanged = async (before: RegionAudit, now: RegionAudit): Promise<boolean> =>
  JSON.stringify(await before.preferences()) !== JSON.stringify(await now.preferences());

const underWay = (placed: Placed): Placed =>
  placed.finding.verdict === 'fail'
    ? { finding: unknownFinding(placed.finding.check, placed.finding.scope, new ChangingError()) }
    : placed;

/** Makes the facts of a target, anew where they have changed since `before`. */
type Look = (target: Target, before?: RegionAudit) => RegionAudit;

/** What of the facts of a region does not depend on the preferences. */
type Untouched = Partial<Omit<RegionAudit, 'preferences' | 'settings'>>;

function untouchedOf(before: RegionAudit): Untouched {
  const { nodes, isConnected, failedSessions, instances, network, surroundings, roles } = before;
  const { nameOf, hostManagementRole, organization, bucketNamed } = before;
  return {
    nodes,
    isConnected,
    failedSessions,
    instances,
    network,
    surroundings,
    roles,
    nameOf,
    hostManagementRole,
    organization,
    bucketNamed,
  };
}

/** Makes the facts of a target; `known`: those that are read elsewhere. */
function factsOf(target: Target, question: Question, choosing: Choosing, known: Untouched): RegionAudit {
  const read: ReadResource = (resource) => untilSettled(target, () => resource.read(target, question.inputs));
  return auditRegion(regionFacts(target, question, read, known), choosing);
}

function closedFinding(error: unknown, target: Target, selection: Selection): readonly Finding[] {
  const check = isClosedByOrganization(error) ? CLOSED.organization : CLOSED.disabled;
  if (!isSelected(selection, check)) return [];
  const { message, advice = 'leave it out with --exclude-regions' } = closedProblem(error, target);
  const subject = `region/${target.region}`;
  return [{ check, scope: 'region', verdict: 'unknown', subject, summary: message, remedy: hint(advice) }];
}

/** Ends work when the time of the target is up, or the user interrupts: nothing is lost by ending reads half-way. */
function limited(target: Target, settings: RunSettings): Limit {
  const limits = { target, settings, deadline: deadlineOf(settings) };
  return (work) => reading(limits, work);
}
