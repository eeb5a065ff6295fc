import type { KMS } from '../../aws/clients/kms.ts';
import { unlessDenied } from '../../aws/errors.ts';
import { type Owner, ownerByTags } from '../owner.ts';
import { OWNER_TAG, TAKEN_OVER } from '../ownership.ts';
import { keyTags, toKmsTags } from './tags.ts';

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
  return ownerByTags(takeOver ? await read : await unlessDenied(read), description);
}

/** Tags a key that others made as one that we change from now on. */
export const tagTakenOver = (kms: KMS, id: string): Promise<unknown> =>
  kms.tagResource({ KeyId: id, Tags: toKmsTags({ [OWNER_TAG]: TAKEN_OVER }) });
