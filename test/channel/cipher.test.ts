import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { cipherOf } from '../../src/channel/cipher.ts';

const KEY = Buffer.from(Array.from({ length: 64 }, (_, index) => index));
const client = cipherOf(KEY, 'client');
const agent = cipherOf(KEY, 'agent');

describe('the cipher of a session', () => {
  it('lets each end read what the other one has written, and not what it wrote itself', () => {
    const text = Buffer.from('ls\r');
    assert.deepEqual(agent.decrypt(client.encrypt(text)), text);
    assert.deepEqual(client.decrypt(agent.encrypt(text)), text);
    assert.throws(() => client.decrypt(client.encrypt(text)), { name: 'ChannelError' });
  });

  it('writes a nonce, the text and a tag, with the second half of the key as a client', () => {
    const wire = client.encrypt(Buffer.from('hi'));
    assert.equal(wire.length, 30);
    const decipher = createDecipheriv('aes-256-gcm', KEY.subarray(32), wire.subarray(0, 12));
    decipher.setAuthTag(wire.subarray(14));
    assert.equal(Buffer.concat([decipher.update(wire.subarray(12, 14)), decipher.final()]).toString(), 'hi');
  });

  it('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 100 }, () => client.encrypt(Buffer.from('x')).toString('hex', 0, 12));
    assert.equal(new Set(nonces).size, 100);
  });

  it('takes nothing for text', () => {
    assert.equal(agent.decrypt(client.encrypt(Buffer.alloc(0))).length, 0);
  });

  for (const [why, change] of [
    ['garbled', (wire: Buffer) => wire.fill(wire.readUInt8(13) ^ 1, 13, 14)],
    ['cut', (wire: Buffer) => wire.subarray(0, -1)],
    ['cut to its tag', (wire: Buffer) => wire.subarray(0, 20)],
    ['empty', () => Buffer.alloc(0)],
  ] as const) {
    it(`refuses what is ${why}`, () => {
      assert.throws(() => agent.decrypt(change(client.encrypt(Buffer.from('secret')))), { name: 'ChannelError' });
    });
  }

  it('refuses a data key of another size', () => {
    assert.throws(() => cipherOf(KEY.subarray(0, 32), 'client'), { message: /32 bytes/ });
  });
});
