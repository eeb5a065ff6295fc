import { Flags } from '@oclif/core';
import { FORMAT_NAMES } from '../render/formats.ts';

const lists = { multiple: true, multipleNonGreedy: true } as const;
const TARGETS = 'TARGETS';
const RUN = 'RUN';

/** Flags of every command that works on targets. Values are text here; `scope.ts` and `inputs.ts` check them. */
export const targetFlags = {
  regions: Flags.string({
    ...lists,
    char: 'r',
    description:
      'regions, separated by commas; all: every region enabled in the account [default: the region of the SDK]',
    env: 'SESSION_MANAGER_REGIONS',
    helpGroup: TARGETS,
    helpValue: 'a,b',
  }),
  'exclude-regions': Flags.string({
    ...lists,
    description: 'regions to leave out',
    env: 'SESSION_MANAGER_EXCLUDE_REGIONS',
    helpGroup: TARGETS,
    helpValue: 'a,b',
  }),
  profiles: Flags.string({
    ...lists,
    description: 'profiles of ~/.aws, one account each [default: the credentials of the SDK]',
    env: 'SESSION_MANAGER_PROFILES',
    helpGroup: TARGETS,
    helpValue: 'a,b',
  }),
  accounts: Flags.string({
    ...lists,
    description: 'account ids, entered by assuming --role-name; all: every active account of the organization',
    env: 'SESSION_MANAGER_ACCOUNTS',
    helpGroup: TARGETS,
    helpValue: 'id,id',
  }),
  'exclude-accounts': Flags.string({
    ...lists,
    description: 'account ids to leave out',
    env: 'SESSION_MANAGER_EXCLUDE_ACCOUNTS',
    helpGroup: TARGETS,
    helpValue: 'id,id',
  }),
  'role-name': Flags.string({
    description: 'role to assume in each of --accounts [default: OrganizationAccountAccessRole]',
    env: 'SESSION_MANAGER_ROLE_NAME',
    helpGroup: TARGETS,
    helpValue: 'name',
  }),
  'external-id': Flags.string({
    description: 'external id that the role demands',
    env: 'SESSION_MANAGER_EXTERNAL_ID',
    helpGroup: TARGETS,
    helpValue: 'id',
  }),
  concurrency: Flags.string({
    description: 'targets worked on at once [default: 16]',
    env: 'SESSION_MANAGER_CONCURRENCY',
    helpGroup: RUN,
    helpValue: 'n',
  }),
  timeout: Flags.string({
    description: 'the most seconds one target may take [default: 300]',
    env: 'SESSION_MANAGER_TIMEOUT',
    helpGroup: RUN,
    helpValue: 's',
  }),
  sandbox: Flags.boolean({
    description: 'work on a local, made-up AWS; no account and no credentials needed',
    env: 'SESSION_MANAGER_SANDBOX',
    helpGroup: RUN,
  }),
  debug: Flags.boolean({
    description: 'show every API call on stderr, one line each',
    env: 'SESSION_MANAGER_DEBUG',
    helpGroup: RUN,
  }),
} as const;

/** Print what would be done, without a single call. */
export const noopFlag = {
  noop: Flags.boolean({
    description: 'print the actions and call no API at all; works without credentials',
    env: 'SESSION_MANAGER_NOOP',
    helpGroup: RUN,
  }),
} as const;

const LOGS = 'LOG GROUP';
const KEY = 'KMS KEY';
const PREFERENCES = 'SESSION PREFERENCES';
const AGENT = 'AGENT UPDATE';
const ROLES = 'ROLES OF NODES';

/** Where the log group and the key are; `delete` needs them too. */
export const nameFlags = {
  'log-group': Flags.string({
    description: 'log group that takes the session logs [default: sessions]',
    env: 'SESSION_MANAGER_LOG_GROUP',
    helpGroup: LOGS,
    helpValue: 'name',
  }),
  'kms-alias': Flags.string({
    description: 'alias of the key [default: session]',
    env: 'SESSION_MANAGER_KMS_ALIAS',
    helpGroup: KEY,
    helpValue: 'name',
  }),
} as const;

