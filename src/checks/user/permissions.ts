import { organizationKeys } from '../../audit/organization.ts';
import { type Cause, causeByIam, causeByKey, isKnown } from '../../audit/key-permission.ts';
import { AWS_DOCUMENTS, documentArn } from '../../audit/session-documents.ts';
import { answerOf } from '../../audit/ways.ts';
import type { Principal } from '../../facts/caller.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { Asked, Ruling } from '../../facts/simulation.ts';
import type { NamedKey } from '../../names/key.ts';
import { documentsNamed, grantsOf, startsDocuments } from '../../policies/reading/identity-policy.ts';
import { DOCUMENT } from '../../resources/preferences/versions.ts';
import type { Observation } from '../check.ts';
import { unreadBy } from '../instance/unread-roles.ts';
import { once } from '../../once.ts';
import { page } from '../page.ts';
import {
  admitToKey,
  dependsOn,
  liftDenial,
  READ_GRANTS,
  READ_KEY_POLICY,
  READ_KEYS,
  tryWithKeys,
} from '../permission-remedies.ts';
import { hint, type Remedy } from '../remedy.ts';
import { ownSessionQuestions, ownSessions } from './own-sessions.ts';
import { wholePolicyCommand } from './policy-command.ts';
import { type Ask, mayHoldMore, requestContext, UNANSWERED } from '../../audit/session-request.ts';

/** Finds the permissions that a session takes besides that on its node, and that the caller lacks. */
export async function sessionPermissions(
  facts: RegionAudit,
  who: Principal,
  ask: Ask,
  regions: readonly RegionAudit[],
): Promise<readonly Observation[]> {
  // It reads every region, so only where something is lacking.
  const policy = once(() => wholePolicyCommand(regions));
  const { partition, region, account } = facts.target;
  const context = { ...requestContext(region), ...(who.userId !== undefined && { 'aws:userid': [who.userId] }) };
  const ssm = (resource: string): string => `arn:${partition.name}:ssm:${region}:${account}:${resource}`;
  const key = (await facts.configuration().catch(() => undefined))?.key;
  const asked = facts.question.document;
  const shell = documentArn(asked ?? DOCUMENT, facts.target);
  const sessions = [who.sessionName, ...(who.userId === undefined ? [] : [who.userId])].map((name) =>
    ssm(`session/${name}-0123456789abcdef0`),
  );
  const [document = UNANSWERED, ...others] = await ask([
    { action: 'ssm:StartSession', resource: shell, context, tagsKnown: true },
    ...sessions.map((resource) => ({ action: 'ssmmessages:OpenDataChannel', resource, context })),
    ...ownSessionQuestions(who, sessions, context),
  ]);
  const channels = others.slice(0, sessions.length);
  // It is not clear how AWS writes the id of a session of an assumed role, so either form will do.
  const isOfAnySession =
    who.sessionUnknown === true &&
    grantsOf(await who.policies().catch(() => []), 'ssmmessages:OpenDataChannel').length > 0;
  const channel = channels.find(isSure) ?? channels.find(({ keys }) => keys.length > 0) ?? channels[0] ?? UNANSWERED;
  const shellCause = causeByIam(document);
  // Whoever is meant for other documents, such as those for SSH, has no shell, and what carries SSH or a port uses no session key;
  // also where a Deny has closed these since.
  const isForOthers =
    asked === undefined &&
    shellCause !== undefined &&
    isKnown(shellCause) &&
    (await startsOtherDocuments(facts, who, ask, context, document.decision === 'forbidden'));
  const channelCause = isOfAnySession ? undefined : causeByIam(channel);
  const found = await Promise.all([
    lacking(
      facts,
      who,
      { cause: isForOthers ? undefined : shellCause, keys: document.keys },
      {
        check: 'user.document-resource',
        action: 'ssm:StartSession',
        resource: shell,
        summary: `may start sessions on nodes, but not with document ${asked ?? `${DOCUMENT}, which a shell has required since 2025`}`,
        remedy: async () => hint(`allow ssm:StartSession on ${shell} too; the whole policy: ${await policy()}`),
        ref: page('getting-started-default-session-document'),
      },
    ),
    lacking(
      facts,
      who,
      // Which sessions a role has is not known before they are: a policy may name them.
      { cause: channelCause, keys: channel.keys },
      {
        check: 'user.open-data-channel',
        action: 'ssmmessages:OpenDataChannel',
        resource: sessions[0] ?? '*',
        summary: 'may start sessions, but not open their data channel',
        remedy: async () =>
          hint(
            `allow ssmmessages:OpenDataChannel on arn:${partition.name}:ssm:*:*:session/\${aws:userid}-*; the whole policy: ${await policy()}`,
          ),
        ref: page('getting-started-restrict-access-quickstart'),
      },
    ),
    key?.arn === undefined || isForOthers
      ? []
      : lacking(facts, who, await keyCause(facts, who, ask, { ...key, arn: key.arn }, context), {
          check: 'user.generate-data-key',
          action: DATA_KEY,
          resource: key.arn,
          summary: 'may not use the session key: sessions fail with "Error calling KMS GenerateDataKey API"',
          remedy: async () =>
            hint(`allow ${DATA_KEY} on ${await usableKey(facts, key.arn)}; the whole policy: ${await policy()}`),
          ref: page('session-preferences-enable-encryption'),
        }),
    // Where no channel can be opened, there is nothing to resume; and which sessions a role has is not known.
    channelCause !== undefined || who.sessionUnknown === true
      ? []
      : ownSessions(who, others.slice(sessions.length), policy),
  ]);
  return found.flat();
}

