import type { Basis, Difference, Outputs, Untouched, Write } from '../resources/resource.ts';

export type Action = 'create' | 'update' | 'delete' | 'keep' | 'none';

/** The change of one resource of one target: plain data. */
export interface Change {
  readonly resource: string;
  readonly action: Action;
  /** The line a user reads. */
  readonly summary: string;
  /** The reason to keep it. */
  readonly reason?: string;
  /** The things that `delete` takes away for good. */
  readonly loss?: string;
  readonly differences: readonly Difference[];
  /** What stays as it is written, although its meaning depends on something else or is not known; absent: nothing of that kind. */
  readonly untouched?: readonly Untouched[];
}

/** A change, and what makes it happen. */
export interface Step {
  readonly change: Change;
  /** The reason that it cannot be done, where that is known beforehand. */
  readonly problem?: unknown;
  /** What it rests on besides its differences; absent: there is nothing yet, or nothing else matters. */
  readonly basis?: Basis;
  /** The writes that it certainly makes; absent: none that IAM could be asked about. */
  readonly writes?: readonly Write[];
  /** Gets the outputs of earlier steps, and adds its own. Resolves to a change if it turned out other than planned. */
  run(known: Outputs): Promise<Result>;
}

export interface Result {
  readonly known: Outputs;
  readonly change?: Change;
}

export type Plan = readonly Step[];

/** Tells whether `setup` writes something for it. */
export const isWritten = ({ action }: Change): boolean => action === 'create' || action === 'update';
