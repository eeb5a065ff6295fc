import assert from 'node:assert/strict';
import { allOf, counted, inDigits, someOf } from '../../src/render/counted.ts';

describe('a count', () => {
  it('is in the singular only where it is one', () =>
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, 'node')),
      ['0 nodes', '1 node', '2 nodes'],
    ));

  it('takes the plural that is given', () =>
    assert.deepEqual([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries')], ['1 entry', '2 entries']));

  it('has a comma before each three digits', () => {
    assert.deepEqual([0, 999, 1000, 60_000, 1_234_567].map(inDigits), ['0', '999', '1,000', '60,000', '1,234,567']);
    assert.equal(counted(2190, 'finding'), '2,190 findings');
  });
});

describe('all that there are', () => {
  it('are both where they are two', () =>
    assert.deepEqual(
      [1, 2, 3, 2000].map((count) => allOf(count, 'account')),
      ['1 account', 'both accounts', 'all 3 accounts', 'all 2,000 accounts'],
    ));

  it('are said where some are as many', () =>
    assert.deepEqual(
      [someOf(1, 2, 'target'), someOf(2, 2, 'target'), someOf(1999, 2000, 'target')],
      ['1 of 2 targets', 'both targets', '1,999 of 2,000 targets'],
    ));
});
