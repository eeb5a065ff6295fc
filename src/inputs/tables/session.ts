import type { InputTable } from '../input.ts';

const group = 'SESSION';

/** The inputs of every command that opens a session. */
export const sessionInputs = {
  reason: {
    kind: 'text',
    // StartSession in the service model of SSM.
    rules: [[/^[^]{1,256}$/, 'it may hold 1 to 256 characters']],
    help: 'why the session is needed; kept with its record',
    group,
    value: 'text',
  },
  diagnose: {
    kind: 'switch',
    negatable: true,
    default: true,
    help: 'where a session does not start, find out why, on a terminal',
    group,
  },
  plugin: {
    kind: 'switch',
    help: 'have the official session-manager-plugin carry the session, from the PATH or as bootstrap installs it',
    group,
  },
} as const satisfies InputTable;

/** The inputs for what `start` runs. */
export const startInputs = {
  ...sessionInputs,
  command: {
    kind: 'text',
    rules: [[/\S/, 'it must be a command']],
    help: 'run a command instead of a shell, and exit with its exit code',
    env: false,
    group,
    value: 'text',
  },
  'interactive-command': {
    kind: 'text',
    rules: [[/\S/, 'it must be a command']],
    help: 'run a command in a terminal instead of a shell',
    env: false,
    group,
    value: 'text',
  },
  document: {
    kind: 'text',
    rules: [[/^[\w.:/-]{3,256}$/, 'it must be the name or the ARN of a document']],
    help: 'the Session document',
    otherwise: 'the preferences of the region',
    env: false,
    group,
    value: 'name',
  },
} as const satisfies InputTable;
