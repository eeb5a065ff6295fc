import { explain } from '../aws/errors.ts';
import { interrupted, type Problem, TargetError } from '../errors.ts';
import { notBegunWithout } from '../targets/credentials-gone.ts';
import { allowedFailures, type FailureLimit } from '../targets/failure-limit.ts';

/** How a target ended, as far as it decides whether others are begun. */
export interface TargetEnd {
  readonly status: string;
  readonly error?: Problem;
}

interface Led {
  readonly profile?: string;
}

/** Decides whether more targets of a run are begun. Targets under way are not its business: they are finished. */
export interface Gate {
  /** Gives the reason why a target is not begun any more; undefined: it may be. */
  closedTo(place: Led): Problem | undefined;
  /** Gives the reason why nothing more can be called for a target, also for one that was begun: the run was ended, or its credentials are gone. */
  lostTo(place: Led): Problem | undefined;
  /** Takes note of how a target ended; telling it twice changes nothing. */
  ended(place: Led, end: TargetEnd): void;
  /** Closes for all that is not begun; the first reason stays. */
  close(why: string): void;
}

interface Settings {
  readonly limit?: FailureLimit | undefined;
  /** The number of targets of the run. */
  readonly targets: number;
  readonly interrupt: AbortSignal;
}

/** Makes the gate of a run: it closes when the user ends the run, when more targets than allowed have failed, and, for a profile, when its credentials are gone. */
export function gateOf({ limit, targets, interrupt }: Settings): Gate {
  const failed = new Set<object>();
  const gone = new Map<string | undefined, Problem>();
  let closed: Problem | undefined;
  const close = (why: string): void => {
    closed ??= explain(notRun(why, 'fix what failed, then run it again: what is done stays done'));
  };
  const ended = (): Problem | undefined => (interrupt.aborted ? explain(interrupted('begun')) : undefined);
  return {
    closedTo: ({ profile }) => ended() ?? closed ?? gone.get(profile),
    lostTo: ({ profile }) => ended() ?? gone.get(profile),
    ended(place, { status, error }) {
      if (status !== 'failed') return;
      failed.add(place);
      const without = error && notBegunWithout(error);
      if (without && !gone.has(place.profile)) gone.set(place.profile, without);
      if (limit && failed.size > allowedFailures(limit, targets)) close(tooMany(failed.size, limit, targets));
    },
    close,
  };
}

const notRun = (why: string, advice?: string): TargetError => new TargetError('NotRun', why, advice);

function tooMany(failed: number, limit: FailureLimit, targets: number): string {
  const have = failed === 1 ? '1 target has' : `${failed} targets have`;
  const share = 'percent' in limit ? ` (${limit.percent}% of ${targets})` : '';
  return `${have} failed, more than the ${allowedFailures(limit, targets)}${share} that --max-failures allows`;
}
