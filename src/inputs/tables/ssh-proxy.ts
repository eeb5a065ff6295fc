import type { InputTable } from '../input.ts';

const group = 'SSH';

/** The inputs for how ssh gets in over `ssh-proxy`. */
export const sshProxyInputs = {
  'identity-socket': {
    kind: 'text',
    rules: [[/^[^\0]+$/, 'it must be the path of a socket']],
    help: "where ssh's IdentityAgent finds a one-time key, which the instance gets by EC2 Instance Connect",
    env: false,
    needs: 'user',
    group,
    value: 'path',
  },
  'host-keys': {
    kind: 'text',
    rules: [[/^[^\0]+$/, 'it must be the path of a file']],
    help: "a file for ssh's UserKnownHostsFile: the host keys of the node, under the name that was typed",
    env: false,
    needs: 'user',
    group,
    value: 'path',
  },
  user: {
    kind: 'text',
    // SendSSHPublicKey in the service model of EC2 Instance Connect.
    rules: [[/^[^]{1,32}$/, 'it must be the name of a user of the node (at most 32 characters)']],
    help: 'the user of the node, as ssh has it: %r',
    env: false,
    group,
    value: 'name',
  },
} as const satisfies InputTable;
