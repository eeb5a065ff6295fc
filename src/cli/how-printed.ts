import { UserError } from '../errors.ts';
import { BY_CONTROL, FORMATS, type Shown } from '../render/formats.ts';
import { formOf, isTyped, type Sourced } from './environment.ts';

/** A command line: its words, the flags of its command, and whether its result is printed as JSON. */
export interface Asking {
  readonly argv: readonly string[];
  readonly flags: Readonly<Record<string, Sourced>>;
  readonly isJson: boolean;
}

/** Checks that `--json` and `--format` do not both say how a result is printed. Throws a UserError where they do. */
export function checkForm(
  format: string | undefined,
  { argv, flags, isJson }: Asking,
  environment: NodeJS.ProcessEnv,
): void {
  // A format of that name says nothing else.
  if (!isJson || format === undefined || format === 'json') return;
  if (formOf(flags['format'], argv, environment) !== 'both') return;
  const json = isTyped('json', {}, argv) ? '--json' : 'SESSION_MANAGER_JSON';
  throw conflict(`${json} and --format ${format} both say how it is printed: give only one of them`);
}

/** The formats that have an order. */
const ORDERED = ['text', 'markdown'];

/**
 * Checks that findings can be grouped as is asked for: by the controls of a framework, or in an order. Throws a UserError where not. An
 * order that comes from the environment is meant for other formats, too.
 */
export function checkGrouping(
  { format, compliance, 'group-by': groupBy }: Pick<Shown, 'format' | 'compliance' | 'group-by'>,
  { argv, isJson }: Asking,
): void {
  if (compliance !== undefined && !isJson && !BY_CONTROL[format]) {
    const why = `--format ${format} does not group by controls, as --compliance asks`;
    throw conflict(`${why}: choose ${listed(Object.keys(BY_CONTROL))} or --json, or leave --compliance out`);
  }
  if (groupBy === undefined || !isTyped('group-by', {}, argv)) return;
  if (isJson || !ORDERED.includes(format)) {
    const form = isJson ? '--json' : `--format ${format}`;
    throw conflict(`${form} has an order of its own, and --group-by is for ${ORDERED.join(' and ')}: leave one out`);
  }
  if (compliance !== undefined) {
    throw conflict('--group-by and --compliance both say how findings are grouped: give only one of them');
  }
}

const listed = (names: readonly string[]): string =>
  Object.keys(FORMATS)
    .filter((name) => names.includes(name))
    .join(', ');

/** Checks that nothing is asked of findings where `--noop` makes none. Throws a UserError for what is. */
export function checkNoop({ format }: Pick<Shown, 'format'>, { argv }: Asking): void {
  const unused =
    format === 'text' ? ['compliance', 'group-by'].find((name) => isTyped(name, {}, argv)) : `format ${format}`;
  if (unused === undefined) return;
  throw conflict(`--noop makes no checks, so there is nothing for --${unused}: leave one out`);
}

const conflict = (message: string): UserError => new UserError('conflict', message);
