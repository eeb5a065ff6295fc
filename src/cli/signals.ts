import { SIGNAL_EXIT } from '../errors.ts';

export type Signal = keyof typeof SIGNAL_EXIT;

/** Calls back when one of these signals comes, with its exit code; the second one ends the program at once. Returns how to stop that. */
export function onSignals(signals: readonly Signal[], callback: (code: number) => void): () => void {
  const listeners = signals.map((signal) => [signal, () => callback(SIGNAL_EXIT[signal])] as const);
  for (const [signal, listener] of listeners) process.once(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

export const ALL_SIGNALS = Object.keys(SIGNAL_EXIT) as readonly Signal[];

/** Holds the first signal back until what is under way is done. */
export function heldSignal(): { code(): number | undefined; release(): void } {
  let code: number | undefined;
  const release = onSignals(ALL_SIGNALS, (given) => (code = given));
  return { code: () => code, release };
}

/** Fires when one of these signals ends this program, which is its exit code then. */
export function goneSignal(signals: readonly Signal[] = ALL_SIGNALS): AbortSignal {
  const gone = new AbortController();
  onSignals(signals, (code) => {
    process.exitCode = code;
    gone.abort();
  });
  return gone.signal;
}
