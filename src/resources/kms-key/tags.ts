import type { Tag } from '@aws-sdk/client-kms';
import { pagesOf } from '../../aws/answers/pages.ts';
import type { KMS } from '../../aws/clients/kms.ts';
import type { Tags } from '../resource.ts';

/** Reads the tags of a key, by name. */
export async function keyTags(kms: KMS, id: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  const pages = pagesOf('ListResourceTags', (Marker) =>
    kms.listResourceTags({ KeyId: id, ...(Marker !== undefined && { Marker }) }),
  );
  for await (const { Tags = [] } of pages) {
    for (const { TagKey, TagValue } of Tags) if (TagKey !== undefined) tags[TagKey] = TagValue ?? '';
  }
  return tags;
}

/** Writes tags as KMS takes them. */
export const toKmsTags = (tags: Tags): Tag[] =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
