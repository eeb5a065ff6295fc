import chalk, { Chalk, type ChalkInstance } from 'chalk';

/** Gives the colours for stdout, by the terminal, `NO_COLOR` and `FORCE_COLOR`. chalk itself does not know `NO_COLOR`. */
export const paintFor = (environment: NodeJS.ProcessEnv): ChalkInstance =>
  environment['NO_COLOR'] && !environment['FORCE_COLOR'] ? new Chalk({ level: 0 }) : chalk;
