import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cipherOf } from '../../src/channel/cipher.ts';
import { sendInPieces } from '../../src/channel/pieces.ts';

describe('pieces', () => {
  function sent(data: Buffer, cipher?: Parameters<typeof sendInPieces>[3]) {
    const pieces: Buffer[] = [];
    sendInPieces({ send: (_type, payload) => void pieces.push(Buffer.from(payload)) }, 1, data, cipher);
    return pieces;
  }
  const sizesOf = (length: number): readonly number[] => sent(Buffer.alloc(length)).map((piece) => piece.length);

  it('have 1,024 bytes at the most, and are all of it', () => {
    assert.deepEqual(sizesOf(0), []);
    assert.deepEqual(sizesOf(1024), [1024]);
    assert.deepEqual(sizesOf(2049), [1024, 1024, 1]);
    assert.equal(Buffer.concat(sent(Buffer.from('ab'.repeat(700)))).toString(), 'ab'.repeat(700));
  });

  it('are encrypted each on its own where the session is', () => {
    const key = randomBytes(64);
    const pieces = sent(Buffer.alloc(1500, 'x'), cipherOf(key, 'client'));
    const agent = cipherOf(key, 'agent');
    assert.deepEqual(
      pieces.map((piece) => [piece.length, agent.decrypt(piece).toString()]),
      [
        [1052, 'x'.repeat(1024)],
        [504, 'x'.repeat(476)],
      ],
    );
  });
});
