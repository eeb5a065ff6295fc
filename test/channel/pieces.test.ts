import assert from 'node:assert/strict';
import { piecesOf } from '../../src/channel/pieces.ts';

describe('pieces', () => {
  it('have 1,024 bytes at the most, and are all of it', () => {
    const sizesOf = (length: number): readonly number[] =>
      Array.from(piecesOf(Buffer.alloc(length)), (piece) => piece.length);
    assert.deepEqual(sizesOf(0), []);
    assert.deepEqual(sizesOf(1024), [1024]);
    assert.deepEqual(sizesOf(2049), [1024, 1024, 1]);
    assert.equal(Buffer.concat([...piecesOf(Buffer.from('ab'.repeat(700)))]).toString(), 'ab'.repeat(700));
  });
});
