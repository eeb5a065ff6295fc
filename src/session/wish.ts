import { UserError } from '../errors.ts';
import type { SessionRequest } from './access.ts';
import { COMMAND_DOCUMENT, commandParameters } from './command.ts';

/** The document that runs one command in a terminal. */
const INTERACTIVE_DOCUMENT = 'AWS-StartInteractiveCommand';

/** What `start` was asked for. */
export interface Wish {
  readonly request: Omit<SessionRequest, 'node'>;
  /** True: a command without a terminal, whose exit code counts. */
  readonly isCommand: boolean;
}

/** Texts that were checked each for itself. */
export interface StartInputs {
  readonly command?: string | undefined;
  readonly 'interactive-command'?: string | undefined;
  readonly document?: string | undefined;
  readonly reason?: string | undefined;
}

/** Reads what a session is for. Throws a UserError for wishes that exclude each other. */
export function wishOf({ command, 'interactive-command': interactive, document, reason }: StartInputs): Wish {
  const given = Object.entries({ command, 'interactive-command': interactive, document }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (given.length > 1) throw new UserError('conflict', `${given.join(' and ')}: give only one of them`);
  const why = reason !== undefined && { reason };
  if (command !== undefined) {
    const request = { document: COMMAND_DOCUMENT, parameters: commandParameters(command), ...why };
    return { request, isCommand: true };
  }
  if (interactive !== undefined) {
    const request = { document: INTERACTIVE_DOCUMENT, parameters: { command: [interactive] }, ...why };
    return { request, isCommand: false };
  }
  return { request: { ...(document !== undefined && { document }), ...why }, isCommand: false };
}
