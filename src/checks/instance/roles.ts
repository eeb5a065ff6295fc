import { type Cause, isKnown } from '../../audit/key-permission.ts';
import type { Gap } from '../../audit/gap.ts';
import { organizationKeys } from '../../audit/organization.ts';
import { nodesUnder } from '../../audit/nodes-under.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { REGISTER } from '../../audit/unused-role.ts';
import { isProtected } from '../../facts/roles.ts';
import type { Need } from '../../policies/needs/need.ts';
import { type Permission, permissionsOf } from '../../policies/documents/session-needs.ts';
import type { AccountCheck, Observation, Things } from '../check.ts';
import { keyFlags } from '../overwriting.ts';
import { bucketRemedy } from './bucket-remedy.ts';
import { MEANING, WITHOUT_LOGS } from './role-needs.ts';
import { READ_SETTING, unreadBy, unreadHostManagement, unreadNodes } from './unread-roles.ts';
import {
  admitToKey,
  dependsOn,
  liftDenial,
  READ_GRANTS,
  READ_KEY_POLICY,
  READ_KEYS,
  tryWithKeys,
} from '../permission-remedies.ts';
import { hint, type Remedy, setupCommand } from '../remedy.ts';

/** Checks that the roles under which agents work can register, write the session log and use the session key. */
export const instanceRoles: AccountCheck = {
  scope: 'account',
  inSetup: true,
  ids: [
    'instance.profile-without-ssm',
    'instance.logs-permissions',
    'instance.kms-decrypt',
    'instance.kms-single-region',
    'instance.s3-permissions',
    'instance.kms-via-logs',
    'dhmc.role-without-logs',
  ],

  async run(facts) {
    const [{ roles, gaps }, ...unreads] = await Promise.all([
      facts.audit(),
      unreadHostManagement(facts),
      unreadNodes(facts),
    ]);
    const unread = unreads.flat();
    if (roles.length === 0 && unread.length === 0) return undefined;
    const open = await Promise.all(gaps.map(unlessShown));
    const told = open.flat().map(async (gap) => {
      const found = await observation(gap);
      // Of a key that cannot be read, it is not known either whether it is one of another region that the role may use.
      return MAY_BE_ELSEWHERE.has(gap.cause) && gap.need !== 'kms-via-logs'
        ? [found, { ...found, check: SINGLE_REGION }]
        : [found];
    });
    return [...(await Promise.all(told)).flat(), ...unread];
  },
};

/** Leaves out the regions in which nodes show that there is no such gap: one holds a channel, or none is known to hold none. */
async function unlessShown(gap: Gap): Promise<readonly Gap[]> {
  if (!gap.unlessConnected) return [gap];
  const isLost = async (facts: RegionAudit): Promise<boolean> => {
    const [ids, channels] = await Promise.all([nodesUnder(gap, facts), facts.channels()]);
    const lost = new Set(channels.unconnected.map(({ id }) => id));
    return ids.some((id) => lost.has(id)) && !ids.some((id) => channels.holds(id));
  };
  const lost = await Promise.all(gap.regions.map((facts) => isLost(facts).catch(() => false)));
  const regions = gap.regions.filter((_, index) => lost[index]);
  return regions.length === 0 ? [] : [{ ...gap, regions }];
}

const SINGLE_REGION = 'instance.kms-single-region';
const CONTROL_CHANNEL = ['ssmmessages:CreateControlChannel', 'ssmmessages:OpenControlChannel'];
/** The causes that leave it open whether a role may use the key of another region only. */
const MAY_BE_ELSEWHERE: ReadonlySet<Cause> = new Set<Cause>(['unseen', 'grants-unseen']);

const READ_INSTANCES = hint(
  'allow these credentials ec2:DescribeInstances: session-manager policy operator --for doctor',
);

/** Whether nodes work under the role of a gap where it is. */
type Use = 'used' | 'unread' | 'unused';

const useOf = ({ regions, usedIn, unreadIn }: Gap): Use =>
  regions.some((facts) => usedIn.has(facts))
    ? 'used'
    : regions.some((facts) => unreadIn.has(facts))
      ? 'unread'
      : 'unused';

const NOT_USED: Readonly<Record<Use, string>> = {
  used: '',
  unread: '; it is not known whether an instance uses it, since instances may not be read',
  unused: '; no running instance uses it now in the regions that were looked at',
};

async function observation(gap: Gap): Promise<Observation> {
  const { role, need, cause, regions, actions, keys = [] } = gap;
  const [first] = regions;
  if (!first) throw new Error('a gap is in some region');
  const { check, summary, ref } = MEANING[need];
  const id =
    cause === 'single-region'
      ? SINGLE_REGION
      : gap.source === 'host-management' && need === 'logs'
        ? WITHOUT_LOGS
        : check;
  const use = useOf(gap);
  const what = summary || (await unlogged(need, first));
  // Whether it can register does not depend on the region.
  const where = need === 'core' ? '' : ` (in ${regions.map(({ target }) => target.region).join(', ')})`;
  return {
    check: id,
    verdict: verdictOf(gap, use),
    subject: `role/${role.name}`,
    summary: `${WHY[cause](actions, keys, KEY_OF[need] ?? 'session key')}${where}: ${UNLESS[cause] ?? ''}${what}${NOT_USED[use]}`,
    remedy: use === 'unread' && isKnown(cause) ? READ_INSTANCES : await remedyFor(gap, first),
    ref,
    region: first.target.region,
    ...unreadBy(use === 'unread' && isKnown(cause) ? 'instances' : cause),
    ...(need === 'core' && { breaks: await brokenBy(gap) }),
  };
}

