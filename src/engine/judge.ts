import { isWrong } from './fixes.ts';
import { countFaults, createReport, type FailOn, isAccepted, type Strictness, type TargetReport } from './report.ts';
import { unreadTargets } from './unread.ts';

/** How findings count in a run. It is known before the run begins, so that progress says of each piece of work what the report will. */
export interface Judge {
  /** What fails the run; absent: what is usual for the command. */
  readonly strictness?: Strictness;
  /** Marks what somebody has accepted, and what is new, in reports that hold all that was found of their places. Absent: nothing is. */
  readonly mark?: (targets: readonly TargetReport[]) => readonly TargetReport[];
}

/** What is judged of a piece of work. `usual`: what fails a run where the user has not said so; `named`: regions were asked for by their names. */
interface Judged {
  readonly usual: FailOn;
  readonly named?: boolean;
}

/** Counts as the report does, and tells whether the run fails for it; `notes`: what else of it is to be told, in words. */
interface Judgement {
  readonly failed: boolean;
  readonly fail: number;
  readonly warn: number;
  readonly notes: readonly string[];
}

/** Judges what was found in some places. */
export function judgementOf(
  found: readonly TargetReport[],
  { strictness = {}, mark }: Judge = {},
  { usual, named = false }: Judged,
): Judgement {
  const targets = mark?.(found) ?? found;
  const { summary } = createReport('', false, targets);
  const { fail = 0, warn = 0, accepted = 0, unread = 0 } = summary;
  const unseen = unreadTargets(targets, named).length;
  const fresh = targets.flatMap(({ findings }) =>
    findings.filter((one) => isWrong(one) && one.since === 'new' && !isAccepted(one)),
  ).length;
  const notes = [
    ...(fresh > 0 ? [`${fresh} of these new`] : []),
    ...(strictness.strict && unread > 0 ? [`${unread} not looked at`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  const faults = countFaults(
    { summary: { ...summary, unreadTargets: unseen }, targets },
    { ...strictness, failOn: strictness.failOn ?? usual },
  );
  return { failed: faults > 0, fail, warn, notes };
}
