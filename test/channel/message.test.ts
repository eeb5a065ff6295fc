import assert from 'node:assert/strict';
import { decodeMessage, encodeMessage, type Message, PAYLOAD } from '../../src/channel/message.ts';

/** `ls\r`, typed into a terminal, worked out by hand from the layout: header, date, number, flags, id, digest, payload. */
const GOLDEN = Buffer.from(
  [
    '00000074',
    // "input_stream_data", padded with blanks to 32 bytes.
    '696e7075745f73747265616d5f64617461202020202020202020202020202020',
    '00000001',
    // 1,700,000,000,000 ms.
    '0000018bcfe56800',
    '0000000000000005',
    '0000000000000001',
    // 00112233-4455-6677-8899-aabbccddeeff with its halves exchanged.
    '8899aabbccddeeff0011223344556677',
    // printf 'ls\r' | sha256sum
    '1d887ce0f8672e4914d9000e801cd74ecd805dd9366c0bc42dc16adc0197dc2f',
    '00000001',
    '00000003',
    '6c730d',
  ].join(''),
  'hex',
);

const TYPED: Message = {
  type: 'input_stream_data',
  created: 1_700_000_000_000,
  sequence: 5,
  flags: 1,
  id: '00112233-4455-6677-8899-aabbccddeeff',
  payloadType: PAYLOAD.output,
  payload: Buffer.from('ls\r'),
};

describe('a message of the data channel', () => {
  it('is written byte by byte as peers read it', () => {
    assert.equal(encodeMessage(TYPED).toString('hex'), GOLDEN.toString('hex'));
  });

  it('is read as it was written', () => {
    assert.deepEqual(decodeMessage(GOLDEN), TYPED);
  });

  for (const [how, type] of [
    ['NUL behind', 'acknowledge'.padEnd(32, '\0')],
    ['blanks in front', 'acknowledge'.padStart(32)],
    ['NUL in front', 'acknowledge'.padStart(32, '\0')],
  ] as const) {
    it(`has the same type when it is padded with ${how}`, () => {
      const frame = Buffer.from(GOLDEN);
      frame.write(type, 4, 'latin1');
      assert.equal(decodeMessage(frame).type, 'acknowledge');
    });
  }

  it('has all that comes after its header for a payload, whatever its length says', () => {
    const frame = Buffer.from(GOLDEN);
    frame.writeUInt32BE(2, 116);
    assert.equal(Buffer.from(decodeMessage(frame).payload).toString(), 'ls\r');
  });

  it('begins its payload where a longer header ends', () => {
    const frame = Buffer.concat([GOLDEN.subarray(0, 120), Buffer.alloc(4), GOLDEN.subarray(120)]);
    frame.writeUInt32BE(120, 0);
    assert.equal(Buffer.from(decodeMessage(frame).payload).toString(), 'ls\r');
  });

  it('needs nothing but a type where it says that the other side has left', () => {
    const frame = Buffer.alloc(120);
    frame.writeUInt32BE(116, 0);
    frame.write('pause_publication'.padEnd(32), 4);
    assert.equal(decodeMessage(frame).type, 'pause_publication');
  });

  const altered = (change: (frame: Buffer) => void): Buffer => {
    const frame = Buffer.from(GOLDEN);
    change(frame);
    return frame;
  };
  for (const [why, refused, message] of [
    ['cut in its header', GOLDEN.subarray(0, 119), /119 bytes is too short/],
    ['empty', Buffer.alloc(0), /0 bytes is too short/],
    ['given a header longer than itself', altered((frame) => frame.writeUInt32BE(0xff_ff_ff_ff, 0)), /header/],
    ['given a header too short for its fields', altered((frame) => frame.writeUInt32BE(10, 0)), /header/],
    ['garbled', altered((frame) => frame.writeUInt8(0x6d, 120)), /digest/],
    ['cut in its payload', GOLDEN.subarray(0, 122), /digest/],
    ['without a date', altered((frame) => frame.fill(0, 40, 48)), /no date/],
    ['of another version', altered((frame) => frame.writeUInt32BE(2, 36)), /version 2/],
    ['without a type', altered((frame) => frame.fill(0, 4, 36)), /no type/],
    ['given a negative number', altered((frame) => frame.fill(0xff, 48, 56)), /sequence/],
  ] as const) {
    it(`is refused when it is ${why}`, () => {
      assert.throws(() => decodeMessage(refused), { name: 'ChannelError', message });
    });
  }
});
