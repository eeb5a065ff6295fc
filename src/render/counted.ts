/** `1 node`, `3 nodes`; a plural of its own where one is given. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;
