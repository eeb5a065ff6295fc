import type { Message } from './message.ts';

/** Puts stream data into its order, each message once. */
export interface Receiver {
  /** Takes stream data as it comes. */
  take(message: Message): void;
}

interface Options {
  /** Takes the payloads in order. */
  deliver(message: Message): void;
  acknowledge(message: Message): void;
}

/** Messages that are kept until those before them come: as many as the plugin keeps. */
const KEPT = 10_000;

/**
 * Makes a receiver, which counts from 0. What has its turn is delivered, then acknowledged; what is early is kept and
 * acknowledged at once; what came before is acknowledged again, since its peer would repeat it for ever. What cannot be
 * kept is not acknowledged, and so comes again.
 */
export function receiver({ deliver, acknowledge }: Options): Receiver {
  const early = new Map<number, Message>();
  let expected = 0;
  return {
    take(message) {
      const { sequence } = message;
      if (sequence > expected) {
        if (early.size >= KEPT && !early.has(sequence)) return;
        early.set(sequence, message);
        acknowledge(message);
        return;
      }
      if (sequence < expected) {
        acknowledge(message);
        return;
      }
      expected += 1;
      deliver(message);
      acknowledge(message);
      for (let next = early.get(expected); next; next = early.get(expected)) {
        early.delete(expected);
        expected += 1;
        deliver(next);
      }
    },
  };
}
