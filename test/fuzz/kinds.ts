import { answers } from './answers.ts';
import { plans } from './plans.ts';
import { races } from './races.ts';

/** One way of trying what nobody has thought of. A new one is a line below. */
export interface FuzzKind {
  /** The property that is tried, for the help. */
  readonly what: string;
  /** Prepares the turns, and gives what makes one; that rejects with an Error where the property does not hold. */
  begin(): Promise<(seed: number) => Promise<void>>;
}

export const KINDS: Readonly<Record<string, FuzzKind>> = { race: races, answers, plan: plans };
