import type { RoundTrip } from './round-trip.ts';

/** How many messages may wait for their acknowledgement. */
export interface Window {
  size(): number;
  /** One was acknowledged: the window grows by one, or shrinks where messages have begun to queue on their way. */
  acknowledged(now: number): void;
  /** One had to be sent again. */
  lost(now: number): void;
}

const FIRST = 64;
/** About a mebibyte. */
const MOST = 1024;
const LEAST = 16;

/**
 * Makes a window that halves, once in a round trip at most, when that has grown to more than twice its shortest, or when
 * something is lost: the relay behind the WebSocket loses nothing as long as it can keep up.
 */
export function adaptiveWindow(trip: RoundTrip): Window {
  let size = FIRST;
  let halved = Number.NEGATIVE_INFINITY;
  const halve = (now: number): void => {
    if (now - halved < trip.mean()) return;
    halved = now;
    size = Math.max(LEAST, Math.floor(size / 2));
  };
  return {
    size: () => size,
    acknowledged(now) {
      if (trip.mean() > 2 * trip.least() + SLACK) halve(now);
      else size = Math.min(MOST, size + 1);
    },
    lost: halve,
  };
}

/** Milliseconds that tell nothing: on a short way the round trip doubles when this machine is busy. */
const SLACK = 50;
