import type { Inputs } from './inputs.ts';

/** What the user wants to know about: the inputs of setup, and how we were called. */
export interface Question {
  readonly inputs: Inputs;
  /** `--log-group` was given; otherwise the log group that the preferences name is looked at. */
  readonly logGroupAsked: boolean;
  /** The flags of setup that were given, to be given again: `--retention`, `30`. */
  readonly flags: readonly string[];
  /** Flags that lead to the same accounts again, for advice: `--sandbox`, `--role-name Admin`. */
  readonly invocation: readonly string[];
  /** The accounts were entered by their ids. */
  readonly accountsAsked: boolean;
  /** What setup would make counts as if it were there. */
  readonly planned: boolean;
  /** Nodes count as freshly started against this time; milliseconds since the epoch. */
  readonly now: number;
}
