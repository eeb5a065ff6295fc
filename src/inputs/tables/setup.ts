import type { InputTable } from '../input.ts';
import { preferenceInputs } from './preferences.ts';

const LOGS = 'LOG GROUP';
const KEY = 'KMS KEY';
const AGENT = 'AGENT UPDATE';
const ROLES = 'ROLES OF NODES';

/** The retention periods that CloudWatch Logs offers, in days: `PutRetentionPolicy` in the service model. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The names of the log group and the key; `delete` needs them too. */
export const nameInputs = {
  'log-group': {
    kind: 'text',
    // CreateLogGroup: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    rules: [
      [/^(?!aws\/)/, 'names that begin with aws/ belong to AWS'],
      [/^[\w./#-]{1,512}$/, 'it may hold letters, digits and . - _ / # (at most 512)'],
    ],
    help: 'log group that takes the session logs',
    default: 'sessions',
    group: LOGS,
    value: 'name',
  },
  'kms-alias': {
    kind: 'text',
    // CreateAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    rules: [
      [/^(?!(?:alias\/)?aws(?:\/|$))/, 'aliases that begin with aws/ belong to AWS'],
      [/^(?!alias\/$)(?:alias\/)?[a-zA-Z0-9/_-]{1,250}$/, 'it may hold letters, digits and / _ - (at most 250)'],
    ],
    help: 'alias of the key',
    default: 'session',
    group: KEY,
    value: 'name',
  },
} as const satisfies InputTable;

/** The inputs for what `setup` makes, and `plan` shows. */
export const setupInputs = {
  ...nameInputs,
  retention: {
    kind: 'text',
    rules: [
      [['never', ...RETENTION_DAYS.map(String)], `CloudWatch Logs offers never, ${RETENTION_DAYS.join(', ')} days`],
    ],
    help: 'days after which log events expire, or never',
    otherwise: 'never for a new group',
    group: LOGS,
    value: 'days',
  },
  'deletion-protection': {
    kind: 'switch',
    negatable: true,
    help: 'nobody can delete the log group until this is turned off again',
    group: LOGS,
  },
  kms: { kind: 'switch', help: 'encrypt the log group with a KMS key of its own', group: KEY },
  'kms-key': {
    kind: 'text',
    rules: [
      [
        /^arn:[^:]*:kms:[^:]+:\d{12}:key\/[\w-]+$/,
        'it must be the ARN of a key: arn:aws:kms:us-east-1:111122223333:key/<key id>',
      ],
    ],
    help: 'ARN of an existing key to use instead; it is checked, never changed',
    group: KEY,
    value: 'arn',
  },
  'rotation-days': {
    kind: 'number',
    least: 90,
    most: 2560,
    unit: 'days',
    needs: 'kms',
    help: 'days between rotations of the key, 90 to 2560',
    otherwise: '365 for a new key',
    group: KEY,
    value: 'n',
  },
  'encrypt-sessions': {
    kind: 'switch',
    help: 'encrypt the data channel of sessions with the key too; nodes then need kms:Decrypt, users kms:GenerateDataKey',
    group: KEY,
  },
  overwrite: {
    kind: 'switch',
    help: 'change a preferences document that differs, or a log group or an agent update of others; what you do not ask for stays, and delete puts back what was there. Also change a key behind the alias that others made and that cannot be used as it is',
    group: 'SESSION PREFERENCES',
  },
  ...preferenceInputs,
  'agent-update': {
    kind: 'switch',
    negatable: true,
    default: true,
    help: 'keep the agent up to date by a State Manager association',
    group: AGENT,
  },
  // `schedule.ts` validates it.
  'agent-update-schedule': {
    kind: 'text',
    help: 'when, as cron(...) or rate(...)',
    otherwise: 'cron(0 2 ? * * *) for a new association',
    group: AGENT,
    value: 'expression',
  },
  'agent-update-targets': {
    kind: 'list',
    all: true,
    rules: [[/^tag:[\p{L}\p{Z}\p{N}_.:/\-@]{1,128}=.{1,256}$/u, 'it must be tag:Key=Value, or all']],
    help: 'which nodes: up to five tag:Key=Value, or all',
    otherwise: 'tag:StateManager=yes for a new association',
    group: AGENT,
    value: 'tag:Key=Value',
  },
  'policy-audit': {
    kind: 'switch',
    negatable: true,
    default: true,
    help: 'check that the roles of nodes can register, write session logs and use the key',
    group: ROLES,
  },
  grant: {
    kind: 'switch',
    help: 'give these roles what they lack: one policy of our own, which delete takes away',
    group: ROLES,
  },
  tag: { kind: 'list', help: 'tag put on everything that is created; may be repeated', value: 'key=value' },
} as const satisfies InputTable;
