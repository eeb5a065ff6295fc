import type { RegionAudit } from '../../audit/region.ts';
import type { NamedKey } from '../../names/key.ts';
import { userPolicyCommand } from '../permission-remedies.ts';

/**
 * Writes the command that prints the whole policy of those who start sessions in these regions of an account, with the session key of
 * their preferences; one command for each key where regions have different ones.
 */
export async function wholePolicyCommand(regions: readonly RegionAudit[]): Promise<string> {
  const byFlags = new Map<string, readonly RegionAudit[]>();
  const keys = await Promise.all(
    regions.map(async (facts) => (await facts.configuration().catch(() => undefined))?.key),
  );
  for (const [index, facts] of regions.entries()) {
    const key = keys[index];
    const flags = key?.arn === undefined ? '' : keyFlags({ ...key, arn: key.arn }).join(' ');
    byFlags.set(flags, [...(byFlags.get(flags) ?? []), facts]);
  }
  return [...byFlags].map(([flags, those]) => userPolicyCommand(those, ...(flags === '' ? [] : [flags]))).join(' and ');
}

/** Gives the flags of a policy for the session key, which is named by an alias where it has one. */
function keyFlags({ arn, aliases }: NamedKey & { readonly arn: string }): readonly string[] {
  const [first] = aliases;
  if (first === undefined) return [`--kms-key ${arn}`, '--encrypt-sessions'];
  const named = aliases.includes('alias/session') ? [] : [`--kms-alias ${first.replace(/^alias\//, '')}`];
  return ['--kms', '--encrypt-sessions', ...named];
}
