import chalk, { Chalk, type ChalkInstance } from 'chalk';

/** Colours for stdout: as the terminal, `NO_COLOR` and `FORCE_COLOR` say. chalk itself does not know `NO_COLOR`. */
export const paintFor = (environment: NodeJS.ProcessEnv): ChalkInstance =>
  environment['NO_COLOR'] && !environment['FORCE_COLOR'] ? new Chalk({ level: 0 }) : chalk;