/** Finds the nodes that cannot register, or hold no channel, without what their role lacks. */
async function brokenBy(gap: Gap): Promise<Things> {
  const without = async (needed: readonly string[]): Promise<readonly string[]> => {
    const found = [...gap.byRegion].map(async ([facts, all]): Promise<readonly string[]> => {
      const lacking = all.filter(({ action }) => needed.includes(action));
      if (lacking.length === 0) return [];
      const nodes = await nodesUnder(gap, facts).catch(() => []);
      return nodes.filter((id) => lacking.some(({ resource }) => resource === '*' || resource.endsWith(`/${id}`)));
    });
    return (await Promise.all(found)).flat();
  };
  const [registration, channel] = await Promise.all([without([REGISTER]), without(CONTROL_CHANNEL)]);
  return { registration, channel };
}

const KEY_OF: Readonly<Partial<Record<Need, string>>> = {
  s3: 'key of the bucket',
  'kms-via-logs': 'key of the log group',
};

// What a role lacks that nothing uses does no harm.
const verdictOf = ({ cause, need }: Gap, use: Use): Observation['verdict'] =>
  !isKnown(cause) || use === 'unread'
    ? 'unknown'
    : use === 'unused'
      ? 'info'
      : need === 'kms-via-logs'
        ? 'warn'
        : 'fail';

const WHY: Readonly<Record<Cause, (actions: readonly string[], keys: readonly string[], key: string) => string>> = {
  missing: (actions) => `lacks ${actions.join(', ')}`,
  'single-region': (actions) => `may use ${actions.join(', ')} on the key of another region only`,
  'key-policy': (actions, _, key) => `the policy of the ${key} does not allow ${actions.join(', ')}`,
  conditional: dependsOn,
  organization: (actions) => `a policy of the organization decides about ${actions.join(', ')}`,
  forbidden: (actions) => `a Deny, or its permissions boundary, keeps it from ${actions.join(', ')}`,
  unclear: (actions, _, key) => `it is not known whether the policy of the ${key} allows ${actions.join(', ')}`,
  unseen: (actions, _, key) =>
    `it is not known whether it is allowed ${actions.join(', ')}, since the ${key}, or its aliases, may not be read`,
  foreign: (actions, _, key) =>
    `it is not known whether the policy of the ${key}, which is of another account, allows ${actions.join(', ')}`,
  'policy-unseen': (actions, _, key) =>
    `it is not known whether the policy of the ${key}, which may not be read, allows ${actions.join(', ')}`,
  'grants-unseen': (actions, _, key) =>
    `nothing else allows ${actions.join(', ')}, and it is not known whether a grant of the ${key} does, since grants may not be listed`,
  unsettled: (actions) =>
    `lacks ${actions.join(', ')}, but it is not known whether Default Host Management, whose setting cannot be read, gives its nodes another role`,
  'bucket-policy': (actions) => `a Deny in the policy of the bucket keeps it from ${actions.join(', ')}`,
  'bucket-conditional': (actions) =>
    `whether a Deny in the policy of the bucket keeps it from ${actions.join(', ')} depends on what only a real request has`,
  'bucket-unclear': (actions) =>
    `nothing else allows ${actions.join(', ')}, and whether the policy of the bucket does depends on what only a real request has`,
  'bucket-unseen': (actions) =>
    `it is not known whether the policy of the bucket, which may not be read, allows ${actions.join(', ')}`,
  'access-point': (actions) =>
    `the preferences name an access point, and it is not known whether policies allow ${actions.join(', ')} through it`,
};

/** What is not known has its effect only in one case. */
const UNLESS: Readonly<Partial<Record<Cause, string>>> = {
  conditional: 'if it is not, ',
  unclear: 'if it does not, ',
  unseen: 'if it is not, ',
  unsettled: 'if it does not, ',
  foreign: 'if it does not, ',
  'policy-unseen': 'if it does not, ',
  'grants-unseen': 'if none does, ',
  organization: 'if it denies that, ',
  'bucket-conditional': 'if it denies that, ',
  'bucket-unclear': 'if it does not, ',
  'bucket-unseen': 'if it does not, ',
  'access-point': 'if they do not, ',
};

