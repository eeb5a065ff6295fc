import { timeLimit } from '../errors.ts';
import type { Target } from '../targets/target.ts';

/** When the time of a target is up, in milliseconds since the epoch. `timeout` is in seconds. */
export const startClock = ({ timeout }: { readonly timeout: number }): number => Date.now() + timeout * 1000;

/** Ends what takes longer than the limit, and every call under way with it. `timeout`: the limit in seconds, to name it. */
export async function within<Value>(
  target: Pick<Target, 'abort'>,
  { timeout }: { readonly timeout: number },
  deadline: number,
  work: () => Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const end = (): void => {
      reject(timeLimit(timeout));
      target.abort();
    };
    timer = setTimeout(end, Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([work(), limit]);
  } catch (error) {
    // Other work on the target can be a moment earlier to find that the time is up.
    throw (error as Error).name === 'AbortError' ? timeLimit(timeout) : error;
  } finally {
    clearTimeout(timer);
  }
}
