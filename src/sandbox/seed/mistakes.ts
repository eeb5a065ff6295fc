import { closest, distance } from 'fastest-levenshtein';

/** The number of mistakes that a message names. */
const SHOWN = 5;

/** Thrown for the mistakes in a seed; every mistake begins with its path. */
export class SeedError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    const more = mistakes.length - SHOWN;
    super([...mistakes.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('; '), options);
    this.mistakes = mistakes;
  }
}

/** The place of a value in a seed. */
export interface Place {
  /** The names that lead to it: `accounts`, an account, a region, `vpcs`, an id and so on. */
  readonly names: readonly string[];
  /** The time at which the seed is read, in the format of a seed's times. */
  readonly now: string;
}

/** Gives the place of a value inside this one. */
export const below = (place: Place, ...names: readonly string[]): Place => ({
  ...place,
  names: [...place.names, ...names],
});

export function wrong({ names }: Place, what: string): SeedError {
  return new SeedError([names.length === 0 ? what : `${names.join('.')}: ${what}`]);
}

/** Runs all reads, and throws the mistakes of all of them together. */
export function together<T>(reads: readonly (() => T)[]): T[] {
  const mistakes: string[] = [];
  const found = reads.flatMap((read) => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof SeedError)) throw error;
      mistakes.push(...error.mistakes);
      return [];
    }
  });
  if (mistakes.length > 0) throw new SeedError(mistakes);
  return found;
}

/** Finds the known name that is closest to a misspelt one. Two letters can be swapped, but not the first one. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const near = closest(name, known);
  const most = Math.max(near[0] === name[0] ? 2 : 1, name.length / 3);
  return distance(name, near) <= most ? near : undefined;
}
