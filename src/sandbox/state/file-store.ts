import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Lock, takeLock, tryLock } from './lock.ts';
import { type Patch, watch } from './patch.ts';
import { stateFile } from './state-file.ts';
import { emptyState, type State } from './state.ts';
import type { Job, Outcome, Store } from './store.ts';

/** A waiting job, with its promise. */
interface Pending extends Omit<Job<unknown>, 'run'> {
  /** Runs the job; `answer` is called when what it changed is on disk. */
  readonly run: (state: State) => Omit<Outcome<unknown>, 'value'> & { readonly answer: () => void };
  readonly reject: (error: unknown) => void;
}

/** Work for the end of this process. */
const atExit = new Set<() => void>();
process.once('exit', () => {
  for (const tidy of atExit) tidy();
});

/** Keeps the state in a file that other processes may use at the same time. All waiting jobs run together, under one lock and with one write. */
export function fileStore(path: string, initial: State | undefined): Store {
  const file = stateFile(path, initial ? structuredClone(initial) : emptyState());
  const lockPath = `${path}.lock`;
  let pending: Pending[] = [];
  let busy = false;

  async function locked<T>(work: (lock: Lock) => T): Promise<T> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const lock = await takeLock(lockPath);
    try {
      return work(lock);
    } catch (error) {
      file.forget();
      throw error;
    } finally {
      lock.release();
      if (file.isBehind()) atExit.add(tidy);
      else atExit.delete(tidy);
    }
  }

  /** Merges the journal into the file. If that fails or another process has the lock, nothing is lost: the journal stays. */
  function tidy(): void {
    let lock: Lock | undefined;
    try {
      lock = tryLock(lockPath);
      if (!lock) return;
      file.read();
      if (file.exists()) file.keep('anything', lock);
    } catch {
      return;
    } finally {
      lock?.release();
    }
  }

  /** Runs jobs until one is the last, and returns how many ran. Without a lock they only read. */
  function run(batch: readonly Pending[], lock?: Lock): number {
    const state = file.read();
    const done: (() => void)[] = [];
    const patches: Patch[] = [];
    let changed: Outcome<unknown>['changed'] = 'nothing';
    let last: (() => void) | undefined;
    for (const job of batch) {
      try {
        const changes = job.mutates && job.part ? watch(state, job.part(state)) : undefined;
        const outcome = job.run(state);
        if (outcome.changed !== 'nothing' && changed !== 'anything') changed = changes ? outcome.changed : 'anything';
        if (outcome.changed === 'part' && changes) patches.push(...changes());
        last = outcome.last;
        done.push(outcome.answer);
      } catch (error) {
        done.push(() => job.reject(error));
      }
      if (last) break;
    }
    if (lock && changed !== 'nothing') file.keep(changed === 'anything' ? changed : patches, lock);
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
        const ran = mutates ? await locked((lock) => run(batch, lock)) : run(batch);
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
          ...job,
          reject,
          run(state) {
            const { value, ...outcome } = job.run(state);
            return { ...outcome, answer: () => resolve(value) };
          },
        });
        if (busy) return;
        busy = true;
        // All jobs of this turn of the event loop go into one batch.
        setImmediate(() => void drain());
      });
    },
    reset: (other = emptyState()) => locked((lock) => file.replace(structuredClone(other), lock)),
    async begin(first) {
      if (file.exists()) return false;
      return locked((lock) => {
        if (file.exists()) return false;
        file.replace(structuredClone(first), lock);
        return true;
      });
    },
  };
}
