import pLimit from 'p-limit';
import { grantsOf } from '../policies/reading/identity-policy.ts';
import { type Permission, permissionsOf } from '../policies/documents/session-needs.ts';
import { keyNamed, type SessionConfiguration } from '../policies/needs/configuration.ts';
import type { AccountFacts } from '../facts/account.ts';
import { isOfAws, type Role } from '../facts/roles.ts';
import { simulate } from '../facts/simulation.ts';
import { trusts } from '../policies/reading/trust-policy.ts';
import { type BucketCause, causesByBucket } from './bucket-permission.ts';
import { shownBy, worksUnder } from './evidence.ts';
import { addGap, type Decided, type Gap } from './gap.ts';
import { type Cause, causeByBucketKey, causeByIam, causeByKey, causeByLogsKey, isKnown } from './key-permission.ts';
import { weigh } from './missing-keys.ts';
import { type NodeRole, nodeRoles } from './node-roles.ts';
import type { RegionAudit } from './region.ts';
import { type Ask, asNodes } from './registering.ts';
import { REGISTER, toldOf } from './unused-role.ts';

export interface RoleAudit {
  readonly roles: readonly NodeRole[];
  readonly gaps: readonly Gap[];
}

// IAM soon throttles its simulator.
const AT_ONCE = 6;

/** Asks IAM's own evaluator about every role under which agents work: one call per role, whatever the number of regions. */
export async function auditRoles(facts: AccountFacts<RegionAudit>): Promise<RoleAudit> {
  const regions = await facts.regions();
  beginReading(regions);
  const [client, all] = await Promise.all([facts.iam(), facts.roles()]);
  const roles = await nodeRoles(facts, all, regions);
  const [atOnce, callsAtOnce] = [pLimit(AT_ONCE), pLimit(AT_ONCE)];
  const ask: Ask = async (role, asked) => {
    const rulings = await callsAtOnce(() => simulate(client, role.arn, asked));
    return Promise.all(
      asked.map((one, index) => weigh(role, one, rulings[index] ?? { decision: 'unknown', keys: [] })),
    );
  };
  const found = await Promise.all(roles.map((role) => atOnce(() => gapsOf(ask, role, all.complete))));
  const leftBy = roles.flatMap(({ role }, index) =>
    [...(found[index]?.left ?? [])].map((region) => ({ facts: region, profiles: role.profiles })),
  );
  const left = new Set(leftBy.map((one) => one.facts));
  const completed = roles.map((role): NodeRole => {
    if (role.source !== 'host-management' || leftBy.length === 0) return role;
    // Instances whose own role cannot register work under the role of Default Host Management.
    return { ...role, usedIn: new Set([...role.usedIn, ...role.regions.filter((one) => left.has(one))]), leftBy };
  });
  const gaps = completed.flatMap(({ usedIn, leftBy: leaving }, index) =>
    (found[index]?.gaps ?? []).map((gap) => (leaving ? { ...gap, usedIn, leftBy: leaving } : gap)),
  );
  return { roles: completed, gaps };
}

/** Begins to read what is needed of every region, so that nothing there waits for the roles. A failure reaches whoever asks for the read. */
export function beginReading(regions: readonly RegionAudit[]): void {
  for (const { instances, hostManagementRole, nodes, configuration } of regions) {
    for (const read of [instances, hostManagementRole, nodes, configuration]) read().catch(() => undefined);
  }
}

interface RoleGaps {
  readonly gaps: readonly Gap[];
  /** The regions in which an instance has this role but works under another one. */
  readonly left: readonly RegionAudit[];
}

