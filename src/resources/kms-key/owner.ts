import { OWN_TAGS } from '../../inputs/own-tags.ts';
import { traitsOf } from '../owner.ts';
import { isTakenOver, OWNER_TAG } from '../ownership.ts';
import type { Tags } from '../resource.ts';

/**
 * Who made a key. One that was taken over stays that of others: each run that changes it has to be asked to. `traits`: what
 * tells whose it is, in words.
 */
export type KeyOwner = { readonly by: 'us' } | { readonly by: 'taken-over' | 'others'; readonly traits: string };

/** Tells who made the key behind an alias: it is ours only if our tag says that it was made for this alias. `tags` undefined: reading them is denied. */
export function keyOwner(tags: Tags | undefined, alias: string, description = ''): KeyOwner {
  if (!tags) return { by: 'others', traits: 'its tags cannot be read' };
  if (tags[OWNER_TAG] === alias) return { by: 'us' };
  if (!isTakenOver(tags)) return { by: 'others', traits: traitsOf(tags, description) };
  const theirs = Object.entries(tags).filter(([name]) => !name.startsWith(OWN_TAGS));
  const traits = theirs.length === 0 && description === '' ? [] : [traitsOf(Object.fromEntries(theirs), description)];
  return { by: 'taken-over', traits: ['setup --overwrite changed it before', ...traits].join('; ') };
}
