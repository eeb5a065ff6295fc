import type { KeyValues } from './condition-match.ts';

/** The tags of a role or user. */
export type PrincipalTags = Readonly<Record<string, string>>;

const PREFIX = 'aws:principaltag/';

/**
 * Gives the value of a condition key, in lower case, that is about a tag of whoever sends a request: `absent` where they have no such
 * tag, `unknown` where their tags, or those of their session, are not known. Nodes add none to their sessions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
export function principalTag(tags: PrincipalTags | undefined, key: string): KeyValues {
  if (!tags || !key.startsWith(PREFIX)) return 'unknown';
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === key.slice(PREFIX.length));
  return found ? [found[1]] : 'absent';
}
