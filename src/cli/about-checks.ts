import { checksInputs } from '../inputs/tables/checks.ts';
import { isTyped } from './environment.ts';

/** Tells whether a command line asks what the checks are, and not for them to be made. */
export const isAboutChecks = (argv: readonly string[]): boolean =>
  Object.keys(checksInputs).some((name) => isTyped(name, {}, argv));
