import type { InputTable } from '../input.ts';

/** The inputs for what `sandbox` serves, and where. */
export const sandboxInputs = {
  port: {
    kind: 'number',
    least: 0,
    most: 65_535,
    help: 'port on 127.0.0.1, or 0 for any free one',
    default: 4567,
    value: 'n',
  },
  seed: {
    kind: 'text',
    help: 'put the made-up fleet, a large organization, or what a JSON file holds in place of what is there; with --port it is then served',
    value: 'fleet|organization|file',
  },
  sessions: {
    kind: 'switch',
    env: false,
    help: 'also serve sessions, for any client on this machine: with shells, files and ports of this machine',
  },
  reset: { kind: 'switch', env: false, help: 'empty the sandbox instead of serving it' },
} as const satisfies InputTable;
