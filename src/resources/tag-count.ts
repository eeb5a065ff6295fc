import { TargetError } from '../errors.ts';
import type { Tags } from './resource.ts';

const MOST = 50;

/**
 * Checks that a thing of others can get the tags that say what it was before. Throws a TargetError if AWS takes no more: 50,
 * not counting its own, whose names begin with `aws:`. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function checkTagCount(what: string, tags: Tags, added: Tags): void {
  const count = Object.keys({ ...tags, ...added }).filter((name) => !name.startsWith('aws:')).length;
  if (count <= MOST) return;
  throw new TargetError(
    'TooManyTags',
    `${what} would have ${count} tags, and AWS takes ${MOST}: nothing would show what it was before`,
    'remove tags from it that nobody needs, or leave out --overwrite',
  );
}
