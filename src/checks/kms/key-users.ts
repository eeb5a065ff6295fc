import type { RegionAudit } from '../../audit/region.ts';
import { documentArn } from '../../audit/session-documents.ts';
import { askOf, requestContext, UNANSWERED } from '../../audit/session-request.ts';
import { answerOf } from '../../audit/ways.ts';
import { type Principal, readCaller } from '../../facts/caller.ts';
import type { Ruling } from '../../facts/simulation.ts';
import { keyStatements } from '../../policies/documents/key-statements.ts';
import { DOCUMENT } from '../../resources/preferences/versions.ts';
import { userPolicyCommand } from '../permission-remedies.ts';
import { type AwsCommand, awsCommand, type Remedy, type SetupCommand } from '../remedy.ts';
import type { UsedKey } from './used-key.ts';

const DATA_KEY = 'kms:GenerateDataKey';

/** The id of a key that is yet to be made: no policy can name it. */
const TO_COME = '00000000-0000-0000-0000-000000000000';

/**
 * Advises to allow another session key to those who start sessions before setup changes to it, since a policy may name the old one.
 * Nothing more is advised where the caller is allowed any key, or one behind the alias of the new one.
 */
export async function letUse(
  facts: RegionAudit,
  { forSessions }: Pick<UsedKey, 'forSessions'>,
  change: SetupCommand,
): Promise<Remedy> {
  const who = forSessions ? await callerOf(facts) : undefined;
  if (!who) return change;
  const asked = change.flags['kms-alias'];
  const alias = asked === undefined ? facts.question.inputs.keyAlias : `alias/${asked}`;
  const { start, use } = await rulingsFor(facts, who, alias);
  if (answerOf(use) === 'yes') return change;
  const named = alias === 'alias/session' ? [] : [`--kms-alias ${alias.replace(/^alias\//, '')}`];
  const policy = userPolicyCommand([facts], '--kms', '--encrypt-sessions', ...named);
  const lead = `give those who start sessions a policy that allows the new key, as ${policy} prints it`;
  const own = answerOf(start) !== 'no' && use.decision === 'denied' ? allowTo(facts, who, alias) : undefined;
  return own
    ? { kind: 'commands', lead: `${lead} (the first command does that for ${who.name})`, commands: [own, change] }
    : { kind: 'commands', lead: `${lead}, and then`, commands: [change] };
}

/** Reads the caller; undefined where it has no policies, or they may not be read. */
async function callerOf({ target, roles }: RegionAudit): Promise<Principal | undefined> {
  const found = await readCaller(target, async (name) => (await roles()).byName.get(name)).catch(() => undefined);
  return found?.kind === 'principal' ? found : undefined;
}

/** Asks IAM whether somebody may start sessions with the default document, and use a key behind an alias. */
async function rulingsFor(
  { target }: RegionAudit,
  who: Principal,
  alias: string,
): Promise<{ readonly start: Ruling; readonly use: Ruling }> {
  const { partition, region, account } = target;
  const context = requestContext(region);
  const key = `arn:${partition.name}:kms:${region}:${account}:key/${TO_COME}`;
  const ask = askOf(await target.iam(), who);
  const [start = UNANSWERED, use = UNANSWERED] = await ask([
    { action: 'ssm:StartSession', resource: documentArn(DOCUMENT, target), context, tagsKnown: true },
    { action: DATA_KEY, resource: key, context: { ...context, 'kms:ResourceAliases': [alias] } },
  ]).catch(() => []);
  return { start, use };
}

/** Makes the command that allows somebody the key behind an alias; undefined for a role that IAM Identity Center keeps. */
function allowTo(facts: RegionAudit, { arn, name }: Principal, alias: string): AwsCommand | undefined {
  if (arn.includes(':role/aws-reserved/')) return undefined;
  const [kind = '', short = ''] = name.split('/');
  const document = {
    Version: '2012-10-17',
    Statement: keyStatements('SessionKey', [DATA_KEY], [{ place: facts.target, key: { aliases: [alias] } }]),
  };
  return awsCommand(facts, ['iam', `put-${kind}-policy`], {
    [`${kind}-name`]: short,
    'policy-name': 'session-key',
    'policy-document': JSON.stringify(document),
  });
}
