import { Chalk, type ChalkInstance } from 'chalk';

/**
 * Tells whether a stream gets colours: by `FORCE_COLOR` (0 and false turn them off), else `NO_COLOR`, else whether it is a
 * terminal that knows them. Empty values count as absent, but for `FORCE_COLOR` without `NO_COLOR`, as chalk has it.
 */
export function isColoured({ FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (FORCE_COLOR !== undefined && (FORCE_COLOR !== '' || !NO_COLOR)) return !/^(0|false)$/.test(FORCE_COLOR);
  return !NO_COLOR && isTerminal && TERM !== 'dumb';
}

/** Gives the colours for a stream, as `isColoured` says. Only the eight that every terminal has are used. */
export const paintFor = (environment: NodeJS.ProcessEnv, isTerminal: boolean): ChalkInstance =>
  new Chalk({ level: isColoured(environment, isTerminal) ? 1 : 0 });
