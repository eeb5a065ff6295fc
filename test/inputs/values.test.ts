import assert from 'node:assert/strict';
import { brokenRule, list, wholeNumber } from '../../src/inputs/values.ts';
import { badInput } from '../aws.ts';

describe('values', () => {
  it('come as lists from commas, repetition or both, without blanks and repeats', () => {
    assert.deepEqual(list('--x', ['a, b', 'b', '', 'c,']), ['a', 'b', 'c']);
    assert.deepEqual(list('--x', 'a,b'), ['a', 'b']);
    for (const values of [[], [''], [','], ' ']) badInput(() => list('--x', values), '--x is empty');
  });

  it('as whole numbers need no unit', () => {
    badInput(() => wholeNumber('--concurrency', '0', 1, 256), '--concurrency "0"', 'from 1 to 256');
    assert.equal(wholeNumber('--concurrency', '256', 1, 256), 256);
  });

  it('keep patterns and lists, and break the first that does not fit', () => {
    const rules = [
      [/^(?!a)/, 'no a in front'],
      [['b', 'c'], 'b or c'],
    ] as const;
    for (const [text, broken] of [
      ['b', undefined],
      ['a', 'no a in front'],
      ['d', 'b or c'],
    ] as const) {
      assert.equal(brokenRule(rules, text), broken);
    }
  });
});
