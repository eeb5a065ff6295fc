import { UserError } from '../../errors.ts';
import { parseInputs, type RawInputs } from '../../inputs/inputs.ts';
import type { PolicyKind, PolicyRequest } from './document.ts';
import { type Task, TASKS } from './operator-policy.ts';
import type { UserAccess } from './user-policy.ts';
import { invalid, list, type Many, parseTags } from '../../inputs/values.ts';

/** Flags as they were typed. */
export interface RawPolicy extends RawInputs {
  readonly ssh?: boolean | undefined;
  readonly 'port-forwarding'?: boolean | undefined;
  readonly shell?: boolean | undefined;
  readonly instance?: Many | undefined;
  readonly 'os-user'?: string | undefined;
  readonly for?: Many | undefined;
  readonly create?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

// Flags that say something about one kind only. Those of setup may stand everywhere: one line serves all kinds.
const OWN_FLAGS: Readonly<Partial<Record<keyof RawPolicy, readonly PolicyKind[]>>> = {
  ssh: ['user'],
  'port-forwarding': ['user'],
  shell: ['user'],
  instance: ['user'],
  'os-user': ['user'],
  tag: ['user'],
  for: ['operator'],
  create: ['instance', 'user', 'operator'],
};

/** Turns flags into what is asked for. Calls nothing. Throws a UserError for the first value that cannot be right. */
export function parsePolicyRequest(kind: PolicyKind, raw: RawPolicy): PolicyRequest {
  for (const [flag, kinds] of Object.entries(OWN_FLAGS)) {
    if (raw[flag as keyof RawPolicy] === undefined || kinds.includes(kind)) continue;
    throw new UserError('conflict', `--${flag} does not go with policy ${kind}, only with ${kinds.join(', ')}`);
  }
  if (raw.overwrite && raw.create === undefined) throw new UserError('conflict', '--overwrite needs --create');
  const { tag: _, overwrite: __, ...rest } = raw;
  // The key of the sessions is that of the log group, so to speak of the one is to speak of the other.
  const kms = raw.kms || (raw['encrypt-sessions'] && raw['kms-key'] === undefined);
  const inputs = parseInputs({ ...rest, kms, 'agent-update': false });
  if (kind === 'operator') return { kind, inputs, tasks: parseTasks(raw.for) };
  if (kind !== 'user') return { kind, inputs };
  const { key, keyAlias, encryptSessions } = inputs;
  const named = key?.kind === 'given' ? { arn: key.arn, aliases: [] } : { aliases: [keyAlias] };
  const uses = encryptSessions || key?.kind === 'given';
  return { kind, inputs, access: { ...parseAccess(raw), ...(uses && { key: named }) } };
}

function parseTasks(values: Many | undefined): readonly Task[] {
  if (values === undefined) return TASKS;
  return list('--for', values).map((name) => {
    const task = TASKS.find((known) => known === name);
    if (task === undefined) throw invalid('--for', name, `it must be one of ${TASKS.join(', ')}`);
    return task;
  });
}

function parseAccess(raw: RawPolicy): UserAccess {
  const { shell = true, ssh = false, 'port-forwarding': portForwarding = false, 'os-user': osUser } = raw;
  if (!shell && !ssh && !portForwarding) {
    throw new UserError('conflict', '--no-shell leaves nothing to start: add --ssh or --port-forwarding');
  }
  const nodes = raw.instance === undefined ? [] : list('--instance', raw.instance).map(nodeId);
  if (osUser !== undefined && nodes.length > 0 && nodes.every((id) => id.startsWith('mi-'))) {
    throw new UserError(
      'conflict',
      `--os-user needs an instance: EC2 Instance Connect does not know ${nodes.join(', ')}`,
    );
  }
  return {
    shell,
    ssh,
    portForwarding,
    tags: raw.tag === undefined ? {} : parseTags(list('--tag', raw.tag)),
    nodes,
    ...(osUser !== undefined && { osUser: osUserName(osUser) }),
  };
}

// InstanceId in the service model of Systems Manager.
function nodeId(text: string): string {
  if (/^(i-(\w{8}|\w{17})|mi-\w{17})$/.test(text)) return text;
  throw invalid('--instance', text, 'it must be the id of an instance (i-0123456789abcdef0) or a hybrid node (mi-…)');
}

// InstanceOSUser in the service model of EC2 Instance Connect.
function osUserName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?$/.test(text)) return text;
  throw invalid(
    '--os-user',
    text,
    'it must be the name of an operating system user on the nodes (at most 32 characters)',
  );
}
