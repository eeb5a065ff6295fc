import type { Acceptance, CheckScope, Fault, Finding, Sample, Verdict } from '../checks/check.ts';
import { EXIT, type Problem } from '../errors.ts';
import { placeLabel } from '../aws/place.ts';
import type { Throttled, Throttling } from '../aws/throttling.ts';
import { bestFixes, type Family, type Fix } from './fixes.ts';
import type { Compliance } from '../compliance/standing.ts';
import type { Change } from './change.ts';
import { isIdle } from './idle.ts';
import type { Drift } from './review.ts';
import type { Stopwatch } from './stopwatch.ts';
import { isUnread, type Unread, unreadOf, unreadTargets } from './unread.ts';

export type ChangeStatus = 'done' | 'unchanged' | 'planned' | 'failed' | 'not-run' | 'kept';
/** `skipped`: nothing can be done there; `not-run`: the run ended before it was begun. */
export type TargetStatus = 'changed' | 'unchanged' | 'planned' | 'failed' | 'skipped' | 'not-run';

export interface ChangeReport extends Change {
  readonly status: ChangeStatus;
}

export interface TargetReport {
  /** Twelve digits; null where it is not known. */
  readonly account: string | null;
  /** The name that the organization has for the account; absent where it was not asked. */
  readonly accountName?: string;
  readonly region: string;
  readonly profile?: string;
  /** ARN of whose credentials were used there; absent where it was not entered. */
  readonly caller?: string;
  readonly status: TargetStatus;
  /** How long it was worked on, in seconds; absent where it was not, or nobody has measured it. */
  readonly seconds?: number;
  /** Present only if it failed, was skipped or was not run. */
  readonly error?: Problem;
  readonly changes: readonly ChangeReport[];
  /** Where a plan was reviewed and is not the same any more: what differs. */
  readonly drift?: readonly Drift[];
  readonly findings: readonly Finding[];
  /** Of a diagnosis: the checks that have not looked at everything, and at how much; absent: all have. */
  readonly sampled?: readonly Sampled[];
  /** What AWS refused here because there were too many calls; absent: nothing. */
  readonly throttled?: Throttled;
}

/** A check that has not looked at everything. */
export interface Sampled extends Sample {
  readonly check: string;
}

/** The result of a command. */
export interface Report {
  readonly command: string;
  readonly noop: boolean;
  /** Which run it was; absent: nobody has said so. */
  readonly run?: Run;
  readonly interrupted?: true;
  /** Set if the user was asked and said no. */
  readonly declined?: true;
  /** The file that a plan was written to, or that was carried out. */
  readonly plan?: PlanNote;
  /** The part of the accounts that it is about, as `3/8`. */
  readonly shard?: string;
  readonly targets: readonly TargetReport[];
  readonly summary: Summary;
  /** What could not be looked at, by reason; absent: nothing. */
  readonly unread?: readonly Unread[];
  /** Of a diagnosis: what would clear the most findings, the most first; five at the most. */
  readonly fixes?: readonly Fix[];
  /** Of a diagnosis: whose sessions it was asked about, by their ARNs; absent: the caller's. */
  readonly principals?: readonly string[] | 'all';
  /** The file that says which findings are accepted, where one was named. */
  readonly baseline?: BaselineNote;
  /** The earlier report that this one was compared with, where one was named. */
  readonly since?: SinceNote;
  /** Of a diagnosis of some checks only: their ids; absent: all. */
  readonly selected?: readonly string[];
  /** Of a diagnosis that was assessed: how it stands with the controls of a framework. */
  readonly compliance?: Compliance;
}

/** A file of accepted findings, and which of its entries do not count. */
export interface BaselineNote {
  readonly file: string;
  /** Those whose last day is over. */
  readonly expired: readonly BaselineEntry[];
  /** Those that match nothing although their place and check were looked at. */
  readonly unmatched: readonly BaselineEntry[];
}

/** Which findings are accepted, and why. What is absent is any. */
export interface BaselineEntry extends Acceptance {
  /** An id, a family, or a pattern with `*` and `?`. */
  readonly check: string;
  /** A pattern with `*` and `?`, as the next two. */
  readonly subject?: string;
  readonly account?: string;
  readonly region?: string;
}

/** An earlier report, and what was in it and is not in this one. */
export interface SinceNote {
  readonly file: string;
  /** When its run began, in UTC, if it says so. */
  readonly time?: string;
  readonly gone: readonly Gone[];
  /** What may still be there: its place or its check was not looked at this time. */
  readonly unlooked: readonly Gone[];
}

/** A finding of an earlier report. */
export interface Gone extends Pick<Fault, 'check' | 'subject' | 'arn' | 'summary' | 'verdict'> {
  /** What it is recognised by: `identityOf`. */
  readonly id: string;
  readonly scope: CheckScope;
  /** Null where it is not known. */
  readonly account: string | null;
  readonly accountName?: string;
  readonly region: string;
  readonly profile?: string;
}

