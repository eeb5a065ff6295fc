/** Explains an id, whether it is reported or not. */
export interface Entry {
  /** What is wrong when it is reported, in at most 80 characters. */
  readonly title: string;
  /** What that does to sessions or to their logs. */
  readonly effect: string;
  /** How it may be reported, the worst first. Any check may be `unknown` besides, where something may not be read. */
  readonly verdicts: readonly ('fail' | 'warn' | 'info' | 'unknown')[];
  /** The page that explains it. */
  readonly ref: string;
}
