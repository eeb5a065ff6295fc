import { interrupted, timeLimit } from '../errors.ts';
import { unlessAborted } from '../aws/unless-aborted.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Target } from '../targets/target.ts';
import { placeLabel } from '../aws/place.ts';
import type { Job, RunSettings, Say } from './job.ts';
import { type Reads, readsOn } from './reads.ts';

/** The work on one target: what is asked for there, until when, and where it reports what it is doing. */
export interface Work {
  readonly target: Target;
  readonly inputs: Inputs;
  readonly settings: RunSettings;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly say: Say;
  readonly reads: Reads;
}

/** How work is done: what is asked for in each place, and the settings of the run; `reads` that were begun before. */
interface Manner {
  readonly inputsFor: (place: Target) => Inputs;
  readonly settings: RunSettings;
  readonly reads?: Reads;
}

/** Makes a job of the work on a target: its time limit starts when it begins, and its clients are released when it is done. */
export const jobOn = <Result>(
  target: Target,
  { inputsFor, settings, reads }: Manner,
  verdict: Job<Result>['verdict'],
  task: (work: Work) => Promise<Result>,
): Job<Result> => ({
  label: placeLabel(target),
  whenWaiting: (tell) => settings.throttling?.listen(placeLabel(target), tell) ?? (() => undefined),
  async work(say) {
    const inputs = inputsFor(target);
    const work = (): Promise<Result> =>
      task({
        target,
        inputs,
        settings,
        deadline: deadlineOf(settings),
        say,
        reads: reads ?? readsOn(target, inputs),
      });
    try {
      return await timed(settings, target, work);
    } finally {
      target.release();
    }
  },
  verdict,
});

/** Does work on a target, and measures how long it takes if somebody wants to know. */
export const timed = <Result>(
  { stopwatch }: Pick<RunSettings, 'stopwatch'>,
  target: Target,
  work: () => Promise<Result>,
): Promise<Result> => (stopwatch ? stopwatch.time(target, work) : work());

/** Gives the deadline of a target that begins now, in milliseconds since the epoch. */
export const deadlineOf = ({ timeout }: Pick<RunSettings, 'timeout'>): number => Date.now() + timeout * 1000;

/** Does a part of the work; when the time is up, ends it and every call under way with a TimeLimit. */
export async function within<Value>(
  { target, settings, deadline }: Pick<Work, 'target' | 'settings' | 'deadline'>,
  part: () => Promise<Value>,
): Promise<Value> {
  const { timeout } = settings;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const end = (): void => {
      reject(timeLimit(timeout));
      target.abort();
    };
    timer = setTimeout(end, Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([part(), limit]);
  } catch (error) {
    // Other work on the target can notice a moment earlier that the time is up.
    throw (error as Error).name === 'AbortError' ? timeLimit(timeout, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Does a part of the work that only reads: when the user interrupts the run, too, it ends, and every call under way with it. */
export async function reading<Value>(
  work: Pick<Work, 'target' | 'settings' | 'deadline'>,
  part: () => Promise<Value>,
): Promise<Value> {
  const end = (): Error => {
    work.target.abort();
    return interrupted('finished');
  };
  return unlessAborted(work.settings.interrupt, () => within(work, part), end);
}
