import type { InputTable } from '../input.ts';

/** The input for how a listing is printed. `doctor` has formats of its own, so it cannot come from the environment. */
export const listingInputs = {
  format: {
    kind: 'choice',
    options: ['text', 'markdown', 'csv'],
    default: 'text',
    env: false,
    help: 'how it is printed; --json prints all that is known',
  },
} as const satisfies InputTable;

/** The inputs for which nodes are listed. */
export const nodesInputs = {
  online: { kind: 'switch', env: false, help: 'only nodes that are online' },
  ...listingInputs,
} as const satisfies InputTable;

/** The inputs for which sessions are listed. */
export const sessionsInputs = {
  active: { kind: 'switch', env: false, help: 'sessions that are open; the default' },
  history: { kind: 'switch', env: false, help: 'sessions that are over; AWS keeps them for 30 days' },
  since: {
    kind: 'text',
    env: false,
    help: 'those that began since then, open or over: 7d, 12h, 30m, or a date such as 2026-08-01',
    value: 'time',
  },
  owner: { kind: 'text', env: false, help: `whose sessions: a part of the owner's ARN`, value: 'text' },
  node: { kind: 'text', env: false, help: 'on which node: its id or its name', value: 'node' },
  evidence: {
    kind: 'switch',
    env: false,
    help: 'find the recording of each; exit 1 where a shell or a command that is over has none',
  },
  strict: {
    kind: 'switch',
    env: false,
    needs: 'evidence',
    help: 'exit 1 also where that could not be found out',
  },
  format: {
    ...listingInputs.format,
    options: [...listingInputs.format.options, 'html'],
    help: 'how it is printed; html, one file for a browser, with --evidence only; --json prints all that is known',
  },
} as const satisfies InputTable;

/** The inputs for how the recording of a session is printed. */
export const logInputs = {
  follow: { kind: 'switch', char: 'f', env: false, help: 'go on while the session is open, and end with it' },
  format: {
    kind: 'choice',
    options: ['text', 'cast', 'json'],
    default: 'text',
    env: false,
    help: 'cast is for asciinema; json has a line for each event',
  },
  raw: {
    kind: 'switch',
    env: false,
    help: 'with text: as it is, also what a terminal obeys; otherwise that is made visible',
  },
} as const satisfies InputTable;
