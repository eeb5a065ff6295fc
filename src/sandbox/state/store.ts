import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { emptyIam } from './iam.ts';
import { isObject } from './json.ts';
import { takeLock } from './lock.ts';
import { emptyRegion, emptyState, type State } from './state.ts';

/** What a job gives back; `last`: nothing of its batch runs after it, and this happens when the state is on disk. */
export interface Outcome<T> {
  readonly value: T;
  readonly changed: boolean;
  readonly last?: (() => void) | undefined;
}

/** One synchronous look at the state, or change to it. Only a job that `mutates` may say that it changed it. */
interface Job<T> {
  readonly mutates: boolean;
  run(state: State): Outcome<T>;
}

/** Keeps the state and runs jobs on it one after another. The answer to a job comes when what it changed is kept. */
export interface Store {
  submit<T>(job: Job<T>): Promise<T>;
  /** Starts again from another state, or an empty one, whatever there was. */
  reset(state?: State): Promise<void>;
  /** Puts this state down where nothing was ever kept; tells whether it did. */
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

/** A job that waits, with its promise. */
interface Pending {
  readonly mutates: boolean;
  /** Runs the job; `answer` is called when what it changed is on disk. */
  readonly run: (state: State) => Omit<Outcome<unknown>, 'value'> & { readonly answer: () => void };
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps the state in a JSON file that other processes may use at the same time. All jobs that wait are run together under one lock and with
 * one write (a temporary file that replaces the old one, so that a kill leaves either whole).
 */
export function fileStore(file: string, initial: State | undefined): Store {
  let state = initial ? structuredClone(initial) : emptyState();
  let stamp: string | undefined;
  let pending: Pending[] = [];
  let busy = false;

  function load(): void {
    const found = stampOf(file);
    if (found === undefined) {
      if (stamp !== undefined) state = emptyState();
      stamp = undefined;
    } else if (found !== stamp) {
      state = parseState(file, readFileSync(file, 'utf8'));
      stamp = found;
    }
  }

  async function locked<T>(work: (save: () => Promise<void>) => Promise<T>): Promise<T> {
    mkdirSync(dirname(file), { recursive: true });
    const lock = await takeLock(`${file}.lock`);
    try {
      return await work(async () => {
        const temporary = `${file}.tmp`;
        await writeFile(temporary, `${JSON.stringify(state, null, 1)}\n`);
        if (!lock.isHeld()) throw new Error(`${file}: another process took over the lock; try again`);
        renameSync(temporary, file);
        stamp = stampOf(file);
      });
    } catch (error) {
      // What is in memory may be ahead of the file: read it anew.
      stamp = 'unknown';
      throw error;
    } finally {
      lock.release();
    }
  }

  /** Runs jobs until one is the last one; answers how many ran. */
  async function run(batch: readonly Pending[], save: () => Promise<void>): Promise<number> {
    load();
    const done: (() => void)[] = [];
    let changed = false;
    let last: (() => void) | undefined;
    for (const job of batch) {
      try {
        const outcome = job.run(state);
        changed ||= outcome.changed;
        last = outcome.last;
        done.push(outcome.answer);
      } catch (error) {
        done.push(() => job.reject(error));
      }
      if (last) break;
    }
    if (changed) await save();
    last?.();
    for (const answer of done) answer();
    return done.length;
  }

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        const mutates = batch.some((job) => job.mutates);
        const ran = mutates ? await locked((save) => run(batch, save)) : await run(batch, () => Promise.resolve());
        pending = [...batch.slice(ran), ...pending];
      } catch (error) {
        for (const job of batch) job.reject(error);
      }
    }
    busy = false;
  }

  return {
    submit<T>(job: Job<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        pending.push({
          mutates: job.mutates,
          reject,
          run(state_) {
            const { value, ...outcome } = job.run(state_);
            return { ...outcome, answer: () => resolve(value) };
          },
        });
        if (busy) return;
        busy = true;
        // Everything that this turn of the event loop brings goes into one batch.
        setImmediate(() => void drain());
      });
    },
    reset: (other = emptyState()) =>
      locked(async (save) => {
        state = structuredClone(other);
        await save();
      }),
    async begin(first) {
      if (stampOf(file) !== undefined) return false;
      return locked(async (save) => {
        if (stampOf(file) !== undefined) return false;
        state = structuredClone(first);
        await save();
        return true;
      });
    },
  };
}

function parseState(file: string, text: string): State {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    state = undefined;
  }
  if (!isStoredState(state)) {
    throw new Error(`${file} is not a sandbox state file; remove it or run session-manager sandbox --reset`);
  }
  return completed(state);
}

/** A state as a file holds it, which an older version of the sandbox may have written. */
type StoredState = Omit<State, 'iam' | 'buckets'> & Partial<Pick<State, 'iam' | 'buckets'>>;

function isStoredState(value: unknown): value is StoredState {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    ['settings', 'optInRegions', 'sessions', 'accounts'].every((member) => isObject(value[member])) &&
    ['iam', 'buckets'].every((member) => value[member] === undefined || isObject(value[member])) &&
    value['organization'] !== undefined
  );
}

/** The state with everything that the sandbox has learned since, empty. */
function completed(state: StoredState): State {
  return {
    ...state,
    accounts: mapValues(state.accounts, (regions) => mapValues(regions, (region) => ({ ...emptyRegion(), ...region }))),
    iam: mapValues(state.iam ?? {}, (account) => ({ ...emptyIam(), ...account })),
    buckets: state.buckets ?? {},
  };
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** What changes when another process replaces the file; undefined: there is none. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.mtimeNs} ${found.size} ${found.ino}`;
}
