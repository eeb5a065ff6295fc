import { closest, distance } from 'fastest-levenshtein';
import { explain } from '../aws/errors.ts';
import { EXIT, type Problem, UserError } from '../errors.ts';
import { visible, withoutCommands } from './visible.ts';

/** An error that ended a command, as `--json` prints it. */
export interface ErrorReport extends Problem {
  readonly suggestions: readonly string[];
}

/** The description of a failed command: one line, advice below it if there is any, and its exit code. */
export interface DescribedError {
  readonly error: ErrorReport;
  readonly text: string;
  readonly exit: number;
}

/** Describes any error without its stack. */
export function describeError(error: Error): DescribedError {
  if (error instanceof UserError) {
    return described({ code: error.code, message: error.message, suggestions: error.suggestions }, EXIT.usage);
  }
  if (error.name === 'AnswerRefusedError') {
    return described({ code: 'interrupted', message: error.message, suggestions: [] }, EXIT.interrupted);
  }
  const usage = error as Error & {
    readonly parse?: ParsedInput;
    readonly oclif?: { readonly exit?: number };
    readonly flags?: readonly string[];
    readonly args?: readonly Argument[];
  };
  if (usage.parse || usage.oclif?.exit === EXIT.usage) {
    const suggestions = (usage.flags ?? []).flatMap((flag) => nearestFlag(flag, usage.parse));
    const message =
      (/^Missing \d+ required arg/.test(error.message) ? missing(usage.args ?? []) : firstLines(error.message)) +
      (suggestions.length > 0 ? `; did you mean ${suggestions.join(', ')}?` : '');
    return described({ code: 'usage', message, suggestions }, EXIT.usage);
  }
  return described({ ...explain(error), suggestions: [] }, EXIT.failed);
}

interface Argument {
  readonly name: string;
  readonly description?: string;
}

interface ParsedInput {
  readonly input?: { readonly flags?: Readonly<Record<string, { readonly hidden?: boolean }>> };
}

function described(error: ErrorReport, exit: number): DescribedError {
  const advice = error.advice ? `\n  try: ${visible(error.advice, Infinity)}` : '';
  return { error, text: withoutCommands(`session-manager: ${visible(error.message)}${advice}`), exit };
}

// oclif makes a table of them, with a lecture on flags.
const missing = (args: readonly Argument[]): string =>
  `missing: ${args.map(({ name, description }) => `${name.toUpperCase()}${description ? ` (${description})` : ''}`).join(' and ')}`;

// oclif lists several problems line by line, under a heading, and ends with a hint about --help.
const firstLines = (message: string): string =>
  message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(See more help|The following error)/.test(line))
    .join('; ');

function nearestFlag(flag: string, parse: ParsedInput | undefined): readonly string[] {
  // A suggestion must not lead anybody to skip a question, nor to what has no effect.
  const known = Object.entries(parse?.input?.flags ?? {}).flatMap(([name, { hidden }]) =>
    hidden || ['yes', 'force'].includes(name) ? [] : [name],
  );
  if (known.length === 0) return [];
  const name = flag.replace(/^-+/, '');
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(1, Math.floor(name.length / 3)) ? [`--${nearest}`] : [];
}
