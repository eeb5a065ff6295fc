import { isNameOf, type Key } from '../../facts/key.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { type AwsCommand, awsCommand, type SetupCommand, setupCommand } from '../remedy.ts';
import type { UsedKey } from './used-key.ts';

/** The flags that give sessions another key than before. */
const ANOTHER_KEY = { 'encrypt-sessions': true, overwrite: true };

/** Makes the command that replaces a lost key; behind our alias, nothing else changes. */
export const replaceLost = (facts: RegionAudit, { forSessions, key, preferred }: UsedKey): SetupCommand =>
  setupCommand(facts, preferred, {
    kms: true,
    ...(forSessions && key.name !== facts.question.inputs.keyAlias && ANOTHER_KEY),
  });

/** Makes the command that replaces a key which is not symmetric; an alias that points to such a key is not ours. */
export function replaceAsymmetric(facts: RegionAudit, { forSessions, preferred }: UsedKey, key: Key): SetupCommand {
  const { keyAlias } = facts.question.inputs;
  return setupCommand(facts, preferred, {
    kms: true,
    ...(isNameOf(keyAlias, key) && { 'kms-alias': `${keyAlias.replace('alias/', '')}-manager` }),
    ...(forSessions && ANOTHER_KEY),
  });
}

/** Makes the command that repairs a log group's key behind our alias, if it has our tag; undefined for any other key, which setup leaves as it is. */
export async function repair(
  facts: RegionAudit,
  { logGroup, preferred }: UsedKey,
  key: Key,
  flags: RawInputs = {},
): Promise<SetupCommand | undefined> {
  if (logGroup === undefined || !isNameOf(facts.question.inputs.keyAlias, key) || !(await key.ours?.()))
    return undefined;
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
