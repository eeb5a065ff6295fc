import { deepEqual, equal } from 'node:assert/strict';
import { handshakeAnswer } from '../../src/channel/handshake-answer.ts';
import { jsonOf } from '../../src/channel/json-payload.ts';

const request = { agentVersion: '3.3.987.0', sessionType: 'Standard_Stream', properties: {}, others: [] };
const encryption = { keyId: 'arn:aws:kms:us-east-1:123456789012:key/1' };
const key = (length: number) => async () => ({
  plaintext: new Uint8Array(length),
  ciphertext: Buffer.from('encrypted'),
  challenged: false,
});
const statusesIn = (response: Buffer): unknown =>
  (jsonOf(response)['ProcessedClientActions'] as { ActionStatus: number }[]).map(({ ActionStatus }) => ActionStatus);

describe('the answer to a handshake', () => {
  it('asks for no key where none is wanted', async () => {
    const { response, ...rest } = await handshakeAnswer(request, async () => {
      throw new Error('asked');
    });
    deepEqual([statusesIn(response), rest], [[1], {}]);
  });

  it('has a cipher where the session is encrypted', async () => {
    const { response, cipher, refusal } = await handshakeAnswer({ ...request, encryption }, key(64));
    deepEqual([statusesIn(response), refusal], [[1, 1], undefined]);
    equal(cipher?.encrypt(Buffer.from('ab')).length, 30);
  });

  for (const [what, dataKey, reason] of [
    [
      'refused',
      async () => {
        throw new Error('no kms:GenerateDataKey');
      },
      'no kms:GenerateDataKey',
    ],
    ['too short', key(32), 'a data key has 32 bytes, and should have 64'],
  ] as const) {
    it(`is a refusal where the key is ${what}`, async () => {
      const { response, cipher, refusal } = await handshakeAnswer({ ...request, encryption }, dataKey);
      deepEqual(statusesIn(response), [1, 2]);
      equal(cipher, undefined);
      deepEqual(refusal, { step: 'key', reason: `the session is encrypted, and its key cannot be used: ${reason}` });
    });
  }

  it('is a refusal of what is not known', async () => {
    const { refusal } = await handshakeAnswer({ ...request, sessionType: 'Dance' }, key(64));
    equal(refusal?.step, 'handshake');
  });
});
