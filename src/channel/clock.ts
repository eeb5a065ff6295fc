/** The time, as the channel sees it; tests hand in their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Waits for work, but no longer than so many milliseconds; what is not done then goes on. */
export async function within(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  let cancel = (): void => undefined;
  const tooLong = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve);
  });
  await Promise.race([work, tooLong]);
  cancel();
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