/** What `setup` makes, and `plan` shows. */
export const setupFlags = {
  ...nameFlags,
  retention: Flags.string({
    description: 'days after which log events expire, or never [default: never for a new group]',
    env: 'SESSION_MANAGER_RETENTION',
    helpGroup: LOGS,
    helpValue: 'days',
  }),
  'deletion-protection': Flags.boolean({
    allowNo: true,
    description: 'nobody can delete the log group before this is turned off again',
    env: 'SESSION_MANAGER_DELETION_PROTECTION',
    helpGroup: LOGS,
  }),
  kms: Flags.boolean({
    description: 'encrypt the log group with a KMS key of its own',
    env: 'SESSION_MANAGER_KMS',
    helpGroup: KEY,
  }),
  'kms-key': Flags.string({
    description: 'ARN of an existing key to use instead; it is checked, never changed',
    env: 'SESSION_MANAGER_KMS_KEY',
    helpGroup: KEY,
    helpValue: 'arn',
  }),
  'rotation-days': Flags.string({
    description: 'days between rotations of the key, 90 to 2560 [default: 365 for a new key]',
    env: 'SESSION_MANAGER_ROTATION_DAYS',
    helpGroup: KEY,
    helpValue: 'n',
  }),
  'encrypt-sessions': Flags.boolean({
    description:
      'encrypt the data channel of sessions with the key too; nodes then need kms:Decrypt, users kms:GenerateDataKey',
    env: 'SESSION_MANAGER_ENCRYPT_SESSIONS',
    helpGroup: KEY,
  }),
  overwrite: Flags.boolean({
    description:
      'change a preferences document that differs; what you do not ask for stays, and delete puts the old version back',
    env: 'SESSION_MANAGER_OVERWRITE',
    helpGroup: PREFERENCES,
  }),
  's3-bucket': Flags.string({
    description: 'bucket that takes session logs too; it must exist',
    env: 'SESSION_MANAGER_S3_BUCKET',
    helpGroup: PREFERENCES,
    helpValue: 'name',
  }),
  's3-prefix': Flags.string({
    description: 'key prefix in the bucket',
    env: 'SESSION_MANAGER_S3_PREFIX',
    helpGroup: PREFERENCES,
    helpValue: 'prefix',
  }),
  's3-encryption': Flags.boolean({
    allowNo: true,
    description: 'demand that the bucket is encrypted [default: on with --s3-bucket]',
    env: 'SESSION_MANAGER_S3_ENCRYPTION',
    helpGroup: PREFERENCES,
  }),
  streaming: Flags.boolean({
    allowNo: true,
    description: 'log while the session runs, not only at its end [default: on in a new document]',
    env: 'SESSION_MANAGER_STREAMING',
    helpGroup: PREFERENCES,
  }),
  'idle-timeout': Flags.string({
    description: 'minutes after which an idle session ends, 1 to 60 [default: 20 in a new document]',
    env: 'SESSION_MANAGER_IDLE_TIMEOUT',
    helpGroup: PREFERENCES,
    helpValue: 'min',
  }),
  'max-duration': Flags.string({
    description: 'minutes after which any session ends, 1 to 1440 [default: none in a new document]',
    env: 'SESSION_MANAGER_MAX_DURATION',
    helpGroup: PREFERENCES,
    helpValue: 'min',
  }),
  'run-as': Flags.string({
    description: 'operating system user of sessions on Linux and macOS',
    env: 'SESSION_MANAGER_RUN_AS',
    helpGroup: PREFERENCES,
    helpValue: 'user',
  }),
  'shell-profile-linux': Flags.string({
    description: 'commands run at the start of sessions on Linux and macOS',
    env: 'SESSION_MANAGER_SHELL_PROFILE_LINUX',
    helpGroup: PREFERENCES,
    helpValue: 'text',
  }),
  'shell-profile-windows': Flags.string({
    description: 'commands run at the start of sessions on Windows',
    env: 'SESSION_MANAGER_SHELL_PROFILE_WINDOWS',
    helpGroup: PREFERENCES,
    helpValue: 'text',
  }),
  'agent-update': Flags.boolean({
    allowNo: true,
    default: true,
    description: 'keep the agent up to date by a State Manager association',
    env: 'SESSION_MANAGER_AGENT_UPDATE',
    helpGroup: AGENT,
  }),
  'agent-update-schedule': Flags.string({
    description: 'when, as cron(...) or rate(...) [default: cron(0 2 ? * * *)]',
    env: 'SESSION_MANAGER_AGENT_UPDATE_SCHEDULE',
    helpGroup: AGENT,
    helpValue: 'expression',
  }),
  'agent-update-targets': Flags.string({
    ...lists,
    description: 'which nodes: up to five of tag:Key=Value, or all [default: tag:StateManager=yes]',
    env: 'SESSION_MANAGER_AGENT_UPDATE_TARGETS',
    helpGroup: AGENT,
    helpValue: 'tag:Key=Value',
  }),
  'policy-audit': Flags.boolean({
    allowNo: true,
    default: true,
    description: 'look whether the roles of nodes may register, write session logs and use the key',
    env: 'SESSION_MANAGER_POLICY_AUDIT',
    helpGroup: ROLES,
  }),
  grant: Flags.boolean({
    description: 'give these roles what they lack: one policy of our own, which delete takes away',
    env: 'SESSION_MANAGER_GRANT',
    helpGroup: ROLES,
  }),
  tag: Flags.string({
    ...lists,
    description: 'tag put on everything that is created; may be repeated',
    env: 'SESSION_MANAGER_TAG',
    helpValue: 'key=value',
  }),
} as const;

