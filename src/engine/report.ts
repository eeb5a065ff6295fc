import { EXIT, type Problem } from '../errors.ts';
import type { Change } from './plan.ts';

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
  /** Only when failed or skipped. */
  readonly error?: Problem;
  readonly changes: readonly ChangeReport[];
  readonly findings: readonly never[];
}

/** The result of a command, and word for word what `--json` prints. */
export interface Report {
  readonly command: string;
  readonly noop: boolean;
  readonly interrupted?: true;
  /** The user was asked and said no. */
  readonly declined?: true;
  readonly targets: readonly TargetReport[];
  readonly summary: Readonly<Record<'targets' | TargetStatus, number>>;
}

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

/** 0, 1 when something failed or no target could be worked on at all. */
export function exitCode({ summary, interrupted, declined }: Report): number {
  if (interrupted) return EXIT.interrupted;
  const nothingDone = summary.skipped === summary.targets;
  return summary.failed > 0 || nothingDone || declined ? EXIT.failed : EXIT.done;
}

/** What a change that went as planned is called afterwards. */
export const doneStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'done';

/** What a change is called in a plan. */
export const plannedStatus = ({ action }: Change): ChangeStatus =>
  action === 'none' ? 'unchanged' : action === 'keep' ? 'kept' : 'planned';
