import type { Key } from '../../facts/key.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { admitsLogs } from '../../policies/reading/key-policy.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { namesKey, sameKey } from '../../names/key.ts';
import { type AwsCommand, awsCommand, type SetupCommand, setupCommand } from '../remedy.ts';
import type { UsedKey } from './used-key.ts';

/** The flags that give sessions another key than before. */
const ANOTHER_KEY = { 'encrypt-sessions': true, overwrite: true };

/**
 * Gives the flags that ask for a key of our own: behind another alias where ours leads to a key that others made and that
 * cannot be used, because setup leaves that as it is, or takes it over.
 */
export async function ownKey(facts: RegionAudit, logGroup = facts.question.inputs.logGroup.name): Promise<RawInputs> {
  const key = await facts.key(facts.question.inputs.keyAlias).catch(() => undefined);
  const isFree = key?.kind !== 'found' || isUsable(facts, key, logGroup) || (await key.ours?.());
  return isFree ? { kms: true } : behindAnotherAlias(facts);
}

/** Gives the flag without which setup gives no other key to a log group that others made. Where its tags may not be read, it counts as theirs. */
export const takingOver = async (facts: RegionAudit, logGroup: string | undefined): Promise<RawInputs> => {
  const isOurs = logGroup === undefined || (await facts.ownsLogGroup(logGroup).catch(() => false));
  return isOurs ? {} : { overwrite: true };
};

const behindAnotherAlias = ({ question: { inputs } }: RegionAudit): RawInputs => ({
  kms: true,
  'kms-alias': `${inputs.keyAlias.replace('alias/', '')}-manager`,
});

const isUsable = ({ target }: RegionAudit, { state, wrongKind, policy }: Key, logGroup: string): boolean =>
  state === 'Enabled' && wrongKind === undefined && admitsLogs(policy, target, logGroup) !== 'no';

/** Makes the command that replaces a lost key; behind our alias, nothing else changes. */
export async function replaceLost(
  facts: RegionAudit,
  { forSessions, logGroup, key, preferred }: UsedKey,
): Promise<SetupCommand> {
  const isOurAlias = sameKey(key.name, facts.question.inputs.keyAlias, facts.target) === 'yes';
  return setupCommand(facts, preferred, {
    ...(await ownKey(facts, preferred)),
    ...(forSessions && !isOurAlias && ANOTHER_KEY),
    // The roles of nodes have perhaps no permission to use the new key.
    grant: true,
    ...(await takingOver(facts, logGroup)),
  });
}

/** Makes the command that replaces a key which is not symmetric; an alias that points to such a key is not ours. */
export async function replaceAsymmetric(
  facts: RegionAudit,
  { forSessions, logGroup, preferred }: UsedKey,
  key: Key,
): Promise<SetupCommand> {
  const isOurAlias = namesKey(facts.question.inputs.keyAlias, key, facts.target);
  return setupCommand(facts, preferred, {
    ...(isOurAlias ? behindAnotherAlias(facts) : await ownKey(facts, preferred)),
    ...(forSessions && ANOTHER_KEY),
    grant: true,
    ...(await takingOver(facts, logGroup)),
  });
}

/** Makes the command that repairs a log group's key behind our alias, if it has our tag; undefined for any other key, which setup leaves as it is. */
export async function repair(
  facts: RegionAudit,
  { logGroup, preferred }: UsedKey,
  key: Key,
  flags: RawInputs = {},
): Promise<SetupCommand | undefined> {
  const isOurAlias = namesKey(facts.question.inputs.keyAlias, key, facts.target);
  if (logGroup === undefined || !isOurAlias || !(await key.ours?.())) return undefined;
  return setupCommand(facts, preferred, { kms: true, ...flags });
}

/** Makes the command for an operation of KMS on a key, to be run in the account of the key: AWS takes it from no other. */
export function keyCommand(facts: RegionAudit, operation: string, { id, arn }: Key): AwsCommand {
  const command = awsCommand(facts, ['kms', operation], { 'key-id': id });
  const owner = arn.split(':')[4];
  if (owner === undefined || owner === facts.target.account) return command;
  const { profile: _ofOther, ...elsewhere } = command;
  return { ...elsewhere, account: owner };
}
