import type { ObjectExpiry } from '../facts/object-expiry.ts';

const DAY = 86_400_000;

/**
 * Gives the first time at which a lifecycle may have deleted an object, in milliseconds since the epoch: S3 counts from the midnight,
 * in UTC, after an object was put there. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const firstExpiry = (put: number): number => midnightAfter(put);

/** Finds the rule by which an object under one of these keys is gone by now; undefined: there is none. */
export function expiredBy(
  rules: readonly ObjectExpiry[],
  keys: readonly string[],
  { put, now }: { readonly put: number; readonly now: number },
): ObjectExpiry | undefined {
  return rules.find(({ prefix, days = 0, date = 0 }) => {
    const end = Math.max(midnightAfter(put + days * DAY), date);
    return end <= now && keys.some((key) => key.startsWith(prefix));
  });
}

const midnightAfter = (time: number): number => (Math.floor(time / DAY) + 1) * DAY;
