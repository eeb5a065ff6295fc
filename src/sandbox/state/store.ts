import type { Path } from './patch.ts';
import { emptyState, type State } from './state.ts';

/** The result of a job. */
export interface Outcome<T> {
  readonly value: T;
  /** The extent of its changes: nothing, no more than its part, or anything. */
  readonly changed: 'nothing' | 'part' | 'anything';
  /** Runs once the state is kept; nothing of the job's batch runs after it. */
  readonly last?: (() => void) | undefined;
}

/** A synchronous read of the state, or change to it. */
export interface Job<T> {
  /** True if it can change the state. */
  readonly mutates: boolean;
  /** Finds the part of the state that it changes. */
  part?(state: State): Path;
  run(state: State): Outcome<T>;
}

/** Keeps the state and runs jobs on it one after another. A job is answered once its changes are kept. */
export interface Store {
  submit<T>(job: Job<T>): Promise<T>;
  /** Starts over from another state, or an empty one, whatever there was. */
  reset(state?: State): Promise<void>;
  /** Keeps this state if none was ever kept; tells whether it did. */
  begin(state: State): Promise<boolean>;
}

export function memoryStore(initial: State | undefined): Store {
  let state = initial ? structuredClone(initial) : emptyState();
  return {
    async submit(job) {
      const { value, last } = job.run(state);
      last?.();
      return value;
    },
    async reset(other = emptyState()) {
      state = structuredClone(other);
    },
    begin: () => Promise.resolve(false),
  };
}
