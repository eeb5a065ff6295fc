/** Writes a number with a comma before each three digits: `60,000`. */
export const inDigits = (count: number): string => count.toLocaleString('en-US');

/** `1 finding`, `60,000 findings`; a plural of its own where one is given. */
export const countedInDigits = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${inDigits(count)} ${count === 1 ? noun : nouns}`;
