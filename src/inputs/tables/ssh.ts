import type { InputTable } from '../input.ts';

const group = 'SSH';

const port = {
  kind: 'number',
  least: 1,
  most: 65_535,
  help: 'the port of the SSH server',
  otherwise: 'as ssh has it: 22',
  env: false,
  group,
  value: 'n',
} as const;

/** The inputs for how ssh, scp and sftp get in. */
export const loginInputs = {
  identity: {
    kind: 'text',
    rules: [[/\S/, 'it must be the path of a key']],
    char: 'i',
    help: 'a key of your own, instead of a one-time key',
    env: false,
    group,
    value: 'file',
  },
  key: {
    kind: 'switch',
    negatable: true,
    default: true,
    help: 'give instances a one-time key by EC2 Instance Connect; without, ssh uses your keys and your agent',
    env: false,
    group,
  },
} as const satisfies InputTable;

/** The inputs of `ssh`. */
export const sshInputs = {
  port: { ...port, char: 'p' },
  'login-name': {
    kind: 'text',
    rules: [[/\S/, 'it must be a user of the node']],
    char: 'l',
    help: 'the user of the node, as before the @',
    env: false,
    group,
    value: 'user',
  },
  ...loginInputs,
} as const satisfies InputTable;

/** The inputs of `sftp`, and of `scp`, which has `-p` for something else. */
export const sftpInputs = { port: { ...port, char: 'P' }, ...loginInputs } as const satisfies InputTable;

/** The inputs of `scp`. */
export const scpInputs = {
  recursive: { kind: 'switch', char: 'r', help: 'copy folders with all that is in them', env: false, group },
  ...sftpInputs,
} as const satisfies InputTable;
