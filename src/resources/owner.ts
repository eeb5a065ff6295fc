import { isOurs, isTakenOver } from './ownership.ts';
import type { Tags } from './resource.ts';

/** Who made a thing, as its tags tell. */
export type Owner =
  | { readonly by: 'us' | 'taken-over' }
  /** `traits`: what tells whose it is, its tags and its description, in words. */
  | { readonly by: 'others'; readonly traits: string };

/** Tells who made a thing. `tags` undefined: reading them is denied, and it counts as made by others. */
export function ownerByTags(tags: Tags | undefined, description = ''): Owner {
  if (!tags) return { by: 'others', traits: 'its tags cannot be read' };
  if (isOurs(tags)) return { by: isTakenOver(tags) ? 'taken-over' : 'us' };
  return { by: 'others', traits: traitsOf(tags, description) };
}

const MOST = 3;
const LONGEST = 60;

/** Puts into words what tells whose a thing is. */
export function traitsOf(tags: Tags, description: string): string {
  const named = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const more = named.length > MOST ? ', …' : '';
  const shown = description.length > LONGEST ? `${description.slice(0, LONGEST)}…` : description;
  return [
    named.length === 0 ? 'it has no tags' : `its tags: ${named.slice(0, MOST).join(', ')}${more}`,
    ...(shown === '' ? [] : [`its description: ${shown}`]),
  ].join('; ');
}
