/** Writes a number for people, with a comma before each three digits: `60,000`. */
export const inDigits = (count: number): string =>
  // What has no comma is not worth the time that it takes to look up how a language writes numbers.
  count < 1000 ? String(count) : count.toLocaleString('en-US');

/** `1 node`, `3 nodes`, `60,000 nodes`; a plural of its own where one is given. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${inDigits(count)} ${count === 1 ? noun : nouns}`;

/** `1 account`, `both accounts`, `all 17 accounts` */
export function allOf(count: number, noun: string, nouns = `${noun}s`): string {
  if (count === 1) return counted(count, noun);
  return count === 2 ? `both ${nouns}` : `all ${counted(count, noun, nouns)}`;
}

/** `30 of 51 accounts`; of as many as there are, `all 51 accounts`. */
export const someOf = (some: number, all: number, noun: string): string =>
  some === all ? allOf(all, noun) : `${inDigits(some)} of ${counted(all, noun)}`;
