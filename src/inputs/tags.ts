import { UserError } from '../errors.ts';
import { isReservedTag } from './own-tags.ts';
import { invalid } from './values.ts';

/** Reads tags given as `key=value`. Throws a UserError for one that not every service takes, or that is reserved. */
// The strictest of the four services: https://docs.aws.amazon.com/kms/latest/APIReference/API_Tag.html
export function parseTags(values: readonly string[]): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const item of values) {
    const at = item.indexOf('=');
    if (at < 1) throw invalid('--tag', item, 'it must be key=value');
    const key = item.slice(0, at);
    const value = item.slice(at + 1);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw invalid('--tag', item, 'letters, digits, blanks and _ . : / = + - @ are allowed (key 128, value 256)');
    }
    if (/^aws:/i.test(key) || isReservedTag(key)) throw invalid('--tag', item, `tag keys like ${key} are reserved`);
    if (tags.has(key)) throw invalid('--tag', item, `tag ${key} is given twice`);
    tags.set(key, value);
  }
  if (tags.size > 40) throw new UserError('invalid-value', `--tag: at most 40 tags, not ${tags.size}`);
  return Object.fromEntries(tags);
}
