import assert from 'node:assert/strict';
import { acknowledge, readAcknowledgement } from '../../src/channel/acknowledgement.ts';
import { decodeMessage, encodeMessage } from '../../src/channel/message.ts';

const CAME = { type: 'output_stream_data', id: 'dd01e56b-ff48-483e-a508-b5f073f31b16', sequence: 7 };
const OWN = '00112233-4455-6677-8899-aabbccddeeff';

describe('an acknowledgement', () => {
  it('names the message that came in its payload, and has no number of its own', () => {
    const { payload, ...rest } = acknowledge(CAME, 1_700_000_000_000, OWN);
    assert.deepEqual(rest, {
      type: 'acknowledge',
      created: 1_700_000_000_000,
      sequence: 0,
      flags: 3,
      id: OWN,
      payloadType: 0,
    });
    assert.equal(
      Buffer.from(payload).toString(),
      '{"AcknowledgedMessageType":"output_stream_data","AcknowledgedMessageId":"dd01e56b-ff48-483e-a508-b5f073f31b16","AcknowledgedMessageSequenceNumber":7,"IsSequentialMessage":true}',
    );
  });

  it('is read as it was written', () => {
    assert.deepEqual(readAcknowledgement(decodeMessage(encodeMessage(acknowledge(CAME, 1, OWN)))), CAME);
  });

  for (const [why, text] of [
    ['it is no JSON', '{'],
    ['it is no object', '[]'],
    ['it is nothing', ''],
    ['it does not say which message', '{"AcknowledgedMessageType":"output_stream_data","AcknowledgedMessageId":"x"}'],
  ] as const) {
    it(`is refused where ${why}`, () => {
      const message = { ...acknowledge(CAME, 1, OWN), payload: Buffer.from(text) };
      assert.throws(() => readAcknowledgement(message), { name: 'ChannelError' });
    });
  }
});
