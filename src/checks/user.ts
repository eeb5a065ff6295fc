import { type Cause, causeByIam, causeByKey, isKnown } from '../audit/key-permission.ts';
import type { Principal } from '../facts/caller.ts';
import type { Instance } from '../facts/instances.ts';
import { isHybrid, type Node } from '../facts/nodes.ts';
import type { RegionAudit } from '../audit/region.ts';
import { type Asked, type Decision, simulate } from '../facts/simulation.ts';
import type { NamedKey } from '../policies/documents/key-statements.ts';
import { conditionHolds, type KeyValues } from '../policies/reading/condition-match.ts';
import {
  allowsWithoutDocumentCheck,
  endsOthersSessions,
  grantsOf,
  isAdministrator,
} from '../policies/reading/identity-policy.ts';
import { covers, type Policy, type Statement, values } from '../policies/reading/policy.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { AccountCheck, Observation } from './check.ts';
import { page } from './page.ts';
import { keyPolicyStatement, liftDenial, READ_KEYS } from './permission-remedies.ts';
import { hint, type Remedy } from './remedy.ts';

const QUICKSTART = page('getting-started-restrict-access-quickstart');
const DOCUMENT_CHECK = page('list_awssystemsmanager', 'service-authorization/latest/reference');

/** The caller as one who starts sessions: what IAM says of each call that a session takes. */
export const caller: AccountCheck = {
  scope: 'account',
  ids: [
    'user.start-session',
    'user.document-resource',
    'user.open-data-channel',
    'user.generate-data-key',
    'user.document-access-check',
    'user.terminate-any',
  ],

  async run(facts) {
    const [who, regions] = await Promise.all([facts.caller(), facts.regions()]);
    const [region] = regions;
    if (!region || who.kind === 'other') return undefined;
    const client = await facts.iam();
    const ask = (asked: readonly Asked[]): Promise<readonly Decision[]> => simulate(client, who.arn, asked);
    const [start, permissions] = await Promise.all([mayStart(region, who, ask), sessionPermissions(region, who, ask)]);
    if (start === 'allowed' || start === 'unknown') return [...permissions, ...(await style(who))];
    return [noSessions(region, who, start)];
  },
};

function noSessions(facts: RegionAudit, who: Principal, start: 'denied' | 'bounded' | 'forbidden'): Observation {
  const summary = 'these credentials may not start sessions on any node that was tried';
  const action = 'ssm:StartSession';
  const observation = {
    check: 'user.start-session',
    verdict: 'warn',
    subject: who.name,
    ref: QUICKSTART,
  } as const;
  if (start === 'denied') {
    const remedy = hint('if they are meant to, attach this policy: session-manager policy user');
    return { ...observation, summary, remedy };
  }
  const lift = liftDenial(facts, who.arn, [action]);
  return {
    ...observation,
    summary: `${summary}: a Deny, or a permissions boundary, keeps them from ${action}`,
    remedy: { ...lift, lead: `if they are meant to, ${lift.lead}` },
  };
}

type Ask = (asked: readonly Asked[]) => Promise<readonly Decision[]>;

/** As many different nodes are tried: permissions often depend on their tags. */
const TRIES = 5;

async function mayStart({ target, ...facts }: RegionAudit, who: Principal, ask: Ask): Promise<Decision> {
  const [instances, known, policies] = await Promise.all([
    facts.instances().catch((): readonly Instance[] => []),
    facts.nodes().catch((): readonly Node[] => []),
    who.policies().catch((): readonly Policy[] => []),
  ]);
  const arn = (service: string, thing: string): string =>
    `arn:${target.partition.name}:${service}:${target.region}:${target.account}:${thing}`;
  const there: readonly Tried[] = [
    ...instances.map(({ id, tags }) => ({ resource: arn('ec2', `instance/${id}`), tags })),
    ...known.filter(isHybrid).map(({ id }) => ({ resource: arn('ssm', `managed-instance/${id}`), tags: {} })),
  ];
  // Those first that the policies seem to name: there may be few of them.
  const named = there.filter((node) => isNamed(node, grantsOf(policies, 'ssm:StartSession')));
  const candidates = [...new Set([...unlike(named), ...unlike(there)])].slice(0, TRIES);
  const nodes =
    candidates.length > 0 ? candidates : [{ resource: arn('ec2', 'instance/i-0123456789abcdef0'), tags: {} }];
  const refusals: Decision[] = [];
  for (const { resource, tags } of nodes) {
    const tagged = Object.entries(tags).flatMap(([key, value]) => [
      [`ssm:resourceTag/${key}`, [value]] as const,
      [`aws:ResourceTag/${key}`, [value]] as const,
    ]);
    const context = { ...requested(target.region), ...Object.fromEntries(tagged) };
    const [decision = 'unknown'] = await ask([{ action: 'ssm:StartSession', resource, context }]);
    if (decision === 'allowed') return decision;
    refusals.push(decision);
  }
  // The one against which least is to be done, of nodes that differ, says least.
  return (['unknown', 'denied', 'bounded'] as const).find((answer) => refusals.includes(answer)) ?? 'forbidden';
}

