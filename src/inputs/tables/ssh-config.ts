import type { InputTable } from '../input.ts';
import { loginInputs } from './ssh.ts';

const group = 'SSH';

/** The inputs of `ssh-config`. */
export const sshConfigInputs = {
  install: {
    kind: 'switch',
    help: 'write it to a file of its own, and one Include line at the top of ~/.ssh/config',
    env: false,
    group,
  },
  uninstall: { kind: 'switch', help: 'take both away', env: false, group },
  key: loginInputs.key,
} as const satisfies InputTable;
