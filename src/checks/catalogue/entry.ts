/** The explanation of an id, whether it is reported or not. */
export interface Entry {
  /** The fault that it reports, in at most 80 characters. */
  readonly title: string;
  /** The effect on sessions or their logs. */
  readonly effect: string;
  /** The verdicts that it can have, the worst first. Any check can also be `unknown`, where reading something is denied. */
  readonly verdicts: readonly ('fail' | 'warn' | 'info' | 'unknown')[];
  /** The page that explains it. */
  readonly ref: string;
}