/** A node on which it is tried to start a session. */
interface Tried {
  readonly resource: string;
  readonly tags: Readonly<Record<string, string>>;
}

function unlike(nodes: readonly Tried[]): readonly Tried[] {
  const first = new Map<string, Tried>();
  for (const node of nodes) {
    const tags = Object.entries(node.tags)
      .filter(([name]) => name !== 'Name')
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    const key = JSON.stringify([node.resource.split('/')[0], tags]);
    if (!first.has(key)) first.set(key, node);
  }
  return [...first.values()].slice(0, TRIES);
}

/** Whether one of these statements may be about a node, by its ARN and its tags. */
function isNamed({ resource, tags }: Tried, grants: readonly Statement[]): boolean {
  const known = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), [value]] as const));
  const context = (key: string): KeyValues => {
    const tag = /^(?:ssm|aws):resourcetag\/(.+)$/.exec(key)?.[1];
    return tag === undefined ? 'unknown' : (known.get(tag) ?? 'absent');
  };
  return grants.some(
    ({ Resource, Condition }) =>
      values(Resource).some((pattern) => covers(pattern, resource)) && conditionHolds(Condition, context) !== 'no',
  );
}

const requested = (region: string): Readonly<Record<string, readonly string[]>> => ({
  'aws:RequestedRegion': [region],
  'ssm:SessionDocumentAccessCheck': ['true'],
});

async function sessionPermissions(facts: RegionAudit, who: Principal, ask: Ask): Promise<readonly Observation[]> {
  const { partition, region, account } = facts.target;
  const context = { ...requested(region), ...(who.userId !== undefined && { 'aws:userid': [who.userId] }) };
  const ssm = (resource: string): string => `arn:${partition.name}:ssm:${region}:${account}:${resource}`;
  const key = (await facts.configuration().catch(() => undefined))?.key;
  const shell = ssm(`document/${DOCUMENT}`);
  const sessions = [who.sessionName, ...(who.userId === undefined ? [] : [who.userId])].map((name) =>
    ssm(`session/${name}-0123456789abcdef0`),
  );
  const [document = 'unknown', ...channels] = await ask([
    { action: 'ssm:StartSession', resource: shell, context },
    ...sessions.map((resource) => ({ action: 'ssmmessages:OpenDataChannel', resource, context })),
  ]);
  // How AWS writes the id of a session of an assumed role is not settled, so either form will do.
  const channel = channels.find((decision) => decision === 'allowed') ?? channels[0] ?? 'unknown';
  return [
    ...lacking(facts, who, causeByIam(document), {
      check: 'user.document-resource',
      action: 'ssm:StartSession',
      resource: shell,
      summary: `may start sessions on nodes, but not with document ${DOCUMENT}, which a shell takes since 2025`,
      remedy: hint(`allow ssm:StartSession on ${shell} too; the whole policy: session-manager policy user`),
      ref: page('getting-started-default-session-document'),
    }),
    ...lacking(facts, who, causeByIam(channel), {
      check: 'user.open-data-channel',
      action: 'ssmmessages:OpenDataChannel',
      resource: sessions[0] ?? '*',
      summary: 'may start sessions, but not open their data channel',
      remedy: hint(
        `allow ssmmessages:OpenDataChannel on arn:${partition.name}:ssm:*:*:session/\${aws:userid}-*; the whole policy: session-manager policy user`,
      ),
      ref: QUICKSTART,
    }),
    ...(key?.arn === undefined
      ? []
      : lacking(facts, who, await keyCause(facts, who, ask, { ...key, arn: key.arn }, context), {
          check: 'user.generate-data-key',
          action: DATA_KEY,
          resource: key.arn,
          summary: 'may not use the session key: sessions fail with "Error calling KMS GenerateDataKey API"',
          remedy: hint(
            `allow ${DATA_KEY} on ${key.arn}; the whole policy: session-manager policy user --kms --encrypt-sessions`,
          ),
          ref: page('session-preferences-enable-encryption'),
        })),
  ];
}

