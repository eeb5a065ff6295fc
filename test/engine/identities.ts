// Roles, instance profiles and instances, for tests of what is done with them.
import { emptyState, regionOf, type State } from '../../src/sandbox/state/state.ts';
import { emptyIam, type ManagedPolicy } from '../../src/sandbox/state/iam.ts';
import type { Instance } from '../../src/sandbox/state/ec2.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

/** The policy with what the agent needs, and nothing more. */
export const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

const CREATED = '2026-01-01T00:00:00.000Z';

interface RoleOptions {
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  /** Statements of one inline policy. */
  readonly statements?: readonly object[];
  readonly path?: string;
  /** The statements of its trust policy; absent: they let nodes of all kinds have it. */
  readonly trust?: readonly object[];
  /** No instance profile hands it out. */
  readonly bare?: boolean;
}

export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Statements that allow actions on anything. */
export const allowing = (...actions: readonly string[]): readonly object[] => [
  { Effect: 'Allow', Action: actions, Resource: '*' },
];

const TRUST = {
  Effect: 'Allow',
  Principal: { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] },
  Action: 'sts:AssumeRole',
};

/** A state with these roles, each in an instance profile of its name. */
export function stateWithRoles(
  roles: Readonly<Record<string, RoleOptions>>,
  account = ACCOUNT,
  state: State = emptyState(),
): State {
  const iam = (state.iam[account] ??= emptyIam());
  for (const [index, [name, { attached = [CORE], statements, path = '/', bare, trust = [TRUST] }]] of Object.entries(
    roles,
  ).entries()) {
    const id = String(index + 1).padStart(17, '0');
    const inline = statements ? { sessions: policyText(...statements) } : {};
    const rest = { created: CREATED, attached: [...attached], inline, tags: {}, trust: policyText(...trust) };
    iam.roles[name] = { id: `AROA${id}`, path, ...rest };
    if (!bare) iam.instanceProfiles[name] = { id: `AIPA${id}`, path: '/', created: CREATED, roles: [name] };
  }
  return state;
}

/** Puts a running instance with this profile into a region; without one it depends on Default Host Management. */
export async function addInstance(on: World, id: string, profile?: string, region = REGION): Promise<void> {
  const instance: Instance = {
    state: 'running',
    launched: CREATED,
    platform: 'linux',
    type: 't3.small',
    imageId: 'ami-0a1b2c3d4e5f60718',
    vpc: 'vpc-0a1b2c3d4e5f60718',
    subnet: 'subnet-0a1b2c3d4e5f60718',
    privateIp: '10.0.1.5',
    securityGroups: [],
    ...(profile !== undefined && { profile }),
    metadata: { tokens: 'required', endpoint: 'enabled' },
    tags: {},
  };
  await on.sandbox.edit((state) => void (regionOf(state, ACCOUNT, region).instances[id] = instance));
}

/** A managed policy that somebody has made. */
export const managedPolicy = (name: string, ...statements: readonly object[]): ManagedPolicy => ({
  id: 'ANPA00000000000000001',
  name,
  path: '/',
  description: '',
  created: CREATED,
  defaultVersion: 'v1',
  versions: [{ version: 'v1', document: policyText(...statements), created: CREATED }],
  lastVersion: 1,
  tags: {},
});
