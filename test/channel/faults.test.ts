// Every kind of session under every fault of the way: what arrives is what was sent, once and in order.
// SEED=123 npx mocha test/channel/faults.test.ts repeats a run.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Cipher, cipherOf } from '../../src/channel/cipher.ts';
import { dataStream } from '../../src/channel/data-stream.ts';
import { jsonOf, jsonPayload } from '../../src/channel/json-payload.ts';
import { PAYLOAD } from '../../src/channel/message.ts';
import { openSession } from '../../src/channel/session.ts';
import { smux, type SmuxStream } from '../../src/channel/smux.ts';
import { asksFor, asksForEncryption, completes, DATA_KEY, handshakeRequest } from './agent.ts';
import { hostileAgent, type Hostility, randomOf } from './hostile.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_126);

const digest = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const FAULTS: Readonly<Record<string, Hostility>> = {
  'no fault': {},
  'frames that are lost': { drop: 0.1 },
  'frames that come twice': { duplicate: 0.3 },
  'storms of a hundred copies': { duplicate: 0.02, copies: 100 },
  'frames that overtake each other': { reorder: 0.4, delay: 10 },
  'a long way': { delay: 300 },
  'payloads that were changed': { garble: 0.1 },
  'frames that are cut off': { truncate: 0.1 },
  'frames that nobody knows': { strange: 0.2 },
  'a "Bye" every few frames': { bye: 23 },
  'agents that are told to pause': { pause: 0.02 },
  'all of it': {
    drop: 0.02,
    duplicate: 0.1,
    reorder: 0.1,
    garble: 0.02,
    truncate: 0.02,
    strange: 0.05,
    bye: 61,
    delay: 20,
  },
};

const SIZE = 60_000;

async function until(clock: VirtualClock, isDone: () => boolean): Promise<void> {
  for (let turn = 0; !isDone(); turn += 1) {
    assert.ok(turn < 20_000, 'it hangs');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    clock.pass(20);
  }
}

function bytesFrom(random: () => number): Buffer {
  const bytes = Buffer.alloc(SIZE);
  for (let at = 0; at < SIZE; at += 4) bytes.writeUInt32LE(random() * 2 ** 32, at);
  return bytes;
}

const KINDS = ['a shell', 'an encrypted shell', 'a command', 'a raw port', 'many connections'] as const;

const TYPES: Readonly<Record<(typeof KINDS)[number], string | undefined>> = {
  'a shell': undefined,
  'an encrypted shell': 'Standard_Stream',
  'a command': 'NonInteractiveCommands',
  'a raw port': 'Port',
  'many connections': 'Port',
};

/** Carries bytes both ways in a session of some kind, and tells what came. */
async function carried(kind: (typeof KINDS)[number], fault: Hostility) {
  const clock = virtualClock();
  const random = randomOf(SEED);
  const [up, down] = [bytesFrom(random), bytesFrom(random)];
  const atAgent: Buffer[] = [];
  const atClient: Buffer[] = [];
  const errors: Buffer[] = [];
  const count = { agent: 0, client: 0, errors: 0 };
  let code: number | undefined;
  let cipher: Cipher | undefined;
  const cut = (bytes: Buffer, size: number, take: (piece: Buffer) => void): void => {
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  };
  const say = (type: number, bytes: Buffer): void => agent.stream.send(type, cipher?.encrypt(bytes) ?? bytes);

  const many = kind === 'many connections';
  const streams: SmuxStream[] = [];
  const byStream = new Map<number, Buffer[]>();
  const keep = (id: number, data: Buffer): void => {
    byStream.set(id, [...(byStream.get(id) ?? []), Buffer.from(data)]);
    count.agent += data.length;
  };
  const agentMux = smux({
    end: 'agent',
    send: (bytes) => cut(bytes, 1000, (piece) => say(PAYLOAD.output, piece)),
    accept(stream) {
      stream.write(down);
      return { onData: (data) => keep(stream.id, data), onEnd: () => undefined };
    },
  });

  function work(): void {
    if (many) return;
    cut(down, 997, (piece) => say(PAYLOAD.output, piece));
    if (kind !== 'a command') return;
    cut(up, 1024, (piece) => say(PAYLOAD.standardError, piece));
    say(PAYLOAD.exitCode, Buffer.from('EXIT_CODE: 7'));
  }
  const proof = Buffer.from('prove it');
  const agent = hostileAgent(clock, random, fault, (type, payload) => {
    if (type === PAYLOAD.handshakeResponse && kind === 'an encrypted shell') {
      const own = cipherOf(DATA_KEY, 'agent');
      agent.stream.send(PAYLOAD.challengeRequest, jsonPayload({ Challenge: own.encrypt(proof).toString('base64') }));
      cipher = own;
    } else if (type === PAYLOAD.handshakeResponse || type === PAYLOAD.challengeResponse) {
      const { Challenge = '' } = jsonOf(payload);
      if (cipher) assert.deepEqual(cipher.decrypt(Buffer.from(Challenge as string, 'base64')), proof);
      agent.stream.send(...completes());
      work();
    } else if (type === PAYLOAD.output) {
      const data = cipher?.decrypt(payload) ?? payload;
      if (many) return agentMux.take(data);
      atAgent.push(data);
      count.agent += data.length;
    }
    return undefined;
  });

  const back = new Map<number, Buffer[]>();
  const session = openSession(
    agent.access,
    {
      onOutput(data) {
        if (many) return clientMux.take(data);
        atClient.push(Buffer.from(data));
        count.client += data.length;
        return undefined;
      },
      onErrorOutput(data) {
        errors.push(Buffer.from(data));
        count.errors += data.length;
      },
      onExitCode: (given) => (code = given),
    },
    clock,
  );
  const clientMux = smux({ end: 'client', send: (bytes) => void session.write(bytes), frameSize: 1016 });

  const type = TYPES[kind];
  if (type === undefined) work();
  else {
    const actions = kind === 'an encrypted shell' ? [asksForEncryption('AAEC')] : [];
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(...actions, asksFor(type, {})));
  }
  if (many) {
    for (let index = 0; index < 3; index += 1) {
      const stream = clientMux.open({
        onData(data) {
          back.set(stream.id, [...(back.get(stream.id) ?? []), Buffer.from(data)]);
          count.client += data.length;
        },
        onEnd: () => undefined,
      });
      streams.push(stream);
      stream.write(up);
    }
  } else if (kind !== 'a command') session.write(up);

  const times = many ? 3 : 1;
  await until(
    clock,
    () => count.client >= times * SIZE && (kind === 'a command' ? code !== undefined : count.agent >= times * SIZE),
  );
  await Promise.race([session.leave(), until(clock, () => false)]).catch(() => undefined);
  return { up, down, atAgent, atClient, errors, code, byStream, back };
}

