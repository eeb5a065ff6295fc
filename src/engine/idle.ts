/**
 * Tells whether a run has come to nothing, which is a failure: every target was passed over, or there was none. `mayBeEmpty`: what was
 * asked for may hold none, as a shard may.
 */
export const isIdle = (
  { targets, skipped }: { readonly targets: number; readonly skipped: number },
  mayBeEmpty: boolean,
): boolean => skipped === targets && !(mayBeEmpty && targets === 0);
