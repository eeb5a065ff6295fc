import type { Job } from './job.ts';

/** How many times as many jobs may have been begun as work at once, where the others wait for AWS. */
const MOST = 8;

/**
 * Does jobs side by side, so many at once, without any display; results come in the order of the jobs. A job that waits because AWS has refused its calls
 * leaves its slot to another one: AWS has its limits for each account and region, so nothing is gained by all waiting for one. What goes
 * on after a pause does not wait for a slot. Rejects where a job does.
 */
export function quietly<Result>(jobs: readonly Job<Result>[], concurrency: number): Promise<readonly Result[]> {
  const results = Array.from<Result>({ length: jobs.length });
  let next = 0;
  let working = 0;
  let underWay = 0;
  return new Promise((resolve, reject) => {
    const isRoom = (): boolean => next < jobs.length && working < concurrency && underWay < concurrency * MOST;
    const begin = (): void => {
      while (isRoom()) {
        next += 1;
        void run(next - 1);
      }
      if (next === jobs.length && underWay === 0) resolve(results);
    };
    const run = async (index: number): Promise<void> => {
      const job = jobs[index] as Job<Result>;
      working += 1;
      underWay += 1;
      let waits = false;
      const stop = job.whenWaiting?.((now) => {
        waits = now;
        working += now ? -1 : 1;
        if (now) begin();
      });
      try {
        results[index] = await job.work(() => undefined);
      } catch (error) {
        reject(error);
      }
      stop?.();
      if (!waits) working -= 1;
      underWay -= 1;
      begin();
    };
    begin();
  });
}
