import { isOvertaken, needsTime } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

const MOST_TRIES = 6;

/**
 * Tries again when what was read turns out to be overtaken: by another run, or by our own call whose answer got lost.
 * An attempt with `again` reads anew before it does anything.
 */
export async function untilSettled(target: Target, attempt: (again: boolean) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries > 1);
    } catch (error) {
      if (tries === MOST_TRIES || !isOvertaken(error)) throw error;
      await target.wait((needsTime(error) ? 1000 : 200) * tries);
    }
  }
}