const DATA_KEY = 'kms:GenerateDataKey';

async function keyCause(
  facts: RegionAudit,
  who: Principal,
  ask: Ask,
  key: NamedKey & { readonly arn: string },
  requestContext: Asked['context'],
): Promise<Cause | undefined> {
  const context = { ...requestContext, 'kms:ResourceAliases': key.aliases };
  const [decision = 'unknown'] = await ask([{ action: DATA_KEY, resource: key.arn, context }]);
  return causeByKey(facts, who, { key, action: DATA_KEY, context }, decision);
}

/** A permission that sessions take, and what is to be said where it is missing. */
interface Permission {
  readonly check: string;
  readonly action: string;
  readonly resource: string;
  readonly summary: string;
  readonly remedy: Remedy;
  readonly ref: string;
}

function lacking(
  facts: RegionAudit,
  who: Principal,
  cause: Cause | undefined,
  permission: Permission,
): readonly Observation[] {
  if (!cause) return [];
  const told = { ...permission, ...toldOf(cause, facts, who, permission) };
  const { check, summary, remedy, ref } = told;
  return [{ check, verdict: isKnown(cause) ? 'fail' : 'unknown', subject: who.name, summary, remedy, ref }];
}

function toldOf(
  cause: Cause,
  facts: RegionAudit,
  { arn }: Principal,
  { action, resource, summary }: Permission,
): Partial<Pick<Observation, 'summary' | 'remedy'>> {
  switch (cause) {
    case 'forbidden':
      return {
        summary: `${summary}; a Deny, or its permissions boundary, keeps it from ${action}`,
        remedy: liftDenial(facts, arn, [action], [resource]),
      };
    case 'key-policy':
      return {
        summary: `${summary}; the policy of the session key does not allow ${action}`,
        remedy: keyPolicyStatement(arn, action),
      };
    case 'unclear':
      return {
        summary: `the policy of the key decides whether it ${summary}`,
        remedy: keyPolicyStatement(arn, action),
      };
    case 'organization':
      return { summary: `a policy of the organization decides whether it ${summary}` };
    case 'unseen':
      return {
        summary: `it is not known whether it is allowed ${action}, since the session key, or its aliases, may not be read`,
        remedy: READ_KEYS,
      };
    default:
      return {};
  }
}

// How the policies are written: what they allow besides what was meant.
async function style(who: Principal): Promise<readonly Observation[]> {
  const [policies, attached] = await Promise.all([who.policies(), who.attached()]);
  if (isAdministrator(policies) || attached.some((arn) => arn.endsWith(':aws:policy/AdministratorAccess'))) return [];
  const observations: Observation[] = [];
  if (allowsWithoutDocumentCheck(policies)) {
    observations.push({
      check: 'user.document-access-check',
      verdict: 'warn',
      subject: who.name,
      summary: 'is allowed certain session documents only, but may start the default shell all the same',
      remedy: hint(
        'add to each statement that allows ssm:StartSession: "Condition": {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}',
      ),
      ref: DOCUMENT_CHECK,
    });
  }
  if (endsOthersSessions(policies)) {
    observations.push({
      check: 'user.terminate-any',
      verdict: 'warn',
      subject: who.name,
      summary: "may end or resume everybody's sessions",
      remedy: hint(
        'allow ssm:TerminateSession and ssm:ResumeSession on own sessions only, as in: session-manager policy user',
      ),
      ref: page('getting-started-restrict-access-examples'),
    });
  }
  return observations;
}
