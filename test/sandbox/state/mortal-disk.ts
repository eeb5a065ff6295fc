import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The part that is done of the change at which the process dies: none, the first half of what is written, or all. */
export type Death = 'before' | 'within' | 'after';

const CHANGES = [
  'mkdirSync',
  'openSync',
  'writeSync',
  'writeFileSync',
  'appendFileSync',
  'renameSync',
  'rmSync',
  'unlinkSync',
] as const;

type Change = (...given: unknown[]) => unknown;

/**
 * Does work on a disk that changes no more from the nth change on, as if the process had been killed there. Returns how many changes
 * there were up to then. What the work rejects with is swallowed.
 */
export async function dyingAt(nth: number, death: Death, work: () => Promise<void>): Promise<number> {
  let count = 0;
  let inside = false;
  const mortal =
    (real: Change): Change =>
    (...given) => {
      if (inside) return real(...given);
      if (count >= nth) throw new Error('the process is dead');
      inside = true;
      try {
        count += 1;
        if (count === nth && death === 'within')
          real(...given.map((value, index) => (index === 1 ? half(value) : value)));
        if (count < nth || death === 'after') return real(...given);
      } finally {
        inside = false;
      }
      throw new Error('the process dies');
    };
  const disk = fs as unknown as Record<string, Change>;
  const originals = CHANGES.map((name) => [name, disk[name] as Change] as const);
  for (const [name, real] of originals) disk[name] = mortal(real);
  syncBuiltinESMExports();
  try {
    await work();
  } catch {
    // The test looks at what is on the disk.
  } finally {
    for (const [name, real] of originals) disk[name] = real;
    syncBuiltinESMExports();
  }
  return count;
}

function half(written: unknown): unknown {
  return typeof written === 'string' && written.length > 3 ? written.slice(0, written.length / 2) : written;
}
