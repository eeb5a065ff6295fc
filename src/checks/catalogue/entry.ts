/** The explanation of an id, whether it is reported or not. All texts are parts of sentences, without a full stop. */
export interface Entry {
  /** The fault that it reports, in at most 80 characters. */
  readonly title: string;
  /** What it looks at, and with what it compares that: the end of a sentence that begins with "It looks at". */
  readonly looksAt: string;
  /** The effect on sessions or their logs. */
  readonly effect: string;
  /** What clears it, for any finding of this id; the advice of a finding has the very commands, and goes before. */
  readonly clears: string;
  /** The verdicts that it can have, the worst first. Any check can also be `unknown`, where reading something is denied. */
  readonly verdicts: readonly ('fail' | 'warn' | 'info' | 'unknown')[];
  /** The page that explains it. */
  readonly ref: string;
}
