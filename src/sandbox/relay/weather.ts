import type { Clock } from '../../channel/clock.ts';

/** What happens to frames on their way, on purpose; shares are from 0 to 1. */
export interface Weather {
  readonly drop?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  /** Milliseconds of one way. */
  readonly delay?: number;
  /** The connection of the client is closed after so many frames, again and again. */
  readonly close?: number;
}

/** Makes a way on which this happens to frames, by chance that `random` gives. In good weather frames pass at once. */
export function wayThrough(
  { drop = 0, duplicate = 0, reorder = 0, delay = 0 }: Weather,
  clock: Clock,
  random: () => number,
): (frame: Buffer, pass: (frame: Buffer) => void) => void {
  if (drop + duplicate + reorder + delay === 0) return (frame, pass) => pass(frame);
  return (frame, pass) => {
    if (random() < drop) return;
    const copies = random() < duplicate ? 2 : 1;
    const late = random() < reorder ? delay + LATE : delay;
    const kept = Buffer.from(frame);
    for (let copy = 0; copy < copies; copy += 1) clock.after(late, () => pass(kept));
  };
}

/** Milliseconds by which a frame comes too late. */
const LATE = 20;
