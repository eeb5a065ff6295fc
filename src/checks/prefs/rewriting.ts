import type { RegionAudit } from '../../audit/region.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { foreseenRefusal } from '../../resources/preferences/foreseen-refusal.ts';
import type { FoundPreferences } from '../../resources/preferences/read-preferences.ts';
import { keyOfGroup } from '../log-group-key.ts';
import { overwriting } from '../overwriting.ts';
import { hint, type Remedy } from '../remedy.ts';

/**
 * Makes the advice to write the preferences anew with these flags. Setup writes none with which every session would be refused:
 * then it is the command that gives the log group the key that they require, or what has to be repaired first.
 */
export async function rewriting(
  facts: RegionAudit,
  found: FoundPreferences,
  logGroup: string | undefined,
  flags: RawInputs = {},
): Promise<Remedy> {
  const remedy = await overwriting(facts, logGroup, { ...flags, ...(isElsewhere(flags) && { grant: true }) });
  // What has to be there first is made by other commands.
  if (remedy.kind !== 'setup') return remedy;
  const refusal = await foreseenRefusal(facts.target, found, remedy.flags);
  if (!refusal) return remedy;
  const name = remedy.flags['log-group'] ?? logGroup;
  const withKey =
    typeof name === 'string' && !remedy.flags.kms && !remedy.flags['kms-key']
      ? { ...remedy, flags: { ...(await keyOfGroup(facts, name)), ...remedy.flags } }
      : undefined;
  if (withKey && !(await foreseenRefusal(facts.target, found, withKey.flags))) return withKey;
  return hint(
    `setup writes no preferences with which sessions would be refused, so repair that first: ${refusal.message} (${refusal.advice}); then run setup with --overwrite`,
  );
}

/** Tells whether flags name a log group, a bucket or a key, for which roles of nodes have perhaps no permissions. */
export const isElsewhere = (flags: RawInputs): boolean =>
  ['log-group', 's3-bucket', 's3-prefix', 'kms', 'kms-key'].some((flag) => flag in flags);
