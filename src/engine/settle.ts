import { isOvertaken, needsTime } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

const MOST_TRIES = 6;

/**
 * Tries again when what was read turns out to be overtaken: by another run, or by our own call whose answer got lost.
 * So it is with reads alone: what was listed can be gone when it is described. An attempt with `again` reads anew before
 * it does anything. Where the user ends the run, one attempt more finds out how things are.
 */
export async function untilSettled<Value>(target: Target, attempt: (again: boolean) => Promise<Value>): Promise<Value> {
  let last = false;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries > 1);
    } catch (error) {
      if (last || tries === MOST_TRIES || !isOvertaken(error)) throw error;
      last = !(await target.backOff((needsTime(error) ? 1000 : 200) * tries));
    }
  }
}
