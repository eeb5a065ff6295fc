import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { timeLimit } from '../../errors.ts';

/** Makes a call, and again for as long as it is throttled. */
export type Patiently = <Answer>(call: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

/** The most calls that are under way at once: Organizations takes few a second from all callers of an organization together. */
const AT_ONCE = 4;

/** Milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/**
 * Makes what sends the calls to a service that takes few a second. Where one is throttled even after the SDK's own attempts, all that are
 * still to come wait with it. `seconds`: how long one answer may take in all. Rejects when the signal fires.
 */
export function patience(seconds: number, interrupt: AbortSignal, pausing = sleep): Patiently {
  const limit = pLimit(AT_ONCE);
  let pause = FIRST_PAUSE;
  let free = Promise.resolve();
  return (call) =>
    limit(async () => {
      const end = AbortSignal.timeout(seconds * 1000);
      const signal = AbortSignal.any([interrupt, end]);
      for (;;) {
        try {
          await free;
          signal.throwIfAborted();
          const answer = await call(signal);
          pause = FIRST_PAUSE;
          return answer;
        } catch (error) {
          if (end.aborted) throw timeLimit(seconds, { cause: error });
          if (!isThrottled(error) || signal.aborted) throw error;
          const over = pausing(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
          pause = Math.min(pause * 2, LONGEST_PAUSE);
          free = over.then(() => undefined);
        }
      }
    });
}

const isThrottled = (error: unknown): boolean =>
  /Throttl|TooManyRequests|RequestLimit|RateExceeded/.test((error as Error).name);
