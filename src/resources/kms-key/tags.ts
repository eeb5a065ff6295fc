import type { Tag } from '@aws-sdk/client-kms';
import type { KMS } from '../../aws/clients/kms.ts';
import type { Tags } from '../resource.ts';

/** Reads the tags of a key, by name. */
export async function keyTags(kms: KMS, id: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  let Marker: string | undefined;
  do {
    const page = await kms.listResourceTags({ KeyId: id, ...(Marker !== undefined && { Marker }) });
    for (const { TagKey, TagValue } of page.Tags ?? []) if (TagKey !== undefined) tags[TagKey] = TagValue ?? '';
    Marker = page.Truncated ? page.NextMarker : undefined;
  } while (Marker !== undefined);
  return tags;
}

/** Writes tags as KMS takes them. */
export const toKmsTags = (tags: Tags): Tag[] =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
