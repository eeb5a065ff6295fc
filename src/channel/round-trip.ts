/** How long messages take to be acknowledged, in milliseconds. */
export interface RoundTrip {
  /** The smoothed round trip. */
  mean(): number;
  /** The shortest that was seen; Infinity before the first. */
  least(): number;
  /** The time after which a message counts as lost. */
  timeout(): number;
  /** Learns from a message that was sent once only: an acknowledgement of a repeated one tells nothing (Karn). */
  learn(sample: number): void;
}

const FIRST_TIMEOUT = 200;
const MOST = 3000;
/** Peers that are busy answer late; repeating what they have only keeps them busier. */
const LEAST_MARGIN = 100;

/** Starts as RFC 6298 does, with the first timeout of the agent and the plugin. */
export function roundTrip(): RoundTrip {
  let mean: number | undefined;
  let variation = 0;
  let timeout = FIRST_TIMEOUT;
  let least = Number.POSITIVE_INFINITY;
  return {
    mean: () => mean ?? FIRST_TIMEOUT / 2,
    least: () => least,
    timeout: () => timeout,
    learn(sample) {
      least = Math.min(least, sample);
      variation = mean === undefined ? sample / 2 : (3 * variation + Math.abs(mean - sample)) / 4;
      mean = mean === undefined ? sample : (7 * mean + sample) / 8;
      timeout = Math.ceil(Math.min(MOST, mean + Math.max(LEAST_MARGIN, 4 * variation)));
    },
  };
}
