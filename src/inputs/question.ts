import type { Inputs, RawInputs } from './inputs.ts';

/** What the user wants to know about: the inputs of setup, and how we were called. */
export interface Question {
  readonly inputs: Inputs;
  /** `--log-group` was given; otherwise the log group that the preferences name is looked at. */
  readonly logGroupAsked: boolean;
  /** The flags of setup that decide about preferences, as they were given. */
  readonly flags: RawInputs;
  /** Flags that lead to the same accounts again. */
  readonly invocation: { readonly sandbox?: true; readonly 'role-name'?: string };
  /** The accounts were entered by their ids. */
  readonly accountsAsked: boolean;
  /** What setup would make counts as if it were there. */
  readonly planned: boolean;
  /** Nodes count as freshly started against this time; milliseconds since the epoch. */
  readonly now: number;
}
