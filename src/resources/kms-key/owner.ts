import type { KMS } from '../../aws/clients/kms.ts';
import { unlessDenied } from '../../aws/errors.ts';
import { OWN_TAGS } from '../../inputs/own-tags.ts';
import { traitsOf } from '../owner.ts';
import { isTakenOver, OWNER_TAG, TAKEN_OVER } from '../ownership.ts';
import type { Tags } from '../resource.ts';
import { keyTags, toKmsTags } from './tags.ts';

/**
 * Who made a key. One that was taken over stays that of others: each run that changes it has to be asked to. `traits`: what
 * tells whose it is, in words.
 */
export type KeyOwner = { readonly by: 'us' } | { readonly by: 'taken-over' | 'others'; readonly traits: string };

/** Tells who made the key behind an alias: it is ours only if our tag says that it was made for this alias. */
export function keyOwner(tags: Tags | undefined, alias: string, description = ''): KeyOwner {
  if (!tags) return { by: 'others', traits: 'its tags cannot be read' };
  if (tags[OWNER_TAG] === alias) return { by: 'us' };
  if (!isTakenOver(tags)) return { by: 'others', traits: traitsOf(tags, description) };
  const theirs = Object.entries(tags).filter(([name]) => !name.startsWith(OWN_TAGS));
  const traits = theirs.length === 0 && description === '' ? [] : [traitsOf(Object.fromEntries(theirs), description)];
  return { by: 'taken-over', traits: ['setup --overwrite changed it before', ...traits].join('; ') };
}

/**
 * Reads who made the key behind an alias. Where reading its tags is denied, it counts as made by others; with `takeOver` it
 * rejects with the refusal instead, because a key of ours must not be tagged as taken over.
 */
export async function ownerOf(
  kms: KMS,
  { id, description }: { readonly id: string; readonly description?: string },
  alias: string,
  takeOver: boolean,
): Promise<KeyOwner> {
  const read = keyTags(kms, id);
  return keyOwner(takeOver ? await read : await unlessDenied(read), alias, description);
}

/** Tags a key that others made as one that we change from now on. */
export const tagTakenOver = (kms: KMS, id: string): Promise<unknown> =>
  kms.tagResource({ KeyId: id, Tags: toKmsTags({ [OWNER_TAG]: TAKEN_OVER }) });
