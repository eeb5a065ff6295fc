// Commands that are made up, for tests of what shells complete.
import { completedCommands, type KnownCommand } from '../../src/completion/model.ts';

const option = (name: string, members: object = {}) => ({ name, type: 'option' as const, ...members });

/** As oclif knows them. */
export const KNOWN: readonly KnownCommand[] = [
  {
    id: 'setup',
    summary: `set up: what's "new", $(id) and \`id\`; ${'a'.repeat(120)} b`,
    hidden: false,
    flags: {
      regions: option('regions', { char: 'r', multiple: true, description: "which [default: none]: it's $(id)" }),
      profiles: option('profiles', { multiple: true }),
      'org-profile': option('org-profile'),
      config: option('config', { helpValue: 'file' }),
      reason: option('reason', { helpValue: 'text' }),
      format: option('format', { options: ['text', 'markdown'] }),
      streaming: { name: 'streaming', type: 'boolean', allowNo: true, description: 'stream' },
      secret: { name: 'secret', type: 'boolean', hidden: true },
    },
    args: {},
  },
  {
    id: 'plan',
    hidden: false,
    description: 'show what <%= config.bin %> setup would do',
    flags: {
      regions: option('regions', { char: 'r', multiple: true, description: "which [default: none]: it's $(id)" }),
    },
    args: {},
  },
  { id: 'export:terraform', hidden: false, flags: { retention: option('retention') }, args: {} },
  { id: 'export:cloudformation', hidden: false, flags: {}, args: {} },
  { id: 'policy', hidden: false, flags: {}, args: { kind: { options: ['user', 'instance'] } } },
  { id: 'merge', hidden: false, flags: {}, args: { files: {} } },
  { id: 'help', hidden: false, flags: {}, args: { command: {} } },
  { id: 'start', hidden: false, flags: { reason: option('reason', { helpValue: 'text' }) }, args: { target: {} } },
  { id: 'internal', hidden: true, flags: {}, args: {} },
];

export const COMMANDS = completedCommands(KNOWN, 'session-manager');

/** Files of ~/.aws with names of every kind, and headings that are none. */
export const CONFIG = [
  '# [profile comment]',
  '[default]',
  'region = us-east-1',
  '[profile dev]',
  '[profile "team one"]',
  `[profile 'two "q" x']`,
  '[profile it$(touch${IFS}pwned)`id`]',
  '[profile prod] ; not ] prod',
  ' [ profile.dotted ]',
  '[profile no blanks]',
  '[sso-session corp]',
  '[services local]',
  '[dev2]',
  '[profile a,b]',
  '[profile bell\u0007]',
  '',
].join('\n');

export const CREDENTIALS = '[prod]\r\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\r\n[ci]\n[profile moved]\n[last]';

/** The names in them that can be given to a flag. */
export const NAMES = [
  'default',
  'dev',
  'team one',
  'two "q" x',
  'it$(touch${IFS}pwned)`id`',
  'prod',
  'dotted',
  'ci',
  'moved',
  'last',
];
