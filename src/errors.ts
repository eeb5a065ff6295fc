/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  changes: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of a failure of our own where every other one is that of a program on the node, as ssh has it. */
export const NOT_REACHED = 255;

/** The exit codes of a run that was ended by these signals. */
export const SIGNAL_EXIT = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;

/** A problem as data: a stable code, one line for people, and what to do about it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly advice?: string;
}

/** Wrong usage or bad input, found before any API call. Exits 2. */
export class UserError extends Error {
  readonly code: string;
  readonly suggestions: readonly string[];
  readonly oclif = { exit: EXIT.usage };

  constructor(code: string, message: string, suggestions: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.suggestions = suggestions;
  }
}

/** A failure of one target with a code of our own. The other targets go on. */
export class TargetError extends Error {
  readonly code: string;
  readonly advice: string | undefined;

  constructor(code: string, message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TargetError';
    this.code = code;
    this.advice = advice;
  }
}

/** Makes the error for work that was not begun, or not finished, because the user ended the run. */
export const interrupted = (before: 'begun' | 'finished'): TargetError =>
  new TargetError('Interrupted', `interrupted before it was ${before}`, 'run it again');

/** Makes the error for work that took longer than the limit, in seconds. */
export const timeLimit = (seconds: number, options?: ErrorOptions): TargetError =>
  new TargetError(
    'TimeLimit',
    `it took longer than ${seconds} s`,
    'raise --timeout, or run it again: what is done stays done',
    options,
  );
