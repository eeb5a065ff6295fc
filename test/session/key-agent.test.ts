import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { serveKey } from '../../src/session/key-agent.ts';

const BLOB = Buffer.from('the public key');
const key = { line: '', blob: BLOB, sign: (data: Buffer) => Buffer.from(`<${String(data)}>`) };

const string = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** Lets a client say this, and gives all that comes back before the end. */
async function answers(
  said: readonly Buffer[],
  ready: () => Promise<unknown> = async () => undefined,
): Promise<Buffer> {
  const server = createServer({ allowHalfOpen: true }, (client) => serveKey(client, key, ready));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.setNoDelay(true);
  const parts: Buffer[] = [];
  for (const part of said) {
    client.write(part);
    await new Promise(setImmediate);
  }
  client.end();
  client.on('error', () => undefined);
  client.on('data', (part: Buffer) => parts.push(part));
  await once(client, 'close');
  server.close();
  return Buffer.concat(parts);
}

const IDENTITIES = Buffer.from('000000010b', 'hex');
const signRequest = (blob: string, data: string): Buffer => {
  const body = Buffer.concat([Buffer.of(13), string(blob), string(data), Buffer.alloc(4)]);
  return Buffer.concat([string(body.toString('latin1'))]);
};

const HELD = Buffer.concat([
  Buffer.from('0000002a', 'hex'),
  Buffer.of(12),
  Buffer.from('00000001', 'hex'),
  string('the public key'),
  string('session-manager'),
]);
const SIGNED = Buffer.concat([Buffer.from('0000000b', 'hex'), Buffer.of(14), string('<data>')]);
const REFUSED = Buffer.from('0000000105', 'hex');

describe('an agent for one key', () => {
  it('says which key it holds', async () => assert.deepEqual(await answers([IDENTITIES]), HELD));

  it('signs with it', async () => {
    assert.deepEqual(await answers([signRequest('the public key', 'data')]), SIGNED);
  });

  it('refuses to sign with another key, and what breaks off', async () => {
    assert.deepEqual(await answers([signRequest('another key', 'data')]), REFUSED);
    assert.deepEqual(await answers([Buffer.from('000000060d0000000561', 'hex')]), REFUSED);
  });

  for (const [what, type] of [
    ['to add a key', 17],
    ['to remove all keys', 19],
    ['to lock it', 22],
    ['an extension, as ssh does to bind its session', 27],
    ['what the first version of the protocol had', 1],
    ['what nobody knows', 200],
  ] as const) {
    it(`refuses ${what}, and goes on`, async () => {
      const asked = Buffer.from([0, 0, 0, 3, type, 1, 2]);
      assert.deepEqual(await answers([asked, IDENTITIES]), Buffer.concat([REFUSED, HELD]));
    });
  }

  it('reads requests however they are cut', async () => {
    const all = Buffer.concat([IDENTITIES, signRequest('the public key', 'data'), IDENTITIES]);
    const expected = Buffer.concat([HELD, SIGNED, HELD]);
    assert.deepEqual(await answers([all]), expected);
    assert.deepEqual(await answers(Array.from(all, (byte) => Buffer.of(byte))), expected);
  });

  it('hangs up on a length that no message has', async () => {
    assert.equal((await answers([Buffer.from('00000000', 'hex')])).length, 0);
    assert.equal((await answers([Buffer.from('7fffffff0b', 'hex')])).length, 0);
  });

  it('answers when the key may be used, and holds none where it may not', async () => {
    let asked = 0;
    const ready = async (): Promise<void> => void (asked += 1);
    assert.deepEqual(
      await answers([IDENTITIES, signRequest('the public key', 'data')], ready),
      Buffer.concat([HELD, SIGNED]),
    );
    assert.equal(asked, 2);
    const refused = (): Promise<never> => Promise.reject(new Error('refused'));
    assert.deepEqual(
      await answers([IDENTITIES, signRequest('the public key', 'data')], refused),
      Buffer.concat([Buffer.from('000000050c00000000', 'hex'), REFUSED]),
    );
  });
});