async function gapsOf(ask: Ask, node: NodeRole, hasPolicies: boolean): Promise<RoleGaps> {
  const configurations = await Promise.all(
    node.regions.map(async (facts) => ({ facts, configuration: await facts.configuration() })),
  );
  const given = await Promise.all([
    directAnswers(ask, node.role, configurations, hasPolicies),
    answersByService(ask, node.role, configurations, hasPolicies),
  ]);
  const answers = await asNodes(ask, node, given.flat(), hasPolicies);
  // Where Default Host Management is on, an agent whose own role cannot register works under its role.
  const { elsewhere, unsettled } = node.source === 'profile' ? await leftToHostManagement(node, answers) : NOT_LEFT;
  const shown = await shownAnswers(node, answers);
  const gaps: Gap[] = [];
  // Registering is shown by a node that is online, channels by one that holds one.
  const unshown: Gap[] = [];
  for (const answer of answers) {
    if (elsewhere.has(answer.facts)) continue;
    if (shown.has(answer)) {
      if (answer.permission.action !== REGISTER) addGap(unshown, node, answer, { cause: 'conditional' });
      continue;
    }
    for (const { cause, ...more } of await causesOf(node.role, answer)) {
      const open = isKnown(cause) && unsettled.has(answer.facts);
      addGap(gaps, node, answer, open ? { cause: 'unsettled' } : { cause, ...more });
    }
  }
  const guarded = answers.some(({ keys }) => keys.length > 0);
  const told = [...toldOf(node, answers, gaps), ...unshown.map((gap) => ({ ...gap, unlessConnected: true }))];
  return {
    gaps: guarded ? told.map((gap) => ({ ...gap, guarded })) : told,
    left: [...elsewhere].filter((facts) => node.usedIn.has(facts)),
  };
}

/** Finds the answers that nodes contradict: what depends on a condition, which they meet since they are online. */
async function shownAnswers(node: NodeRole, answers: readonly Decided[]): Promise<ReadonlySet<Decided>> {
  const open = answers.filter(({ permission, keys }) => permission.need === 'core' && keys.length > 0);
  const found = [...new Set(open.map(({ facts }) => facts))].map(async (facts) => {
    if (!(await worksUnder(node, facts))) return [];
    const here = open.filter((answer) => answer.facts === facts);
    const asOpen = ({ permission, keys }: Decided) => ({ action: permission.action, keys });
    const isShown = shownBy(here.map(asOpen));
    return here.filter((answer) => isShown(asOpen(answer)));
  });
  return new Set((await Promise.all(found)).flat());
}

type Configured = readonly { readonly facts: RegionAudit; readonly configuration: SessionConfiguration }[];

/** The service by which a permission is used; absent: directly. One question to the simulator has one service. */
const serviceOf = ({ context }: Permission): string | undefined => context['kms:ViaService']?.[0];

const isDirect = (permission: Permission): boolean => serviceOf(permission) === undefined;

async function directAnswers(
  ask: Ask,
  role: Role,
  configurations: Configured,
  hasPolicies: boolean,
): Promise<readonly Decided[]> {
  const asked = configurations.flatMap(({ facts, configuration }) =>
    permissionsOf(configuration)
      .filter(isDirect)
      .map((permission) => ({ facts, permission })),
  );
  const together = await decisionsOn(ask, role, asked);
  if (configurations.length < 2) return together;
  // A request has one region; where that decides, all regions cannot be asked about at once.
  const depends = together.some(({ decision }) => decision === 'unknown') || (hasPolicies && (await namesRegion(role)));
  if (!depends) return together;
  const apart = configurations.map(({ facts }) =>
    decisionsOn(
      ask,
      role,
      asked.filter((entry) => entry.facts === facts),
    ),
  );
  return (await Promise.all(apart)).flat();
}

async function decisionsOn(
  ask: Ask,
  role: Role,
  asked: readonly Pick<Decided, 'facts' | 'permission'>[],
): Promise<readonly Decided[]> {
  const rulings = await ask(
    role,
    asked.map(({ permission }) => permission),
  );
  return asked.map((entry, index) => ({ ...entry, ...(rulings[index] ?? { decision: 'unknown', keys: [] }) }));
}

const namesRegion = async (role: Role): Promise<boolean> =>
  /aws:requestedregion/i.test(JSON.stringify(await role.policies()));

