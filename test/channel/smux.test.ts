import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { smux, type SmuxStream } from '../../src/channel/smux.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Both ends of a session; every byte that goes over is cut as `cut` says. */
function pair(cut: () => number = () => 1024) {
  const accepted: { stream: SmuxStream; data: Buffer[]; ended: boolean }[] = [];
  const deliver = (take: (bytes: Buffer) => void) => (bytes: Buffer) => {
    for (let at = 0; at < bytes.length;) {
      const length = Math.max(1, cut());
      // What a socket hands over may be used again for something else.
      const part = Buffer.from(bytes.subarray(at, at + length));
      take(part);
      part.fill(0xee);
      at += length;
    }
  };
  const client = smux({ end: 'client', send: deliver((bytes) => agent.take(bytes)) });
  const agent = smux({
    end: 'agent',
    send: deliver((bytes) => client.take(bytes)),
    accept(stream) {
      const entry = { stream, data: [] as Buffer[], ended: false };
      accepted.push(entry);
      return { onData: (data) => entry.data.push(Buffer.from(data)), onEnd: () => (entry.ended = true) };
    },
  });
  return { client, accepted };
}

const silent = { onData: () => undefined, onEnd: () => undefined };

describe('smux', () => {
  it('opens, fills and closes a stream byte by byte as the agent reads it', () => {
    const sent: string[] = [];
    const client = smux({ end: 'client', send: (bytes) => sent.push(bytes.toString('hex')) });
    const stream = client.open(silent);
    stream.write(Buffer.from('GET'));
    stream.end();
    // Version 1, command, length and id, little endian.
    assert.deepEqual(
      sent.map((bytes) => bytes),
      ['0100000003000000', '0102030003000000474554', '0101000003000000'],
    );
    client.open(silent);
    assert.equal(sent.at(-1), '0100000005000000');
  });

  it('writes data that are longer than a frame as several', () => {
    const lengths: number[] = [];
    const client = smux({ end: 'client', send: (bytes) => lengths.push(bytes.length), frameSize: 1016 });
    client.open(silent).write(Buffer.alloc(2500));
    assert.deepEqual(lengths, [8, 1024, 1024, 476]);
  });

  it('reads frames that are cut anywhere', () => {
    let random = 7;
    for (const cut of [() => 1, () => 7, () => 9, () => (random = (random * 31) % 1999)]) {
      const { client, accepted } = pair(cut);
      const bytes = randomBytes(100_000);
      const [one, other] = [client.open(silent), client.open(silent)];
      one.write(bytes);
      other.write(Buffer.from('between'));
      one.write(bytes);
      one.end();
      const [first, second] = accepted;
      assert.ok(Buffer.concat(first?.data ?? []).equals(Buffer.concat([bytes, bytes])));
      assert.equal(Buffer.concat(second?.data ?? []).toString(), 'between');
      assert.deepEqual([first?.ended, second?.ended], [true, false]);
    }
  });

  it('carries the answer back, and tells that the other end has closed', () => {
    const { client, accepted } = pair();
    const heard: string[] = [];
    client.open({ onData: (data) => heard.push(data.toString()), onEnd: () => heard.push('end') });
    accepted[0]?.stream.write(Buffer.from('200 OK'));
    accepted[0]?.stream.end();
    assert.deepEqual(heard, ['200 OK', 'end']);
  });

  it('sends nothing on a stream that is closed, and closes it once', () => {
    const sent: Buffer[] = [];
    const client = smux({ end: 'client', send: (bytes) => sent.push(bytes) });
    const stream = client.open(silent);
    stream.end();
    stream.end();
    stream.write(Buffer.from('late'));
    assert.equal(sent.length, 2);
    client.take(hex('01 02 04 00 03 00 00 00 6c 61 74 65'));
  });

  it('accepts keepalives, and answers none', () => {
    const sent: Buffer[] = [];
    const client = smux({ end: 'client', send: (bytes) => sent.push(bytes) });
    client.take(hex('01 03 00 00 00 00 00 00'));
    assert.deepEqual(sent, []);
  });

  it('closes a stream that the other end opens where nobody takes it', () => {
    const sent: string[] = [];
    smux({ end: 'client', send: (bytes) => sent.push(bytes.toString('hex')) }).take(hex('01 00 00 00 02 00 00 00'));
    assert.deepEqual(sent, ['0101000002000000']);
  });

  it('ends all streams when the session is over', () => {
    const { client } = pair();
    let ended = 0;
    for (let count = 0; count < 3; count += 1) client.open({ ...silent, onEnd: () => (ended += 1) });
    client.abandon();
    assert.equal(ended, 3);
  });

  for (const [why, bytes, message] of [
    ['another version', '02 00 00 00 03 00 00 00', /version 2/],
    ['an unknown command', '01 09 00 00 03 00 00 00', /command 9/],
    ['text', '48 54 54 50 2f 31 2e 31', /version 72/],
    ['a close with data', '01 01 01 00 03 00 00 00', /FIN with data/],
  ] as const) {
    it(`refuses ${why}`, () => {
      const { client } = pair();
      assert.throws(() => client.take(hex(bytes)), { name: 'ChannelError', message });
    });
  }
});
