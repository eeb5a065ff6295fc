import type { Tag } from '@aws-sdk/client-ssm';
import type { SSM } from '../aws/clients/ssm.ts';
import type { Tags } from './resource.ts';

type TaggedKind = 'Document' | 'Association';

/** Reads the tags of a document (by name) or an association (by id). */
export async function ssmTags(ssm: SSM, ResourceType: TaggedKind, ResourceId: string): Promise<Tags> {
  const { TagList = [] } = await ssm.listTagsForResource({ ResourceType, ResourceId });
  return Object.fromEntries(TagList.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export async function addSsmTags(ssm: SSM, ResourceType: TaggedKind, ResourceId: string, tags: Tags): Promise<void> {
  await ssm.addTagsToResource({ ResourceType, ResourceId, Tags: toSsmTags(tags) });
}

/** Writes tags as Systems Manager takes them. */
export const toSsmTags = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
