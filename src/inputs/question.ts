import type { PrincipalsAsked } from './principals.ts';
import type { Inputs, RawInputs } from './inputs.ts';

/** The question that a run answers: the inputs of setup, and how we were called. */
export interface Question {
  readonly inputs: Inputs;
  /** The flags of setup that decide about preferences, as they were given. */
  readonly flags: RawInputs;
  /** The flags that lead to the same accounts again. */
  readonly invocation: {
    readonly sandbox?: true;
    readonly 'role-name'?: string;
    readonly 'external-id'?: string;
    readonly 'role-chain'?: string;
  };
  /** True if the accounts were entered by their ids. */
  readonly accountsAsked: boolean;
  /** True: what setup would make counts as existing. */
  readonly planned: boolean;
  /** Whose sessions are asked about; absent: those of the caller. */
  readonly principals?: PrincipalsAsked;
  /** The document of the sessions that are asked about; absent: that of a shell. */
  readonly document?: string;
  /** The time against which nodes count as freshly started; milliseconds since the epoch. */
  readonly now: number;
}
