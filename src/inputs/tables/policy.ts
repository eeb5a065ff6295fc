import type { Input } from '../input.ts';

const group = 'POLICY USER';

/** The tasks that a policy of an operator is for unless others are asked for; `grant`: to give the roles of nodes what they lack. */
export const TASKS = ['setup', 'plan', 'delete', 'doctor', 'grant'] as const;

/**
 * The tasks that need more than most should have, so that they are asked for by name. `overwrite` and `force`: these flags of
 * `setup` and `delete` on keys and associations that others made; `accounts`: to enter other accounts; `roles`: to read roles
 * one by one instead of iam:GetAccountAuthorizationDetails; `sessions`: to list nodes and sessions, and to end these;
 * `recordings`: to read what was done in them.
 */
export const MORE_TASKS = ['overwrite', 'force', 'accounts', 'roles', 'sessions', 'recordings'] as const;

export type Task = (typeof TASKS)[number] | (typeof MORE_TASKS)[number];

/** The services that nodes reach through VPC endpoints of their own. */
export const SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs', 's3'] as const;

export type Service = (typeof SERVICES)[number];

/** An input of `policy`, with the kinds of policy that it applies to; absent: all. */
type PolicyInput = Input & { readonly kinds?: readonly string[] };

/** The inputs of `policy`, besides those that it shares with `setup`. None comes from the environment. */
export const policyInputs = {
  shell: {
    kind: 'switch',
    negatable: true,
    env: false,
    kinds: ['user'],
    help: 'sessions with a shell',
    otherwise: 'on',
    group,
  },
  ssh: { kind: 'switch', env: false, kinds: ['user'], help: 'sessions that carry SSH', group },
  'port-forwarding': {
    kind: 'switch',
    env: false,
    kinds: ['user'],
    help: 'sessions that forward a port of the node, or of a host behind it',
    group,
  },
  commands: {
    kind: 'switch',
    env: false,
    kinds: ['user'],
    help: 'sessions that run one command: start --command and --interactive-command',
    group,
  },
  tag: {
    kind: 'list',
    env: false,
    kinds: ['user'],
    help: 'only nodes with this tag; may be repeated, and all must match',
    group,
    value: 'key=value',
  },
  instance: {
    kind: 'list',
    env: false,
    kinds: ['user'],
    // InstanceId in the service model of Systems Manager.
    rules: [
      [
        /^(i-(\w{8}|\w{17})|mi-\w{17})$/,
        'it must be the id of an instance (i-0123456789abcdef0) or a hybrid node (mi-…)',
      ],
    ],
    help: 'only these nodes: i-… or mi-…; may be repeated',
    group,
    value: 'id',
  },
  'os-user': {
    kind: 'text',
    env: false,
    kinds: ['user'],
    // InstanceOSUser in the service model of EC2 Instance Connect.
    rules: [
      [
        /^[A-Za-z_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?$/,
        'it must be the name of an operating system user on the nodes (at most 32 characters)',
      ],
    ],
    help: 'also SSH keys for this user of the node, through EC2 Instance Connect: what ssh, scp and sftp push',
    group,
    value: 'name',
  },
  for: {
    kind: 'list',
    env: false,
    kinds: ['operator'],
    options: [...TASKS, ...MORE_TASKS],
    default: TASKS,
    help: `what is run: ${TASKS.join(', ')}; and, only where named, ${MORE_TASKS.join(', ')}`,
    otherwise: TASKS.join(','),
    group: 'POLICY OPERATOR',
    value: 'a,b',
  },
  's3-bucket-owner': {
    kind: 'text',
    env: false,
    kinds: ['instance', 'vpc-endpoint'],
    rules: [[/^\d{12}$/, 'an account id has 12 digits']],
    help: 'the account of the bucket, if it is another one: its policy has to allow the same',
    value: 'id',
  },
  service: {
    kind: 'text',
    env: false,
    kinds: ['vpc-endpoint'],
    rules: [[SERVICES, `it must be one of ${SERVICES.join(', ')}`]],
    help: `the service that the endpoint is for: ${SERVICES.join(', ')}`,
    otherwise: 's3',
    group: 'POLICY VPC-ENDPOINT',
    value: 'name',
  },
  create: {
    kind: 'text',
    env: false,
    kinds: ['instance', 'user', 'operator'],
    help: 'make it a managed policy of this name in each account, instead of printing it',
    value: 'name',
  },
  overwrite: {
    kind: 'switch',
    env: false,
    needs: 'create',
    help: 'with --create: also change a policy that session-manager did not make',
  },
} as const satisfies Readonly<Record<string, PolicyInput>>;
