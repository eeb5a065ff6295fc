import type { IAM } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import { isDenied } from '../aws/errors.ts';
import { grantsOf, keyRegionsGranted } from '../policies/reading/identity-policy.ts';
import { keyAccess } from '../policies/reading/key-access.ts';
import {
  type Need,
  type Permission,
  permissionsOf,
  type SessionConfiguration,
} from '../policies/documents/session-needs.ts';
import type { AccountFacts } from '../facts/account.ts';
import { type NodeRole, nodeRoles } from '../facts/node-roles.ts';
import type { RegionFacts } from '../facts/region.ts';
import { isOfAws, type Role } from '../facts/roles.ts';
import { judge, type Judgement } from '../facts/simulation.ts';

/**
 * Why a role cannot do what it needs. `missing`: no policy allows it. `single-region`: a policy allows it, but for the
 * key of another region. `key-policy`: the key's own policy keeps it out. `forbidden`: a Deny or the permissions boundary
 * does. `organization`, `unclear` and `unseen`: it is not known, since the organization decides, the key policy is not
 * understood, or the aliases of the key may not be read.
 */
export type Cause = 'missing' | 'single-region' | 'key-policy' | 'forbidden' | 'organization' | 'unclear' | 'unseen';

/** Something that a role needs in some regions and has not. */
export interface Gap extends Pick<NodeRole, 'role' | 'source' | 'usedIn'> {
  readonly need: Need;
  readonly cause: Cause;
  readonly regions: readonly RegionFacts[];
  readonly actions: readonly string[];
}

export interface RoleAudit {
  readonly roles: readonly NodeRole[];
  readonly gaps: readonly Gap[];
}

// IAM throttles its simulator early.
const AT_ONCE = 6;

/** Puts every role under which agents work to IAM's own evaluator: one call a role, whatever the number of regions. */
export async function auditRoles(facts: AccountFacts): Promise<RoleAudit> {
  const [client, all, regions] = await Promise.all([facts.iam(), facts.roles(), facts.regions()]);
  const roles = await nodeRoles(facts, all, regions);
  const limit = pLimit(AT_ONCE);
  const look = (some: readonly NodeRole[]): Promise<readonly Found[]> =>
    Promise.all(some.map((role) => limit(() => gapsOf(client, role, all.complete))));
  const own = await look(roles.filter(({ source }) => source === 'profile'));
  // Instances whose own role may not register work under that of Default Host Management.
  const left = new Set(own.flatMap((found) => [...found.left]));
  const others = roles.flatMap((role) => {
    if (role.source === 'profile') return [];
    const more = role.source === 'host-management' ? role.regions.filter((region) => left.has(region)) : [];
    return [{ ...role, usedIn: new Set([...role.usedIn, ...more]) }];
  });
  return { roles, gaps: [...own, ...(await look(others))].flatMap(({ gaps }) => gaps) };
}

interface Found {
  readonly gaps: readonly Gap[];
  /** Regions in which something runs that has the role, and works under another one. */
  readonly left: readonly RegionFacts[];
}

/** A permission in one region, and what came of it. */
interface Answer {
  readonly facts: RegionFacts;
  readonly permission: Permission;
  readonly decision: Judgement;
}

async function gapsOf(client: IAM, node: NodeRole, hasPolicies: boolean): Promise<Found> {
  const configurations = await Promise.all(
    node.regions.map(async (facts) => ({ facts, configuration: await facts.configuration() })),
  );
  const answers = [
    ...(await directAnswers(client, node.role, configurations, hasPolicies)),
    ...(await answersByService(client, node.role, configurations, hasPolicies)),
  ];
  // Where Default Host Management is on, an agent whose own role may not register works under the other one.
  const elsewhere = node.source === 'profile' ? await leftToHostManagement(answers) : new Set<RegionFacts>();
  const gaps: Gap[] = [];
  for (const answer of answers) {
    if (elsewhere.has(answer.facts)) continue;
    const cause = await causeOf(node.role, answer);
    if (cause) addGap(gaps, node, answer, cause);
  }
  return { gaps, left: [...elsewhere].filter((facts) => node.usedIn.has(facts)) };
}

type Configured = readonly { readonly facts: RegionFacts; readonly configuration: SessionConfiguration }[];

/** The service by which a permission is used; absent: directly. One question to the simulator has one of them. */
const serviceOf = ({ context }: Permission): string | undefined => context['kms:ViaService']?.[0];

const isDirect = (permission: Permission): boolean => serviceOf(permission) === undefined;

async function directAnswers(
  client: IAM,
  role: Role,
  configurations: Configured,
  hasPolicies: boolean,
): Promise<readonly Answer[]> {
  const asked = configurations.flatMap(({ facts, configuration }) =>
    permissionsOf(configuration)
      .filter(isDirect)
      .map((permission) => ({ facts, permission })),
  );
  const together = await decide(client, role, asked);
  if (configurations.length < 2) return together;
  // The region of a request is one; where it decides, all regions cannot be asked about at once.
  const depends = together.some(({ decision }) => decision === 'unknown') || (hasPolicies && (await namesRegion(role)));
  if (!depends) return together;
  const apart = configurations.map(({ facts }) =>
    decide(
      client,
      role,
      asked.filter((entry) => entry.facts === facts),
    ),
  );
  return (await Promise.all(apart)).flat();
}

