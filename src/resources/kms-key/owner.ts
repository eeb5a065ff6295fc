import type { KMS } from '../../aws/clients/kms.ts';
import { unlessDenied } from '../../aws/errors.ts';
import { isOurs, isTakenOver, OWNER_TAG, TAKEN_OVER } from '../ownership.ts';
import type { Tags } from '../resource.ts';
import { keyTags, toKmsTags } from './tags.ts';

/** Who made a key, as its tags tell. */
export type Owner =
  | { readonly by: 'us' | 'taken-over' }
  /** `traits`: what tells whose it is, its tags and its description, in words. */
  | { readonly by: 'others'; readonly traits: string };

/**
 * Reads who made a key. Where reading its tags is denied, it counts as made by others; with `takeOver` it rejects with
 * the refusal instead, because a key of ours must not be tagged as taken over.
 */
export async function ownerOf(
  kms: KMS,
  { id, description }: { readonly id: string; readonly description?: string },
  takeOver: boolean,
): Promise<Owner> {
  const read = keyTags(kms, id);
  const tags = takeOver ? await read : await unlessDenied(read);
  if (!tags) return { by: 'others', traits: 'its tags cannot be read' };
  if (isOurs(tags)) return { by: isTakenOver(tags) ? 'taken-over' : 'us' };
  return { by: 'others', traits: traitsOf(tags, description) };
}

/** Tags a key that others made as one that we change from now on. */
export const tagTakenOver = (kms: KMS, id: string): Promise<unknown> =>
  kms.tagResource({ KeyId: id, Tags: toKmsTags({ [OWNER_TAG]: TAKEN_OVER }) });

const MOST = 3;
const LONGEST = 60;

function traitsOf(tags: Tags, description = ''): string {
  const named = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const more = named.length > MOST ? ', …' : '';
  const shown = description.length > LONGEST ? `${description.slice(0, LONGEST)}…` : description;
  return [
    named.length === 0 ? 'it has no tags' : `its tags: ${named.slice(0, MOST).join(', ')}${more}`,
    ...(shown === '' ? [] : [`its description: ${shown}`]),
  ].join('; ');
}
