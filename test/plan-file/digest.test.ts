import assert from 'node:assert/strict';
import { digestOf } from '../../src/plan-file/digest.ts';

describe('the digest of a plan', () => {
  it('depends on what is said, not on the order of members', () => {
    assert.equal(digestOf({ a: 1, b: { c: [1, 2], d: null } }), digestOf({ b: { d: null, c: [1, 2] }, a: 1 }));
  });

  it('is another one for anything else', () => {
    const others = [
      { a: 1 },
      { a: '1' },
      { a: [1] },
      { a: null },
      { b: 1 },
      {},
      { a: 1, b: 2 },
      { a: [1, 2] },
      { a: [2, 1] },
    ];
    assert.equal(new Set(others.map(digestOf)).size, others.length);
  });
});