// The agent asks for the group and its key with DescribeLogGroups: agent/session/shell/shell.go. The same holds for the bucket.
async function unlogged(need: Need, facts: RegionAudit): Promise<string> {
  const settings = await facts.settings();
  const refused = need === 'logs' ? settings?.logEncryptionRequired : settings?.bucketEncryptionRequired;
  if (!refused) return 'sessions run, and are silently not logged';
  return need === 'logs'
    ? 'sessions are refused ("encryption is not set up on the selected CloudWatch Logs log group") or not logged'
    : 'sessions are refused ("unable to validate encryption on Amazon S3 bucket") or not logged';
}

async function remedyFor(gap: Gap, facts: RegionAudit): Promise<Remedy> {
  const { cause, role, regions, actions, guarded } = gap;
  if (cause.startsWith('bucket-')) return bucketRemedy(facts, gap);
  if (cause === 'access-point') {
    const { bucket } = await facts.configuration();
    return hint(
      `start a session on a node that works under it, end it, and look for its log behind ${bucket?.name}; if there is none, allow ${actions.join(', ')} on the ARN of the access point: in the policy of the role, in that of the access point, and in that of the bucket unless it leaves that to access points`,
    );
  }
  if (cause === 'conditional') return tryWithKeys('start a session on a node that works under it');
  if (cause === 'organization') {
    return hint(
      'ask those who manage the service control policies of the organization: what they decide cannot be seen from here',
    );
  }
  if (cause === 'key-policy' || cause === 'unclear') return keyRemedy(gap, facts);
  if (cause === 'foreign') {
    const { bucket } = await facts.configuration();
    const [, , , , owner = '', key = ''] = bucket?.keyArn?.split(':') ?? [];
    return {
      kind: 'statement',
      lead: `ask account ${owner}, which alone can read it, whether the policy of ${key.replace('/', ' ')} has a statement like this one, and to add it otherwise`,
      statement: { Effect: 'Allow', Principal: { AWS: role.arn }, Action: BY_UPLOADS, Resource: '*' },
    };
  }
  if (cause === 'unseen') return READ_KEYS;
  if (cause === 'policy-unseen') return READ_KEY_POLICY;
  if (cause === 'grants-unseen') return READ_GRANTS;
  if (cause === 'unsettled') return READ_SETTING;
  if (cause === 'forbidden') return liftDenial(facts, role, await askedOf(gap, facts));
  if (gap.apart) {
    return hint(
      'if it is meant for nodes, give it what session-manager policy instance prints; setup --grant leaves a role alone that nothing uses and that cannot register',
    );
  }
  if (isProtected(role.arn)) {
    return hint(
      'nobody but AWS can change this role: give the nodes a role of your own (for IAM Identity Center, change the permission set)',
    );
  }
  if (guarded) {
    return hint(
      `allow it ${actions.join(', ')} in a policy of its own, under the conditions of its other permissions: setup --grant leaves a role alone that has such conditions`,
    );
  }
  const settings = await facts.settings().catch(() => undefined);
  // Setup creates a missing log group; without a key, sessions would still be refused.
  const key = await keyFlags(facts);
  const alike = await loggingTo(settings?.logGroup, regions, facts);
  return setupCommand(facts, settings?.logGroup, { ...key, grant: true }, alike);
}

/** Lists what a gap is about, as IAM is asked about it. */
async function askedOf({ need, actions }: Gap, facts: RegionAudit): Promise<readonly Permission[]> {
  const configuration = await facts.configuration().catch(() => undefined);
  if (!configuration) return actions.map((action) => ({ need, action, resource: '*', context: {} }));
  return permissionsOf(configuration).filter((one) => one.need === need && actions.includes(one.action));
}

// A large log goes up in parts, for which S3 decrypts what it has so far.
const BY_UPLOADS = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** Advises what to change in the policy of the key: of the one that the bucket encrypts with, or of that of sessions. */
async function keyRemedy(gap: Gap, facts: RegionAudit): Promise<Remedy> {
  const { key: ofSessions, bucket } = (await facts.configuration().catch(() => undefined)) ?? {};
  const ofBucket = gap.need === 's3';
  const arn = ofBucket ? (bucket?.key?.arn ?? bucket?.keyArn) : ofSessions?.arn;
  const key = arn === undefined ? undefined : await facts.key(arn).catch(() => undefined);
  const policy = key?.kind === 'found' ? key.policy : undefined;
  const [asked] = (await askedOf(gap, facts)).filter(({ action }) => action.startsWith('kms:'));
  return admitToKey(facts, gap.role.arn, {
    key: key?.kind === 'found' ? key : undefined,
    actions: ofBucket ? BY_UPLOADS : ['kms:Decrypt'],
    context: { ...asked?.context, ...(await organizationKeys(facts, policy)) },
  });
}

/** Gives the regions that log to the same group as the first one. */
async function loggingTo(
  logGroup: string | undefined,
  regions: readonly RegionAudit[],
  first: RegionAudit,
): Promise<readonly string[]> {
  const settings = await Promise.all(regions.map((facts) => facts.settings().catch(() => undefined)));
  const alike = regions.filter((facts, index) => facts === first || settings[index]?.logGroup === logGroup);
  return alike.map(({ target }) => target.region);
}
