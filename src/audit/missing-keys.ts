import { type Asked, requestKeys, type Ruling } from '../facts/simulation.ts';
import { isOfAws } from '../facts/roles.ts';
import type { Context, KeyValues } from '../policies/reading/condition-match.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { principalTag, type PrincipalTags } from '../policies/reading/principal-tags.ts';
import { type Reach, reachOf } from '../policies/reading/reach.ts';

/** A role or user, with all that IAM's simulator reads of it. */
export interface Ruled {
  /** Absent where they, or those of a session, are not known. */
  readonly tags?: PrincipalTags;
  attached(): Promise<readonly string[]>;
  policies(): Promise<readonly Policy[]>;
  boundary(): Promise<Policy | undefined>;
}

/**
 * Finds on which condition keys IAM's answer really depends: IAM names every key that the policies ask for, for whatever
 * action, and goes on as if the request did not have it. So the statements about this request are read again. Where they may
 * not be read, a refusal is taken to depend on each of the keys.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function weigh(user: Ruled, asked: Asked, { decision, keys }: Ruling): Promise<Ruling> {
  const given = contextOf(asked);
  const context: Context = (key) => (isWithout(user, key) ? 'absent' : given(key));
  const missing = keys.filter((key) => isOpen(key, context));
  if (missing.length === 0 || decision === 'unknown') return { decision, keys: [] };
  const read = await Promise.all([user.policies(), user.boundary(), user.attached()]).catch(() => undefined);
  if (!read) {
    return { decision, keys: decision === 'allowed' ? [] : missing.filter((key) => isFor(key, asked.action)) };
  }
  const [own, boundary, attached] = read;
  const limits = boundary ? [boundary] : [];
  const reach = (policies: readonly Policy[], effect: 'Allow' | 'Deny'): Reach =>
    reachOf(policies, effect, asked, context, missing);
  const denial = reach([...own, ...limits], 'Deny');
  const permission = reach(own, 'Allow');
  const limit = reach(limits, 'Allow');
  switch (decision) {
    case 'forbidden':
      return { decision, keys: denial.surely ? [] : denial.keys };
    case 'bounded':
      return { decision, keys: limit.keys };
    case 'denied':
      return { decision, keys: permission.keys };
    default: {
      // What a policy of AWS allows is not read; none of those that nodes and users have asks for such keys.
      const rests = [limit, ...(attached.some(isOfAws) ? [] : [permission])].filter(({ perhaps }) => !perhaps);
      return { decision, keys: [...new Set([...denial.keys, ...rests.flatMap((each) => each.keys)])] };
    }
  }
}

// The simulator knows the tags of a role that it has.
const isWithout = ({ tags }: Ruled, key: string): boolean => principalTag(tags, key) === 'absent';

/** Knows the keys of the request that were asked with, and those that follow; without kms:ViaService it is a direct one. */
export function contextOf({ context, tagsKnown }: Asked): Context {
  const given = Object.entries({ ...requestKeys(context), ...context });
  const known = new Map<string, KeyValues>([
    ...['kms:viaservice', 'aws:sourcearn', 'aws:sourceaccount'].map((key) => [key, 'absent'] as const),
    ...given.map(([key, found]) => [key.toLowerCase(), found] as const),
  ]);
  return (key) => known.get(key) ?? (tagsKnown && TAG.test(key) ? 'absent' : 'unknown');
}

const TAG = /^\w+:resourcetag\//;

// Fresh credentials are younger than every date by which sessions were revoked; aliases of keys are told apart elsewhere.
const SETTLED: ReadonlySet<string> = new Set(['aws:tokenissuetime', 'kms:resourcealiases']);

const isOpen = (key: string, context: Context): boolean =>
  !SETTLED.has(key.toLowerCase()) && context(key.toLowerCase()) === 'unknown';

/** Tells whether a key may matter for an action: those of some services have no meaning for others. */
const isFor = (key: string, action: string): boolean => {
  const [service] = key.toLowerCase().split(':');
  return !['kms', 'logs', 's3'].includes(service ?? '') || action.startsWith(`${service}:`);
};