/** A run of a command. */
export interface Run {
  /** That of session-manager. */
  readonly version: string;
  /** When it began, as `2026-11-26T12:00:00.000Z`. */
  readonly time: string;
  /** How long it took. */
  readonly seconds: number;
  /** ARN of the owner of the credentials that it began with; absent where there were none, or those of several. */
  readonly caller?: string;
  /** The words behind the command as they were typed, `***` for what is secret. */
  readonly arguments: readonly string[];
}

/** Which plan file it is. */
export interface PlanNote {
  readonly file: string;
  /** When the plan was made, as `2026-11-26T12:00:00.000Z`. */
  readonly made: string;
  readonly digest: string;
  /** The command that carries it out; absent where that was done. */
  readonly next?: string;
}

/**
 * Targets by status; `not-run` only where there are any. Of a diagnosis, and wherever there are findings or warnings: findings by verdict; what is left as it
 * is with a warning counts as `warn`. `unread`: those that are unknown because a check could not look, and `unreadTargets`: targets of
 * a diagnosis at which nothing could be looked, if there are any. `kept`: things that are left as they are, if there are any.
 * `accepted`: findings that somebody has accepted, which no verdict counts, if there are any. The next three: those that are not accepted,
 * compared with an earlier report, where one was named. `throttled`: what AWS refused in all targets, and on the way into accounts, because
 * there were too many calls, if there was any.
 */
export type Summary = Readonly<Record<'targets' | Exclude<TargetStatus, 'not-run'>, number>> &
  Readonly<
    Partial<Record<'not-run' | Verdict | 'unread' | 'unreadTargets' | 'kept' | 'accepted' | Comparison, number>>
  > & { readonly throttled?: Throttled };

/** The counts of a comparison with an earlier report. */
type Comparison = 'newFindings' | 'unchangedFindings' | 'goneFindings';

/** What else ends a run: the user said no, or interrupted it, perhaps after the last target was done; and what has measured it. */
interface Ending {
  readonly declined?: boolean;
  readonly interrupt?: AbortSignal;
  readonly throttling?: Pick<Throttling, 'in' | 'total'>;
  readonly stopwatch?: Stopwatch;
}

/** Makes the report of a run that is over. */
export function createReport(
  command: string,
  noop: boolean,
  ended: readonly TargetReport[],
  { declined = false, interrupt, ...measures }: Ending = {},
): Report {
  const targets = ended.map((target) => measured(target, measures));
  const interrupted = interrupt?.aborted || targets.some(({ error }) => error?.code === 'Interrupted');
  const count = (status: TargetStatus): number => targets.filter((target) => target.status === status).length;
  const notRun = count('not-run');
  const kept = targets.flatMap(({ changes }) => changes.filter(({ status }) => status === 'kept')).length;
  const unread = targets.flatMap(({ findings }) => findings.filter(isUnread)).length;
  return {
    command,
    noop,
    ...(interrupted && { interrupted }),
    ...(declined && { declined }),
    targets,
    summary: {
      targets: targets.length,
      changed: count('changed'),
      unchanged: count('unchanged'),
      planned: count('planned'),
      failed: count('failed'),
      skipped: count('skipped'),
      ...(notRun > 0 && { 'not-run': notRun }),
      ...verdictsOf(targets),
      ...(unread > 0 && { unread }),
      ...(kept > 0 && { kept }),
      ...(measures.throttling?.total && { throttled: measures.throttling.total }),
    },
    ...(unread > 0 && { unread: unreadOf(targets) }),
  };
}

/** Says of a target what was measured there. */
export function measured(
  target: TargetReport,
  { throttling, stopwatch }: { readonly throttling?: Pick<Throttling, 'in'>; readonly stopwatch?: Stopwatch },
): TargetReport {
  const throttled = throttling?.in(placeLabel(target));
  return { ...target, ...(throttled && { throttled }), ...stopwatch?.of(target) };
}

function verdictsOf(targets: readonly TargetReport[]): Partial<Summary> {
  const findings = targets.flatMap((target) => target.findings);
  const warnings = targets.flatMap(({ changes }) => changes.filter(isWarning)).length;
  return findings.length > 0 || warnings > 0 ? countsOf(findings, warnings) : {};
}

const countsOf = (
  findings: readonly Finding[],
  warnings = 0,
): Readonly<Record<Verdict, number>> & Pick<Summary, 'accepted'> => {
  const count = (wanted: Verdict): number =>
    findings.filter((finding) => finding.verdict === wanted && !isAccepted(finding)).length;
  const accepted = findings.filter(isAccepted).length;
  return {
    ok: count('ok'),
    info: count('info'),
    warn: count('warn') + warnings,
    fail: count('fail'),
    unknown: count('unknown'),
    ...(accepted > 0 && { accepted }),
  };
};