/** How `delete` goes about it. */
export const deleteFlags = {
  ...nameFlags,
  force: Flags.boolean({
    description: 'also delete what session-manager did not make, and lift deletion protection',
    env: 'SESSION_MANAGER_FORCE',
  }),
  'keep-logs': Flags.boolean({
    description: 'leave the log group, and the key it needs',
    env: 'SESSION_MANAGER_KEEP_LOGS',
  }),
  'keep-key': Flags.boolean({ description: 'leave the key', env: 'SESSION_MANAGER_KEEP_KEY' }),
  'pending-window': Flags.string({
    description: 'days until the key is gone for good, 7 to 30 [default: 30]',
    env: 'SESSION_MANAGER_PENDING_WINDOW',
    helpValue: 'days',
  }),
} as const;

const CHECKS = 'CHECKS';

// One list of flags serves setup and doctor; some say nothing to one that changes nothing.
const unused = <Flag extends object>(flag: Flag): Flag => ({ ...flag, hidden: true });

/** What `doctor` looks at, and how it says it. */
export const doctorFlags = {
  only: Flags.string({
    ...lists,
    description: 'make these checks only: ids, or families such as kms; --noop lists them all',
    env: 'SESSION_MANAGER_ONLY',
    helpGroup: CHECKS,
    helpValue: 'check,check',
  }),
  skip: Flags.string({
    ...lists,
    description: 'leave these checks out',
    env: 'SESSION_MANAGER_SKIP',
    helpGroup: CHECKS,
    helpValue: 'check,check',
  }),
  strict: Flags.boolean({
    description: 'exit 1 for warnings, too',
    env: 'SESSION_MANAGER_STRICT',
    helpGroup: CHECKS,
  }),
  format: Flags.option({
    options: FORMAT_NAMES,
    default: 'text' as const,
    description: 'how the findings are printed; --json prints the whole report',
    env: 'SESSION_MANAGER_FORMAT',
    helpGroup: CHECKS,
  })(),
  ...setupFlags,
  overwrite: unused(setupFlags.overwrite),
  'policy-audit': unused(setupFlags['policy-audit']),
  grant: unused(setupFlags.grant),
  tag: unused(setupFlags.tag),
} as const;

const USERS = 'POLICY USER';

/** What `policy` prints or makes: the flags of `setup` that a policy depends on, and its own. */
export const policyFlags = {
  ...nameFlags,
  kms: setupFlags.kms,
  'kms-key': setupFlags['kms-key'],
  'encrypt-sessions': setupFlags['encrypt-sessions'],
  's3-bucket': setupFlags['s3-bucket'],
  's3-prefix': setupFlags['s3-prefix'],
  's3-encryption': setupFlags['s3-encryption'],
  shell: Flags.boolean({ allowNo: true, description: 'sessions with a shell [default: on]', helpGroup: USERS }),
  ssh: Flags.boolean({ description: 'sessions that carry SSH', helpGroup: USERS }),
  'port-forwarding': Flags.boolean({
    description: 'sessions that forward a port of the node, or of a host behind it',
    helpGroup: USERS,
  }),
  tag: Flags.string({
    ...lists,
    description: 'only nodes with this tag; may be repeated, and all must fit',
    helpGroup: USERS,
    helpValue: 'key=value',
  }),
  instance: Flags.string({
    ...lists,
    description: 'only these nodes: i-… or mi-…; may be repeated',
    helpGroup: USERS,
    helpValue: 'id',
  }),
  'os-user': Flags.string({
    description: 'SSH keys for this user of the node too, by EC2 Instance Connect',
    helpGroup: USERS,
    helpValue: 'name',
  }),
  for: Flags.string({
    ...lists,
    description: 'what is run: setup, plan, delete, doctor, grant [default: all of it]',
    helpGroup: 'POLICY OPERATOR',
    helpValue: 'a,b',
  }),
  create: Flags.string({
    description: 'make it a managed policy of this name in each account, instead of printing it',
    helpValue: 'name',
  }),
  overwrite: Flags.boolean({ description: 'with --create: also change a policy that session-manager did not make' }),
} as const;