async function decide(client: IAM, role: Role, asked: readonly Omit<Answer, 'decision'>[]): Promise<readonly Answer[]> {
  const decisions = await judge(
    client,
    role.arn,
    asked.map(({ permission }) => permission),
  );
  return asked.map((entry, index) => ({ ...entry, decision: decisions[index] ?? 'unknown' }));
}

const namesRegion = async (role: Role): Promise<boolean> =>
  /aws:requestedregion/i.test(JSON.stringify(await role.policies()));

// Each service by which a key is used is a question of its own. It is not asked where no policy speaks of keys.
async function answersByService(
  client: IAM,
  role: Role,
  configurations: Configured,
  hasPolicies: boolean,
): Promise<readonly Answer[]> {
  const byService = new Map<string, Omit<Answer, 'decision'>[]>();
  for (const { facts, configuration } of configurations) {
    for (const permission of permissionsOf(configuration)) {
      const service = serviceOf(permission);
      if (service === undefined) continue;
      byService.set(service, [...(byService.get(service) ?? []), { facts, permission }]);
    }
  }
  const answers = [...byService.values()].map(async (asked) => {
    const actions = asked.map(({ permission }) => permission.action);
    if (!hasPolicies || (await mayGrant(role, actions))) return decide(client, role, asked);
    return asked.map((entry): Answer => ({ ...entry, decision: 'denied' }));
  });
  return (await Promise.all(answers)).flat();
}

/** The managed policies of AWS that nodes usually have; none of them is about keys. */
const SILENT = /:aws:policy\/(service-role\/)?(AmazonSSM\w*|AmazonEC2RoleforSSM|CloudWatchAgentServerPolicy)$/;

async function mayGrant(role: Role, actions: readonly string[]): Promise<boolean> {
  const foreign = (await role.attached()).filter((arn) => isOfAws(arn) && !SILENT.test(arn));
  if (foreign.length > 0) return true;
  const policies = await role.policies();
  return actions.every((action) => grantsOf(policies, action).length > 0);
}

async function leftToHostManagement(answers: readonly Answer[]): Promise<ReadonlySet<RegionFacts>> {
  const unregistered = answers.filter(
    ({ permission, decision }) =>
      permission.action === 'ssm:UpdateInstanceInformation' && ['denied', 'forbidden'].includes(decision),
  );
  const left = await Promise.all(
    unregistered.map(async ({ facts }) => ((await facts.hostManagementRole().catch(() => undefined)) ? [facts] : [])),
  );
  return new Set(left.flat());
}

const CAUSES = { allowed: undefined, denied: 'missing', forbidden: 'forbidden', unknown: 'organization' } as const;

async function causeOf(role: Role, { facts, permission, decision }: Answer): Promise<Cause | undefined> {
  const plain = CAUSES[decision];
  if (permission.need !== 'kms-decrypt') return plain;
  const name = (await facts.configuration()).key;
  const key = name && (await facts.key(name.arn ?? name.aliases[0] ?? '').catch(() => undefined));
  // What a key that is not there would be called by, and so who might use it, nobody can tell.
  if (key && key.kind !== 'found' && name.aliases.length === 0) return undefined;
  if (key?.kind === 'found') {
    const access = keyAccess(key.policy, facts.target, role.arn, permission.action, permission.context);
    if (access === 'granted') return plain === 'missing' ? undefined : plain;
    if (access === 'refused') return 'key-policy';
    if (access === 'unknown' && (key.policy ? !plain || plain === 'missing' : plain === 'missing')) return 'unclear';
  }
  if (plain !== 'missing') return plain;
  const hidden = key?.kind === 'found' ? key.aliasesHidden : name?.aliases.length === 0;
  if (hidden && (await goesByAlias(role))) return 'unseen';
  return (await isForAnotherRegion(role, facts)) ? 'single-region' : plain;
}

/** Whether a policy of a role names keys by their aliases; it may, where they may not be read. */
const goesByAlias = (role: Role): Promise<boolean> =>
  role.policies().then(
    (policies) => /kms:resourcealiases/i.test(JSON.stringify(policies)),
    () => true,
  );

async function isForAnotherRegion(role: Role, { target }: RegionFacts): Promise<boolean> {
  try {
    const granted = keyRegionsGranted(await role.policies(), target);
    return granted !== 'any' && granted.size > 0 && !granted.has(target.region);
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

function addGap(gaps: Gap[], { role, source, usedIn }: NodeRole, { facts, permission }: Answer, cause: Cause): void {
  const { need, action } = permission;
  const index = gaps.findIndex((gap) => gap.need === need && gap.cause === cause);
  const known = gaps[index];
  if (!known) {
    gaps.push({ role, source, usedIn, need, cause, regions: [facts], actions: [action] });
    return;
  }
  gaps[index] = {
    ...known,
    regions: [...new Set([...known.regions, facts])],
    actions: [...new Set([...known.actions, action])],
  };
}
