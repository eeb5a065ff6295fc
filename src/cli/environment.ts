import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../errors.ts';
import { ownWords } from './command-line.ts';

const TRUE = /^(1|true|yes|y|on)$/i;

const PREFIX = 'SESSION_MANAGER_';

/** The variables that belong to no flag: `--json` and the folders are oclif's, and the sandbox has two. */
const OTHERS = ['JSON', 'DATA_DIR', 'CACHE_DIR', 'CONFIG_DIR', 'SANDBOX_STATE', 'SANDBOX_FAULTS'].map(
  (name) => `${PREFIX}${name}`,
);

/** Nobody is led to skip a question. */
const NEVER_MEANT = ['YES', 'FORCE'].map((name) => `${PREFIX}${name}`);

/** Reads a variable that is on or off; undefined if it is not set. Throws a UserError for any other value. */
export function switchOf(name: string, environment: NodeJS.ProcessEnv): boolean | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  if (TRUE.test(text)) return true;
  if (/^(0|false|no|n|off)$/i.test(text)) return false;
  throw new UserError('invalid-value', `${name} ${JSON.stringify(text)}: it must be true or false`);
}

/** Tells whether errors are to be JSON: by `--json` or its variable, whatever else is wrong with them. */
export const wantsJson = (argv: readonly string[], environment: NodeJS.ProcessEnv): boolean =>
  ownWords(argv).includes('--json') || TRUE.test(environment[`${PREFIX}JSON`] ?? '');

/** Says of each variable with our prefix that no command knows that it has no effect, and what may have been meant. */
export function strangeVariables(environment: NodeJS.ProcessEnv, ofFlags: readonly string[]): readonly string[] {
  const known = [...new Set([...ofFlags, ...OTHERS])];
  const strange = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  return strange.toSorted().map((name) => {
    const near = closest(
      name,
      known.filter((other) => !NEVER_MEANT.includes(other)),
    );
    const isNear = distance(name, near) <= Math.max(1, Math.floor((name.length - PREFIX.length) / 2.5));
    return `${name} has no effect: this version knows no such variable${isNear ? `; did you mean ${near}?` : ''}`;
  });
}

/** A flag, as far as it matters where its value comes from. */
export interface Sourced {
  readonly char?: string | undefined;
  readonly env?: string | undefined;
}

/** Tells whether a flag stands on the command line, in any of its forms. */
export function isTyped(name: string, { char }: Sourced, argv: readonly string[]): boolean {
  return ownWords(argv).some(
    (word) =>
      word === `--${name}` ||
      word === `--no-${name}` ||
      word.startsWith(`--${name}=`) ||
      (char !== undefined && word.startsWith(`-${char}`)),
  );
}

/**
 * Tells which of `--json`, which is given somehow, and `--format` says how the result is printed; `both`: neither beats the other. What
 * is typed beats a variable. `format`: the flag, where the command has it.
 */
export function formOf(
  format: Sourced | undefined,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): 'json' | 'format' | 'both' {
  const isTypedFormat = format !== undefined && isTyped('format', format, argv);
  if (ownWords(argv).includes('--json')) return isTypedFormat ? 'both' : 'json';
  if (isTypedFormat) return 'format';
  const set = format?.env === undefined ? undefined : environment[format.env];
  return set && set !== 'text' ? 'both' : 'json';
}

/** Blames the variables for values that came from there, where a message blames their flags. */
export function blamed(
  message: string,
  flags: Readonly<Record<string, Sourced>>,
  { argv, environment }: { readonly argv: readonly string[]; readonly environment: NodeJS.ProcessEnv },
): string {
  return Object.entries(flags).reduce((text, [name, flag]) => {
    if (flag.env === undefined || !environment[flag.env] || isTyped(name, flag, argv)) return text;
    return text.replaceAll(new RegExp(`--${name}(?![\\w-])`, 'g'), flag.env);
  }, message);
}
