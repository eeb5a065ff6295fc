import type { OneOrMore, Statement } from '../reading/policy.ts';

/** Makes a statement that allows; actions and resources are sorted, without repeats. */
export const allow = (
  Sid: string,
  actions: readonly string[],
  resources: readonly string[],
  Condition?: Statement['Condition'],
): Statement => ({
  Sid,
  Effect: 'Allow',
  Action: oneOrMore(actions),
  Resource: oneOrMore(resources),
  ...(Condition && { Condition }),
});

/** Writes values the shortest way: sorted, without repeats, and one by itself. */
export function oneOrMore(texts: readonly string[]): OneOrMore {
  const found = [...new Set(texts)].toSorted();
  return found.length === 1 ? (found[0] ?? '') : found;
}
