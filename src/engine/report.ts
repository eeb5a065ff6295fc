import type { Finding, Verdict } from '../checks/check.ts';
import { EXIT, type Problem } from '../errors.ts';
import { bestFixes, type Fix } from './fixes.ts';
import type { Change } from './change.ts';

export type ChangeStatus = 'done' | 'unchanged' | 'planned' | 'failed' | 'not-run' | 'kept';
export type TargetStatus = 'changed' | 'unchanged' | 'planned' | 'failed' | 'skipped';

export interface ChangeReport extends Change {
  readonly status: ChangeStatus;
}

export interface TargetReport {
  /** Twelve digits; null where it is not known. */
  readonly account: string | null;
  readonly region: string;
  readonly profile?: string;
  readonly status: TargetStatus;
  /** Present only if it failed or was skipped. */
  readonly error?: Problem;
  readonly changes: readonly ChangeReport[];
  readonly findings: readonly Finding[];
}

/** The result of a command. */
export interface Report {
  readonly command: string;
  readonly noop: boolean;
  readonly interrupted?: true;
  /** Set if the user was asked and said no. */
  readonly declined?: true;
  readonly targets: readonly TargetReport[];
  readonly summary: Summary;
  /** Of a diagnosis: what would clear the most findings, the most first; three at the most. */
  readonly fixes?: readonly Fix[];
}

/** Targets by status; of a diagnosis, findings by verdict too. */
export type Summary = Readonly<Record<'targets' | TargetStatus, number>> & Readonly<Partial<Record<Verdict, number>>>;

export function createReport(
  command: string,
  noop: boolean,
  targets: readonly TargetReport[],
  declined = false,
): Report {
  const interrupted = targets.some(({ error }) => error?.code === 'Interrupted');
  const count = (status: TargetStatus): number => targets.filter((target) => target.status === status).length;
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
    },
  };
}

const VERDICTS: readonly Verdict[] = ['ok', 'info', 'warn', 'fail', 'unknown'];

/** Makes the report of a diagnosis. */
export function createDiagnosis(targets: readonly TargetReport[]): Report {
  const report = createReport('doctor', false, targets);
  const findings = targets.flatMap((target) => target.findings);
  const counts = VERDICTS.map(
    (verdict) => [verdict, findings.filter((found) => found.verdict === verdict).length] as const,
  );
  const summary = { ...report.summary, ...Object.fromEntries(counts) };
  return { ...report, summary, fixes: bestFixes(findings) };
}

/**
 * Gives the exit code: 1 when something failed, no target could be worked on at all, or a check of a diagnosis failed
 * (`strict`: or warned), otherwise 0. Findings of other commands are for information.
 */
export function exitCode({ summary, interrupted, declined }: Report, strict = false): number {
  if (interrupted) return EXIT.interrupted;
  const nothingDone = summary.skipped === summary.targets;
  const faults = (summary.fail ?? 0) + (strict ? (summary.warn ?? 0) : 0);
  return summary.failed > 0 || nothingDone || declined || faults > 0 ? EXIT.failed : EXIT.done;
}

/** Names the status of a change that went as planned. */
export const doneStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'done';

/** Names the status of a change in a plan. */
export const plannedStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'planned';
