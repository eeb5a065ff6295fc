import type { Throttling } from '../aws/throttling.ts';
import type { Gate } from './gate.ts';
import type { Judge } from './judge.ts';
import type { TargetReport } from './report.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Reports in a line what a job is doing. `passing`: of no interest afterwards, so only a live display shows it. */
export type Say = (line: string, passing?: 'passing') => void;

/** A piece of work as progress shows it. */
export interface Job<Result> {
  readonly label: string;
  /** Tells in a line why the work is not begun any more: then `work` gives its result at once. Absent: it always is. */
  closed?(): string | undefined;
  /** Does the work, and reports through `say` what it is doing. */
  work(say: Say): Promise<Result>;
  verdict(result: Result): Ending;
  /** Tells `tell` from now on whenever the work begins, or ends, to wait because AWS has refused its calls; gives what stops that. Absent: it never waits. */
  readonly whenWaiting?: (tell: (now: boolean) => void) => () => void;
}

/** The end of a job in a word; a failure is marked. */
export interface Ending {
  readonly failed: boolean;
  readonly text: string;
}

/** Does many jobs side by side; results come in the order of the jobs. A job never rejects. */
export type FanOut = <Result>(jobs: readonly Job<Result>[], concurrency: number) => Promise<readonly Result[]>;

/** The settings of a run, the same for all targets. */
export interface RunSettings {
  readonly fanOut: FanOut;
  readonly concurrency: number;
  /** Seconds that one target may take. */
  readonly timeout: number;
  /** When it fires, reads end at once, the steps under way are finished, and nothing else is begun. */
  readonly interrupt: AbortSignal;
  /** Absent: nobody measures how long targets take. */
  readonly stopwatch?: Stopwatch;
  /** Decides whether more targets are begun. */
  readonly gate: Gate;
  /** Decides how findings count; absent: as is usual for the command. */
  readonly judge?: Judge;
  /** Is told the report of each target that nothing will change any more; not of every one. */
  readonly tell?: (report: TargetReport) => void;
  /** Knows what was throttled so far. */
  readonly throttling?: Throttling;
  /** The number of accounts that are worked on alone, first; absent: all are worked on at once. */
  readonly canary?: number;
  /** The regions that are worked on one after the other, first; absent: all are worked on at once. */
  readonly regionOrder?: readonly string[];
}
