import assert from 'node:assert/strict';
import { checkTagCount } from '../../src/resources/tag-count.ts';
import { targetFault } from '../aws.ts';

const many = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, 'x']));

describe('the number of tags', () => {
  it('may be 50, with those that are added', () => checkTagCount('log group x', many(49), { more: 'x' }));

  it('counts a tag once that is only written again', () => checkTagCount('log group x', many(50), { 'tag-7': 'y' }));

  it('does not count those of AWS', () =>
    checkTagCount('log group x', { ...many(49), 'aws:cloudformation:stack-name': 'x' }, { more: 'x' }));

  it('is told before anything is written where it is too large', async () => {
    const fault = await targetFault(() => checkTagCount('log group x', many(50), { more: 'x' }), 'TooManyTags');
    assert.match(fault.message, /^log group x would have 51 tags, and AWS takes 50/);
  });
});
