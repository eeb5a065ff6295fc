import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { oneTimeKey } from '../../src/session/one-time-key.ts';

/** The beginning of every Ed25519 key of SSH: the length of the type, the type, and the length of the key. */
const HEAD = Buffer.from('0000000b7373682d6564323535313900000020', 'hex');

describe('a one-time key', () => {
  it('has a line of 80 characters, as few as EC2 Instance Connect takes, and another each time', () => {
    const [one, other] = [oneTimeKey(), oneTimeKey()];
    assert.match(one.line, /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5[\w+/]{48}$/);
    assert.equal(one.line.length, 80);
    assert.notEqual(one.line, other.line);
  });

  it('is the key of its line, and signs as it', () => {
    const { line, blob, sign } = oneTimeKey();
    assert.deepEqual(Buffer.from(line.slice(12), 'base64'), blob);
    assert.deepEqual(blob.subarray(0, 19), HEAD);
    const x = blob.subarray(19).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const signature = sign(Buffer.from('who is there?'));
    assert.deepEqual(signature.subarray(0, 19), Buffer.from('0000000b7373682d6564323535313900000040', 'hex'));
    assert.equal(verify(null, Buffer.from('who is there?'), key, signature.subarray(19)), true);
  });
});
