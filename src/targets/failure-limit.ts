/** How many targets may fail before no more are begun: so many, or so many in a hundred. */
export type FailureLimit = { readonly count: number } | { readonly percent: number };

/** Reads `3` or `5%`, which has been checked. */
export function parseFailureLimit(text: string): FailureLimit {
  return text.endsWith('%') ? { percent: Number(text.slice(0, -1)) } : { count: Number(text) };
}

/** Gives the number of targets that may fail, of so many; a share is rounded down. */
export const allowedFailures = (limit: FailureLimit, targets: number): number =>
  'count' in limit ? limit.count : Math.floor((limit.percent * targets) / 100);