/** Counts the findings of a report again, and lists again what could not be looked at: some have been accepted since. */
export function recounted(report: Report): Report {
  const { targets, summary: counted, unread: _unread, ...rest } = report;
  const { unread: _count, accepted: _accepted, ...summary } = counted;
  // A region that is closed on purpose counts only where it was asked for by its name.
  const named = (summary.unreadTargets ?? 0) > unreadTargets(targets, false).length;
  const whole = rest.command === 'doctor' && !rest.noop ? unreadTargets(targets, named) : [];
  const findings = targets.flatMap((target) => target.findings);
  const warnings = targets.flatMap(({ changes }) => changes.filter(isWarning)).length;
  const unread = findings.filter(isUnread).length;
  return {
    ...rest,
    targets,
    summary: {
      ...summary,
      ...(summary.ok !== undefined && countsOf(findings, warnings)),
      ...(unread > 0 && { unread }),
    },
    ...((unread > 0 || whole.length > 0) && { unread: unreadOf(targets, whole) }),
  };
}

/** Tells whether somebody has accepted a finding. */
export const isAccepted = (finding: Finding): boolean => finding.verdict !== 'ok' && finding.accepted !== undefined;

/** Tells whether something is left as it is although it differs from what was asked for. */
export const isHeld = ({ status, differences }: ChangeReport): boolean => status === 'kept' && differences.length > 0;

/** Tells whether a plan has changes, or something differs and is left as it is: what others made would not be changed, and differs all the same. */
export const differs = ({ summary, targets }: Report): boolean =>
  summary.planned > 0 || targets.some(({ changes }) => changes.some(isHeld));

/** Tells whether something is left as it is, and that is worth a warning. */
export const isWarning = (change: ChangeReport): boolean => isHeld(change) || change.summary.startsWith('WARN: ');

/** What else the report of a diagnosis takes. */
interface Diagnosed extends Pick<Ending, 'interrupt' | 'throttling' | 'stopwatch'> {
  readonly family?: Family;
  /** True if the regions were asked for by their names. */
  readonly named?: boolean;
  /** The checks that were asked for, where those are not all. */
  readonly selected?: readonly string[];
  readonly principals?: Report['principals'];
}

/** Makes the report of a diagnosis. */
export function createDiagnosis(
  targets: readonly TargetReport[],
  { family, named = false, selected, principals, ...ending }: Diagnosed = {},
): Report {
  const report = createReport('doctor', false, targets, ending);
  const findings = targets.flatMap((target) => target.findings);
  const whole = unreadTargets(targets, named);
  return {
    ...report,
    ...(principals && { principals }),
    summary: {
      ...report.summary,
      ...countsOf(findings),
      ...(whole.length > 0 && { unreadTargets: whole.length }),
    },
    ...((report.unread || whole.length > 0) && { unread: unreadOf(targets, whole) }),
    fixes: bestFixes(
      findings.filter((finding) => !isAccepted(finding)),
      family,
    ),
    ...(selected && { selected }),
  };
}

/** The findings that a run fails for, where the user has said so; `new`: failures that are new, or worse than they were. */
export type FailOn = 'new' | 'fail' | 'warn' | 'never';

/** What counts as a failure, besides what failed. */
export interface Strictness {
  /** True: warnings, and what could not be looked at, too, whatever the command. */
  readonly strict?: boolean;
  /** These findings only; absent: failures, where the command is a diagnosis. */
  readonly failOn?: FailOn;
}

/**
 * Gives the exit code: 1 when something failed or was not run, no target could be worked on at all, or a check of a diagnosis failed,
 * otherwise 0. `strict`: also 1 when there are warnings, when something could not be looked at, or when a check that another command
 * made failed. What others decide, or only a session knows, is no failure, and neither is what somebody has accepted.
 */
export function exitCode(report: Report, strictness: Strictness | boolean = {}): number {
  const { command, summary, interrupted, declined, plan, shard } = report;
  if (interrupted) return EXIT.interrupted;
  // A shard, or the plan of one, may be empty.
  const nothingDone = isIdle(summary, (plan ?? shard) !== undefined);
  const usual = command === 'doctor' ? 'fail' : 'never';
  const faults = countFaults(report, {
    failOn: usual,
    ...(typeof strictness === 'boolean' ? { strict: strictness } : strictness),
  });
  return summary.failed > 0 || (summary['not-run'] ?? 0) > 0 || nothingDone || declined || faults > 0
    ? EXIT.failed
    : EXIT.done;
}

/** Counts what fails a run; `failOn` absent: nothing does. */
export function countFaults(
  { summary, targets }: Pick<Report, 'summary' | 'targets'>,
  { strict = false, failOn = 'never' }: Strictness,
): number {
  const { fail = 0, warn = 0, unread = 0, unreadTargets: unseen = 0 } = summary;
  if (strict) return fail + warn + unread + unseen;
  if (failOn === 'new') return targets.flatMap(({ findings }) => findings.filter(isNewFailure)).length;
  return { fail, warn: fail + warn, never: 0 }[failOn];
}

const isNewFailure = (finding: Finding): boolean =>
  finding.verdict === 'fail' && finding.since === 'new' && !isAccepted(finding);

/** Names the status of a change that went as planned. */
export const doneStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'done';

/** Names the status of a change in a plan. */
export const plannedStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'planned';
