import type { RawOf } from '../inputs/input.ts';
import type { acceptingInputs, judgingInputs } from '../inputs/tables/judging.ts';

/** The flags by which findings are compared with what is known, as they were given. */
export type JudgingFlags = RawOf<typeof judgingInputs & typeof acceptingInputs> & {
  readonly strict?: boolean | undefined;
  readonly noop?: boolean | undefined;
};

/** Tells whether there is anything to compare findings with, or to say what counts. */
export const isJudging = (flags: JudgingFlags): boolean =>
  (['baseline', 'since', 'fail-on', 'write-baseline'] as const).some((flag) => flags[flag] !== undefined);
