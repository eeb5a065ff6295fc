import { UserError } from '../../errors.ts';
import { parseInputs, type RawInputs } from '../../inputs/inputs.ts';
import type { RawOf } from '../../inputs/input.ts';
import { checkNeeds, readerOf } from '../../inputs/reader.ts';
import { policyInputs, type Service, type Task } from '../../inputs/tables/policy.ts';
import { targetInputs } from '../../inputs/tables/targets.ts';
import { parseTags } from '../../inputs/tags.ts';
import type { PolicyKind, PolicyRequest } from './document.ts';
import type { UserAccess } from '../needs/user-needs.ts';

/** Flags as they were typed. */
export type RawPolicy = Omit<RawInputs, keyof typeof policyInputs> &
  RawOf<typeof policyInputs> &
  Pick<RawOf<typeof targetInputs>, 'role-name'>;

/** Turns flags into a request for a policy. Calls nothing. Throws a UserError for the first value that is not allowed. */
export function parsePolicyRequest(kind: PolicyKind, raw: RawPolicy): PolicyRequest {
  // Flags of setup are allowed with every kind, so that one command line serves all.
  for (const [flag, row] of Object.entries(policyInputs)) {
    if (!('kinds' in row) || raw[flag as keyof RawPolicy] === undefined) continue;
    const kinds: readonly string[] = row.kinds;
    if (!kinds.includes(kind))
      throw new UserError('conflict', `--${flag} does not go with policy ${kind}, only with ${kinds.join(', ')}`);
  }
  checkNeeds(policyInputs, raw);
  const { tag: _, overwrite: __, ...rest } = raw;
  // The key of the sessions is that of the log group, so asking for one asks for the other.
  const kms = raw.kms || (raw['encrypt-sessions'] && raw['kms-key'] === undefined);
  const inputs = parseInputs({ ...rest, kms, 'agent-update': false });
  if (kind === 'operator') {
    const tasks = readerOf(policyInputs, raw)('for') as readonly Task[];
    return { kind, inputs, tasks, roleName: readerOf(targetInputs, raw)('role-name') };
  }
  if (kind === 'key') return { kind, inputs };
  if (kind !== 'user') {
    const read = readerOf(policyInputs, raw);
    const bucketOwner = read('s3-bucket-owner');
    if (bucketOwner !== undefined && raw['s3-bucket'] === undefined) {
      throw new UserError('conflict', '--s3-bucket-owner needs --s3-bucket');
    }
    const owned = { inputs, ...(bucketOwner !== undefined && { bucketOwner }) };
    return kind === 'instance' ? { kind, ...owned } : { kind, ...owned, service: (read('service') ?? 's3') as Service };
  }
  const { key, keyAlias, encryptSessions } = inputs;
  const named = key?.kind === 'given' ? { arn: key.arn, aliases: [] } : { aliases: [keyAlias] };
  const uses = encryptSessions || key?.kind === 'given';
  return { kind, inputs, access: { ...parseAccess(raw), ...(uses && { key: named }) } };
}

function parseAccess(raw: RawPolicy): UserAccess {
  const read = readerOf(policyInputs, raw);
  const { shell = true, ssh = false, 'port-forwarding': portForwarding = false, commands = false } = raw;
  if (!shell && !ssh && !portForwarding && !commands) {
    throw new UserError('conflict', '--no-shell leaves nothing to start: add --ssh, --port-forwarding or --commands');
  }
  const nodes = read('instance') ?? [];
  if (raw['os-user'] !== undefined && nodes.length > 0 && nodes.every((id) => id.startsWith('mi-'))) {
    throw new UserError(
      'conflict',
      `--os-user needs an instance: EC2 Instance Connect does not know ${nodes.join(', ')}`,
    );
  }
  const tags = parseTags(read('tag') ?? []);
  const osUser = read('os-user');
  return { shell, ssh, portForwarding, commands, tags, nodes, ...(osUser !== undefined && { osUser }) };
}