describe('what a session carries', () => {
  for (const kind of KINDS) {
    for (const [what, fault] of Object.entries(FAULTS)) {
      it(`arrives once and in order: ${kind}, with ${what}`, async () => {
        const { up, down, atAgent, atClient, errors, code, byStream, back } = await carried(kind, fault);
        if (kind === 'many connections') {
          assert.deepEqual([...byStream.keys()], [3, 5, 7]);
          for (const parts of byStream.values()) assert.equal(digest(...parts), digest(up), `seed ${SEED}`);
          for (const parts of back.values()) assert.equal(digest(...parts), digest(down), `seed ${SEED}`);
          return;
        }
        assert.equal(digest(...atClient), digest(down), `seed ${SEED}`);
        if (kind === 'a command') assert.deepEqual([digest(...errors), code], [digest(up), 7], `seed ${SEED}`);
        else assert.equal(digest(...atAgent), digest(up), `seed ${SEED}`);
      });
    }
  }

  it('arrives where the service says "Bye" every second for a minute', async () => {
    const clock = virtualClock();
    let came = 0;
    const hash = createHash('sha256');
    const agent = hostileAgent(clock, randomOf(SEED), { delay: 5 }, (type, payload) => {
      if (type !== PAYLOAD.output) return;
      hash.update(payload);
      came += payload.length;
    });
    let down = 0;
    const session = openSession(agent.access, { onOutput: (data) => (down += data.length) }, clock);
    agent.stream.send(PAYLOAD.output, Buffer.from('$'));
    const sent = createHash('sha256');
    let length = 0;
    for (let tick = 0; tick < 600; tick += 1) {
      const piece = Buffer.alloc(4000, `tick ${tick} `);
      sent.update(piece);
      length += piece.length;
      session.write(piece);
      agent.stream.send(PAYLOAD.output, piece.subarray(0, 1000));
      if (tick % 10 === 9) agent.bye();
      for (let turn = 0; turn < 10; turn += 1) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        clock.pass(10);
      }
    }
    await until(clock, () => came === length && down === 600_001);
    assert.equal(hash.digest('hex'), sent.digest('hex'));
  });
});

describe('64 MiB over a way of 100 ms, with loss, duplication and reordering', () => {
  for (const [from, to] of [
    ['client', 'agent'],
    ['agent', 'client'],
  ] as const) {
    it(`arrive from the ${from}, in a reasonable time`, async function () {
      this.timeout(300_000);
      const PIECE = 16_384;
      const COUNT = (64 * 1024 * 1024) / PIECE;
      const clock = virtualClock();
      const random = randomOf(SEED);
      const piece = Buffer.alloc(PIECE);
      const [sent, arrived] = [createHash('sha256'), createHash('sha256')];
      let came = 0;
      let begun = 0;
      const way = (frame: Buffer, pass: (frame: Buffer) => void): void => {
        if (random() < 0.01) return;
        const times = random() < 0.01 ? 2 : 1;
        for (let time = 0; time < times; time += 1) clock.after(random() < 0.01 ? 80 : 50, () => pass(frame));
      };
      const fill = (): void => {
        while (begun < COUNT && !source.isFull()) {
          piece.writeUInt32LE(begun, ((begun * 97) % PIECE) & ~3);
          sent.update(piece);
          source.send(PAYLOAD.output, piece);
          begun += 1;
        }
      };
      const source = dataStream({
        end: from,
        clock,
        deliver: () => undefined,
        onClosed: () => undefined,
        onRoom: fill,
      });
      const drain = dataStream({
        end: to,
        clock,
        deliver(_type, payload) {
          arrived.update(payload);
          came += 1;
        },
        onClosed: () => undefined,
      });
      const still = { pause: () => undefined, resume: () => undefined, close: () => undefined };
      source.attach({ ...still, send: (frame) => way(frame, drain.take) });
      drain.attach({ ...still, send: (frame) => way(frame, source.take) });
      const start = clock.now();
      fill();
      const isDone = (): boolean => came === COUNT;
      while (!isDone()) {
        assert.ok(clock.now() - start < 3_600_000, `${came} of ${COUNT} have come`);
        clock.pass(50);
      }
      assert.equal(arrived.digest('hex'), sent.digest('hex'));
    });
  }
});
