import { NO_ORGANIZATION } from '../facts/organization.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { KeyValues } from '../policies/reading/condition-match.ts';

/**
 * Gives the condition keys about the organization of roles and users of the account, by name, where a policy asks for them; empty where it
 * does not, or where the organization may not be read. The path of the account in it, its management account alone can read.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
 */
export async function organizationKeys(
  facts: Pick<RegionFacts, 'organization'>,
  policy: unknown,
): Promise<Readonly<Record<string, KeyValues>>> {
  if (!/aws:principalorg/i.test(JSON.stringify(policy ?? ''))) return {};
  const id = await facts.organization().catch(() => undefined);
  if (id === undefined) return {};
  return id === NO_ORGANIZATION
    ? { 'aws:principalorgid': 'absent', 'aws:principalorgpaths': 'absent' }
    : { 'aws:principalorgid': [id] };
}
