import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../errors.ts';
import { describeError } from '../render/error.ts';
import { jsonText } from '../render/visible.ts';
import { wantsJson } from './environment.ts';

/** Makes the error for a command that there is not, or that takes no arguments. Its words are joined by colons. */
export function noSuchCommand(id: string, known: readonly string[]): UserError {
  const words = id.split(':');
  const below = known.filter((other) => other.startsWith(`${words[0]}:`));
  const count = below.length > 0 ? 2 : 1;
  const [name, rest] = [words.slice(0, count).join(' '), words.slice(count)];
  const names = (below.length > 0 ? below : known).map((other) => other.replaceAll(':', ' '));
  const near = closest(name, names);
  if (names.includes(name)) return new UserError('usage', `${name} takes no arguments: ${rest.join(' ')}`);
  if (distance(name, near) <= Math.max(1, Math.floor((words[count - 1] ?? '').length / 2.5))) {
    return new UserError('usage', `there is no command ${name}; did you mean ${near}?`, [near]);
  }
  return new UserError('usage', `there is no command ${name}; the commands are ${names.join(', ')}`, names);
}

/** Prints an error that came before any command could: one line, or JSON. Gives the exit code. */
export function refuse(error: Error, argv: readonly string[]): number {
  const { error: described, text, exit } = describeError(error);
  if (wantsJson(argv, process.env)) process.stdout.write(`${jsonText({ error: described })}\n`);
  else process.stderr.write(`${text}\n`);
  return exit;
}
