import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, required, structure, text } from '../../protocols/shape.ts';
import { addTags, countWith, removeTags, reservedTag } from '../../state/tags.ts';
import { reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { keyById, keyId, notPendingDeletion } from './key.ts';

const tagKey = text({ min: 1, max: 128 });
export const keyTags = list(structure({ TagKey: required(tagKey), TagValue: required(text({ max: 256 })) }));
export const marker = text({ min: 1, max: 1024, pattern: String.raw`[\u0020-\u00FF]*` });

type TagList = readonly { readonly TagKey: string; readonly TagValue: string }[];

/** Reads tags as a record; refuses repeated names, names reserved for AWS, and more than 50 with the existing ones. */
export function tagsOf(tags: TagList, present: Readonly<Record<string, string>> = {}): Record<string, string> {
  const names = tags.map((tag) => tag.TagKey);
  if (new Set(names).size < names.length) throw new AwsError('TagException', 'Duplicate tag keys');
  if (reservedTag(names) !== undefined) {
    throw new AwsError('TagException', "Tag keys cannot begin with 'aws:'; that prefix is reserved for AWS use.");
  }
  const record = Object.fromEntries(tags.map((tag) => [tag.TagKey, tag.TagValue]));
  if (countWith(present, record) > 50) throw new AwsError('LimitExceededException', 'Too many tags');
  return record;
}

export function invalidMarker(): AwsError {
  return new AwsError('InvalidMarkerException', 'Could not deserialize pagination marker');
}

export const keyTagOperations = {
  ListResourceTags: reads(
    structure({ KeyId: keyId, Limit: integer({ min: 1, max: 50 }), Marker: marker }),
    (context, input) => {
      const { tags } = keyById(context, input.KeyId);
      const options = { limit: input.Limit ?? 50, token: input.Marker, invalid: invalidMarker };
      const { items, next } = pageOf(sorted(tags), ([name]) => name, options);
      const shown = items.map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
      return { Tags: shown, NextMarker: next, Truncated: next !== undefined };
    },
  ),
  TagResource: writes(structure({ KeyId: keyId, Tags: required(keyTags) }), (context, input) => {
    const key = keyById(context, input.KeyId);
    notPendingDeletion(key);
    addTags(key.tags, tagsOf(input.Tags, key.tags));
  }),
  UntagResource: writes(structure({ KeyId: keyId, TagKeys: required(list(tagKey)) }), (context, input) => {
    const key = keyById(context, input.KeyId);
    notPendingDeletion(key);
    removeTags(key.tags, input.TagKeys);
  }),
};