/**
 * Tells whether somebody is meant for another Session document than that of the default shell: IAM allows one of AWS, or one that
 * a policy names; or one that a policy names is closed by a Deny. `isForbidden`: the default shell is, too, so that no Deny tells.
 */
async function startsOtherDocuments(
  { target }: RegionAudit,
  who: Principal,
  ask: Ask,
  context: Asked['context'],
  isForbidden: boolean,
): Promise<boolean> {
  const policies = await who.policies().catch(() => undefined);
  if (policies && !startsDocuments(policies) && !(await mayHoldMore(who))) return false;
  const own = documentsNamed(policies ?? [], target);
  const named = [...AWS_DOCUMENTS.map((name) => documentArn(name, target)), ...own];
  // The document of the default shell under an ARN that is not its own, such as one without an account, is a slip.
  const resources = new Set(named.filter((arn) => !arn.endsWith(`:document/${DOCUMENT}`)));
  const asked = [...resources].map((resource) => ({ action: 'ssm:StartSession', resource, context, tagsKnown: true }));
  // Also where a condition of the request, such as MFA, or the organization decides: that is no sign of being meant for a shell.
  return (await ask(asked)).some(
    (ruling, at) =>
      answerOf(ruling) !== 'no' ||
      (!isForbidden && ruling.decision === 'forbidden' && own.includes(asked[at]?.resource ?? '')),
  );
}

const isSure = ({ decision, keys }: Ruling): boolean => decision === 'allowed' && keys.length === 0;

const DATA_KEY = 'kms:GenerateDataKey';

/** Names a key in advice; not one that has to give way to another. */
async function usableKey(facts: RegionAudit, arn: string | undefined): Promise<string> {
  const key = await facts.key(arn ?? '').catch(() => undefined);
  const isUsable = key === undefined || (key.kind === 'found' && !key.managedByAws && key.wrongKind === undefined);
  return isUsable && arn !== undefined ? arn : 'the key that takes the place of this one';
}

/** Finds the reason why the caller cannot use the session key. */
async function keyCause(
  facts: RegionAudit,
  who: Principal,
  ask: Ask,
  key: NamedKey & { readonly arn: string },
  request: Asked['context'],
): Promise<Found> {
  const context = { ...request, 'kms:ResourceAliases': key.aliases };
  const [ruling = UNANSWERED] = await ask([{ action: DATA_KEY, resource: key.arn, context }]);
  return { cause: await causeByKey(facts, who, { key, action: DATA_KEY, context }, ruling), keys: ruling.keys };
}

/** Why something is not allowed, if it is not, and the condition keys on which that depends. */
interface Found {
  readonly cause: Cause | undefined;
  readonly keys: readonly string[];
}

/** A permission that sessions take, and the observation where it is missing. */
interface Permission {
  readonly check: string;
  readonly action: string;
  readonly resource: string;
  readonly summary: string;
  remedy(): Promise<Remedy>;
  readonly ref: string;
}

async function lacking(
  facts: RegionAudit,
  who: Principal,
  { cause, keys }: Found,
  permission: Permission,
): Promise<readonly Observation[]> {
  if (!cause) return [];
  const told = await toldOf({ cause, keys }, facts, who, permission);
  const { check, ref } = permission;
  const { summary = permission.summary, remedy = await permission.remedy() } = told;
  const verdict = isKnown(cause) ? 'fail' : 'unknown';
  return [{ check, verdict, subject: who.name, summary, remedy, ref, ...unreadBy(cause) }];
}

/** Advises what to change in the policy of the session key. */
async function admitted(facts: RegionAudit, { arn }: Principal, name: string): Promise<Remedy> {
  const key = await facts.key(name).catch(() => undefined);
  const found = key?.kind === 'found' ? key : undefined;
  const context = await organizationKeys(facts, found?.policy);
  return admitToKey(facts, arn, { key: found, actions: [DATA_KEY], context });
}

async function toldOf(
  { cause, keys }: Found,
  facts: RegionAudit,
  who: Principal,
  { action, resource, summary }: Permission,
): Promise<Partial<Pick<Observation, 'summary' | 'remedy'>>> {
  switch (cause) {
    case 'forbidden':
      return {
        summary: `${summary}; a Deny, or its permissions boundary, keeps it from ${action}`,
        remedy: await liftDenial(facts, who, [{ action, resource, context: requestContext(facts.target.region) }]),
      };
    case 'key-policy':
      return {
        summary: `${summary}; the policy of the session key does not allow ${action}`,
        remedy: await admitted(facts, who, resource),
      };
    case 'unclear':
      return {
        summary: `the policy of the key decides whether it ${summary}`,
        remedy: await admitted(facts, who, resource),
      };
    case 'conditional':
      return {
        summary: dependsOn([action], keys),
        remedy: tryWithKeys('start a session with these credentials'),
      };
    case 'organization':
      return { summary: `a policy of the organization decides whether it ${summary}` };
    case 'unseen':
      return {
        summary: `it is not known whether it is allowed ${action}, since the session key, or its aliases, may not be read`,
        remedy: READ_KEYS,
      };
    case 'policy-unseen':
      return {
        summary: `it is not known whether it is allowed ${action}, since the policy of the session key may not be read`,
        remedy: READ_KEY_POLICY,
      };
    case 'grants-unseen':
      return {
        summary: `it is not known whether it is allowed ${action}, since the grants of the session key may not be listed`,
        remedy: READ_GRANTS,
      };
    default:
      return {};
  }
}
