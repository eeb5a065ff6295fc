import { AwsError } from '../../protocols/aws-error.ts';
import { reservedTag, type Tags } from '../../state/tags.ts';
import { limitExceeded } from './answers.ts';

type TagList = readonly { readonly Key: string; readonly Value: string }[];

/** Makes the tags of a new thing. */
export function newTags(tags: TagList): Tags {
  const added: Tags = {};
  putTags(added, tags);
  return added;
}

/**
 * Adds tags, or refuses all of them. The case of a key's letters is kept but does not matter: another spelling replaces the tag.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function putTags(tags: Tags, added: TagList): void {
  const names = added.map(({ Key }) => Key.toLowerCase());
  if (new Set(names).size < names.length) {
    throw new AwsError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const reserved = reservedTag(names);
  if (reserved !== undefined) {
    throw new AwsError('InvalidInput', `Tag keys beginning with aws: are reserved for system use: ${reserved}`);
  }
  const kept = Object.keys(tags).filter((name) => !names.includes(name.toLowerCase()));
  if (kept.length + names.length > 50) throw limitExceeded('Cannot exceed quota for TagsPerResource: 50');
  dropTags(tags, names);
  for (const { Key, Value } of added) tags[Key] = Value;
}

export function dropTags(tags: Tags, names: readonly string[]): void {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  for (const name of Object.keys(tags)) if (dropped.has(name.toLowerCase())) delete tags[name];
}
