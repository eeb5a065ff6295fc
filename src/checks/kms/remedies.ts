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

/** Makes the command that repairs a log group's key behind our alias; undefined for any other key, which setup leaves as it is. */
export const repair = (
  facts: RegionAudit,
  { logGroup, preferred }: UsedKey,
  key: Key,
  flags: RawInputs = {},
): SetupCommand | undefined =>
  isNameOf(facts.question.inputs.keyAlias, key) && logGroup !== undefined
    ? setupCommand(facts, preferred, { kms: true, ...flags })
    : undefined;

/** Makes the command for an operation of KMS on a key. */
export const keyCommand = (facts: RegionAudit, operation: string, { id }: Key): AwsCommand =>
  awsCommand(facts, ['kms', operation], { 'key-id': id });