// Each service through which a key is used is a question of its own. It is not asked where no policy mentions keys.
async function answersByService(
  ask: Ask,
  role: Role,
  configurations: Configured,
  hasPolicies: boolean,
): Promise<readonly Decided[]> {
  const byService = new Map<string, Pick<Decided, 'facts' | 'permission'>[]>();
  for (const { facts, configuration } of configurations) {
    for (const permission of permissionsOf(configuration)) {
      const service = serviceOf(permission);
      if (service === undefined) continue;
      byService.set(service, [...(byService.get(service) ?? []), { facts, permission }]);
    }
  }
  const answers = [...byService.values()].map(async (asked) => {
    const actions = asked.map(({ permission }) => permission.action);
    if (!hasPolicies || (await mayGrant(role, actions))) return decisionsOn(ask, role, asked);
    return asked.map((entry): Decided => ({ ...entry, decision: 'denied', keys: [] }));
  });
  return (await Promise.all(answers)).flat();
}

/** Matches the AWS managed policies that nodes usually have; none of them mentions keys. */
const SILENT = /:aws:policy\/(service-role\/)?(AmazonSSM\w*|AmazonEC2RoleforSSM|CloudWatchAgentServerPolicy)$/;

async function mayGrant(role: Role, actions: readonly string[]): Promise<boolean> {
  const foreign = (await role.attached()).filter((arn) => isOfAws(arn) && !SILENT.test(arn));
  if (foreign.length > 0) return true;
  const policies = await role.policies();
  return actions.every((action) => grantsOf(policies, action).length > 0);
}

/** The regions in which a role cannot register, or is not handed out at all, by what Default Host Management is there. */
interface Left {
  /** It is on: the nodes of the role work under its role. */
  readonly elsewhere: ReadonlySet<RegionAudit>;
  /** Its setting cannot be read. */
  readonly unsettled: ReadonlySet<RegionAudit>;
}

const NOT_LEFT: Left = { elsewhere: new Set(), unsettled: new Set() };

async function leftToHostManagement(node: NodeRole, answers: readonly Decided[]): Promise<Left> {
  const unregistered = answers.filter(
    ({ permission, decision, keys }) =>
      permission.action === REGISTER && keys.length === 0 && ['denied', 'bounded', 'forbidden'].includes(decision),
  );
  const distrusting = node.regions.filter(({ target }) => trusts(node.role.trust, 'ec2', target).answer === 'no');
  const regions = [...new Set([...unregistered.map(({ facts }) => facts), ...distrusting])];
  const settings = await Promise.all(
    regions.map(({ hostManagementRole }) =>
      hostManagementRole().then(
        (role) => (role === undefined ? 'off' : 'on'),
        () => 'unread',
      ),
    ),
  );
  const where = (setting: string) => new Set(regions.filter((_, index) => settings[index] === setting));
  return { elsewhere: where('on'), unsettled: where('unread') };
}

async function causesOf(role: Role, answer: Decided): Promise<readonly BucketCause[]> {
  const { facts, permission } = answer;
  const { key = { aliases: [] }, bucket, logGroupKey, logGroupKeyArn } = await facts.configuration();
  const alone = (cause: Cause | undefined): readonly BucketCause[] => (cause === undefined ? [] : [{ cause }]);
  if (permission.need === 'kms-decrypt') return alone(await causeByKey(facts, role, { ...permission, key }, answer));
  if (permission.need === 'kms-via-logs') {
    const used =
      logGroupKey ?? (logGroupKeyArn === undefined || logGroupKeyArn === key.arn ? key : keyNamed(logGroupKeyArn));
    return alone(await causeByLogsKey(facts, role, { ...permission, key: used }, answer));
  }
  if (permission.need !== 's3' || !bucket) return alone(causeByIam(answer));
  if (!permission.action.startsWith('kms:')) return causesByBucket(facts, bucket, { role, ...permission }, answer);
  const used = bucket.key ?? keyNamed(bucket.keyArn ?? '');
  return alone(await causeByBucketKey(facts, role, { ...permission, key: used }, answer));
}
