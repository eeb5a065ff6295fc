import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { dataStream } from '../../src/channel/data-stream.ts';
import { encodeMessage, PAYLOAD } from '../../src/channel/message.ts';
import { virtualClock } from './virtual-clock.ts';

/** What a relay does to frames, by chance that repeats. */
interface Weather {
  readonly drop?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  /** A hundred copies of one frame. */
  readonly storm?: number;
  readonly garble?: number;
  /** Milliseconds of one way. */
  readonly delay: number;
}

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface Trip {
  readonly seed?: number;
  /** The connection goes away and comes back ten times, each so many milliseconds after the other. */
  readonly cutEvery?: number;
}

/** Sends these bytes over a bad way, and gives what arrives, how long it took, and how many frames were sent. */
function transfer(bytes: Buffer, weather: Weather, { seed = 1, cutEvery }: Trip = {}) {
  const clock = virtualClock();
  const random = chance(seed);
  const arrived: Buffer[] = [];
  let frames = 0;
  const relay = (frame: Buffer, take: (frame: Buffer) => void): void => {
    if (random() < (weather.drop ?? 0)) return;
    const copies = random() < (weather.storm ?? 0) ? 100 : random() < (weather.duplicate ?? 0) ? 2 : 1;
    const late = random() < (weather.reorder ?? 0) ? 5 * weather.delay + 1 : 0;
    const sent = Buffer.from(frame);
    if (random() < (weather.garble ?? 0)) sent.writeUInt8(sent.readUInt8(sent.length - 1) ^ 1, sent.length - 1);
    for (let copy = 0; copy < copies; copy += 1) clock.after(weather.delay + late, () => take(sent));
  };
  const nothing = () => undefined;
  const agent = dataStream({
    end: 'agent',
    clock,
    deliver: (_, payload) => arrived.push(Buffer.from(payload)),
    onClosed: nothing,
  });
  const client = dataStream({ end: 'client', clock, deliver: nothing, onClosed: nothing });
  const connect = (): void => {
    const rest = { pause: nothing, resume: nothing, close: nothing };
    agent.attach({ ...rest, send: (frame) => relay(frame, client.take) });
    client.attach({
      ...rest,
      send(frame) {
        frames += 1;
        relay(frame, agent.take);
      },
    });
  };
  connect();
  for (let at = 0; at < bytes.length; at += 1024) client.send(PAYLOAD.output, bytes.subarray(at, at + 1024));
  const start = clock.now();
  for (const cut of cutEvery === undefined ? [] : Array.from({ length: 10 }, (_, index) => cutEvery * (index + 1))) {
    clock.after(cut, () => {
      client.detach();
      clock.after(10, connect);
    });
  }
  clock.run(600_000);
  return { arrived: Buffer.concat(arrived), frames, milliseconds: clock.now() - start, silence: client.silence() };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('stream data over a relay', () => {
  const bytes = randomBytes(1024 * 1024);

  for (const [what, weather] of [
    ['nothing happens', { delay: 1 }],
    ['a tenth is lost, both ways', { delay: 20, drop: 0.1 }],
    ['half of all arrives twice', { delay: 20, duplicate: 0.5 }],
    ['a fifth arrives late', { delay: 20, reorder: 0.2 }],
    ['a hundredth arrives garbled', { delay: 20, garble: 0.01 }],
    ['a hundred copies arrive now and then', { delay: 5, storm: 0.02 }],
    ['all of it happens', { delay: 50, drop: 0.05, duplicate: 0.1, reorder: 0.1, storm: 0.002, garble: 0.01 }],
  ] as const) {
    it(`arrives once and in order when ${what}`, () => {
      for (const seed of [1, 2, 3]) {
        const { arrived, silence } = transfer(bytes, weather, { seed });
        assert.equal(digest(arrived), digest(bytes), `seed ${seed}`);
        assert.equal(silence, 0);
      }
    });
  }

  it('arrives once and in order when the connection goes away and comes back', () => {
    const { arrived } = transfer(bytes, { delay: 20, drop: 0.02 }, { cutEvery: 30 });
    assert.equal(digest(arrived), digest(bytes));
  });

  it('is not sent twice where nothing is lost, however long the way', () => {
    for (const delay of [1, 50, 90]) {
      assert.equal(transfer(bytes, { delay }).frames, bytes.length / 1024, `${delay} ms`);
    }
  });

  it('fills a long way, instead of waiting for it', () => {
    const { milliseconds } = transfer(randomBytes(8 * 1024 * 1024), { delay: 50 });
    // 64 messages at a time would take 12.8 s.
    assert.ok(milliseconds < 2500, `${milliseconds} ms`);
  });

  it('does not stop for what is lost now and then', () => {
    const { milliseconds } = transfer(randomBytes(4 * 1024 * 1024), { delay: 50, drop: 0.01 });
    assert.ok(milliseconds < 30_000, `${milliseconds} ms`);
  });
});

describe('an end of a data channel', () => {
  const message = (type: string, payload = '{}'): Buffer =>
    encodeMessage({
      type,
      created: 1,
      sequence: 0,
      flags: 0,
      id: '00112233-4455-6677-8899-aabbccddeeff',
      payloadType: PAYLOAD.output,
      payload: Buffer.from(payload),
    });

  function noted(end: 'client' | 'agent') {
    const sent: string[] = [];
    const heard: string[] = [];
    const stream = dataStream({
      end,
      clock: virtualClock(),
      deliver: (type, payload) => heard.push(`${type} ${Buffer.from(payload).toString()}`),
      onClosed: (reason) => heard.push(`closed ${reason}`),
    });
    stream.attach({
      send: (frame) => sent.push(frame.toString('latin1', 4, 36).trim()),
      pause: () => undefined,
      resume: () => undefined,
      close: () => undefined,
    });
    return { stream, sent, heard };
  }

  it('takes what the other end sends, and nothing that it might have sent itself', () => {
    const { stream, sent, heard } = noted('client');
    stream.take(message('input_stream_data', 'mine'));
    stream.take(message('output_stream_data', 'yours'));
    stream.take(message('agent_session_state'));
    assert.deepEqual(heard, ['1 yours']);
    assert.deepEqual(sent, ['acknowledge']);
  });

  it('tells the reason for which the session is over', () => {
    const { stream, heard } = noted('client');
    stream.take(message('channel_closed', '{"Output":"idle for 20 minutes"}'));
    stream.take(message('channel_closed', '{}'));
    assert.deepEqual(heard, ['closed idle for 20 minutes', 'closed ']);
  });

  it('holds back, as an agent, while the client is away; a client does not', () => {
    for (const [end, expected] of [
      ['agent', []],
      ['client', ['input_stream_data']],
    ] as const) {
      const { stream, sent } = noted(end);
      stream.take(message('pause_publication'));
      stream.send(PAYLOAD.output, Buffer.from('x'));
      assert.deepEqual(sent, expected);
      stream.take(message('start_publication'));
      assert.equal(sent.length, 1);
    }
  });

  it('does not acknowledge what is no message, nor what is garbled', () => {
    const { stream, sent, heard } = noted('client');
    const garbled = message('output_stream_data', 'yours');
    garbled.writeUInt8(0, garbled.length - 1);
    for (const frame of [Buffer.alloc(3), garbled, message('acknowledge', 'x'), message('channel_closed', '[]')]) {
      assert.notEqual(stream.take(frame), undefined);
    }
    assert.deepEqual([heard, sent], [[], []]);
    assert.equal(stream.take(message('output_stream_data', 'yours')), undefined);
  });
});
