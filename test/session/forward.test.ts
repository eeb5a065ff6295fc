import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PAYLOAD } from '../../src/channel/message.ts';
import { smux, type SmuxStream } from '../../src/channel/smux.ts';
import { openForwarding } from '../../src/session/forward.ts';
import { type Listener, listenOn } from '../../src/session/listen.ts';
import { asksFor, completes, testAgent } from '../channel/agent.ts';
import { jsonPayload } from '../../src/channel/json-payload.ts';
import { virtualClock } from '../channel/virtual-clock.ts';
import { passing, until } from './passing.ts';

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a forwarded port', () => {
  let listener: Listener | undefined;
  const clients: Socket[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    listener?.close();
  });

  /** A port that is forwarded, with an agent of this version. */
  async function begun(agentVersion = '3.3.987.0', toOtherHost = false, refusals = 0) {
    const clock = virtualClock();
    const agent = testAgent({ clock, resume: (attempt) => (attempt > refusals ? 'connection' : 'error') });
    const heard: string[] = [];
    const forwarding = openForwarding(
      agent.access,
      {
        onRefused: () => heard.push('refused'),
        onConnection: (state, reason) => heard.push(`${state} ${reason}`),
        onSilence: (isSilent) => heard.push(isSilent ? 'silent' : 'not silent'),
      },
      clock,
      toOtherHost,
    );
    const own = await listenOn(0);
    listener = own;
    own.take(forwarding.carry);
    agent.stream.send(
      PAYLOAD.handshakeRequest,
      jsonPayload({ AgentVersion: agentVersion, RequestedClientActions: [asksFor('Port', { portNumber: '80' })] }),
    );
    await passing(clock);
    const dial = async (text = ''): Promise<Socket> => {
      const socket = connect({ port: own.port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined);
      clients.push(socket);
      await once(socket, 'connect');
      if (text !== '') socket.write(text);
      return socket;
    };
    const open = async (): Promise<void> => {
      agent.stream.send(...completes());
      await passing(clock);
    };
    const raw = (): string =>
      agent.came.flatMap(({ type, payload }) => (type === PAYLOAD.output ? payload.toString() : [])).join('');
    const flags = (): readonly number[] =>
      agent.came.flatMap(({ type, payload }) => (type === PAYLOAD.flag ? payload.readUInt32BE(0) : []));
    return { agent, clock, heard, forwarding, dial, open, raw, flags };
  }

  /** The agent's end of the connections; `answer` hears what each has said so far. */
  function serve(
    { agent }: Pick<Awaited<ReturnType<typeof begun>>, 'agent'>,
    answer: (stream: SmuxStream, said: Buffer) => void,
    piece = 1024,
  ) {
    const ended: number[] = [];
    let taken = 0;
    const mux = smux({
      end: 'agent',
      send(bytes) {
        for (let at = 0; at < bytes.length; at += piece) {
          agent.stream.send(PAYLOAD.output, bytes.subarray(at, at + piece));
        }
      },
      accept(stream) {
        const said: Buffer[] = [];
        return {
          onData(data) {
            said.push(Buffer.from(data));
            answer(stream, Buffer.concat(said));
          },
          onEnd: () => ended.push(stream.id),
        };
      },
    });
    const work = (): void => {
      for (const { type, payload } of agent.came.slice(taken)) if (type === PAYLOAD.output) mux.take(payload);
      taken = agent.came.length;
    };
    return { work, ended };
  }

  it('carries connections that were there before the session, and many at once, each with its own bytes', async () => {
    const world = await begun();
    const bytes = Array.from({ length: 50 }, (_, index) => Buffer.from(`${index} `.repeat(3000)));
    const { work } = serve(world, (stream, said) => {
      const own = bytes[Number(said.toString().split(' ', 1)[0])];
      if (own && said.length === own.length) {
        stream.write(said);
        stream.end();
      }
    });
    const answers: Promise<string>[] = [];
    const ask = async (own: Buffer): Promise<void> => {
      const socket = await world.dial();
      const parts: Buffer[] = [];
      socket.on('data', (part: Buffer) => parts.push(part));
      answers.push(once(socket, 'end').then(() => digest(Buffer.concat(parts))));
      socket.write(own);
    };
    for (const own of bytes.slice(0, 25)) await ask(own);
    await world.open();
    for (const own of bytes.slice(25)) await ask(own);
    let done = false;
    const all = Promise.all(answers).finally(() => (done = true));
    await until(world.clock, () => {
      work();
      return done;
    });
    assert.deepEqual(await all, bytes.map(digest));
  });

  for (const [version, said] of [
    ['3.1.1511.0', 3],
    ['3.0.300.0', 3],
    ['3.1.1512.0', 0],
    ['3.3.987.0', 0],
  ] as const) {
    it(`keeps a session alive only for agents that would end it: ${version}`, async () => {
      const { clock, open, raw, forwarding } = await begun(version);
      await open();
      for (let second = 0; second < 31; second += 1) {
        clock.pass(1000);
        await passing(clock);
      }
      assert.equal(raw().length, 8 * said);
      void forwarding.end();
      await until(clock, () => clock.due() === 0);
    });
  }

  it('answers those who have said all they have to say: half closed is not closed', async () => {
    const world = await begun();
    const { work, ended } = serve(world, (stream, said) => {
      if (!said.toString().endsWith('?')) return;
      stream.write(Buffer.from('42'));
      stream.end();
    });
    await world.open();
    const client = await world.dial();
    client.end('what is it?');
    let answer = '';
    client.on('data', (part) => (answer += String(part)));
    await until(world.clock, () => {
      work();
      return answer !== '';
    });
    assert.equal(answer, '42');
    assert.deepEqual(ended, []);
  });

  it('closes the connection on the node when that of the client is gone', async () => {
    const world = await begun();
    let said = '';
    const { work, ended } = serve(world, (_, all) => (said = all.toString()));
    await world.open();
    const client = await world.dial('hello');
    await until(world.clock, () => (work(), said === 'hello'));
    client.resetAndDestroy();
    await until(world.clock, () => (work(), ended.length === 1));
  });

  it('tells that the node cannot connect, and closes that connection', async () => {
    const world = await begun();
    await world.open();
    const client = await world.dial('hello');
    await until(world.clock, () => world.raw() !== '');
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(3, 0);
    world.agent.stream.send(PAYLOAD.flag, payload);
    const { work } = serve(world, (stream) => stream.end());
    work();
    const closed = once(client.resume(), 'end');
    await passing(world.clock);
    await closed;
    assert.deepEqual(world.heard, ['refused']);
  });

  for (const [refusals, told] of [
    [0, []],
    [6, ['lost no way to the service', 'back ']],
  ] as const) {
    it(`goes on over a connection that is lost, and had again after ${refusals} refusals`, async () => {
      const world = await begun(undefined, false, refusals);
      const { work } = serve(world, (stream, said) => stream.write(said.subarray(-1)));
      await world.open();
      const client = await world.dial('a');
      let answer = '';
      client.on('data', (part) => (answer += String(part)));
      await until(world.clock, () => (work(), answer === 'a'));
      world.agent.bye();
      client.write('b');
      await until(world.clock, () => (work(), answer === 'ab'));
      assert.deepEqual(world.heard, told);
    });
  }

  it('ends with everything that it carries, and tells the node to end it', async () => {
    const world = await begun();
    await world.open();
    const client = await world.dial('hello');
    await until(world.clock, () => world.raw() !== '');
    const closed = once(client.resume(), 'close');
    const end = world.forwarding.end();
    await passing(world.clock);
    await end;
    assert.deepEqual(await world.forwarding.closed, { how: 'left', reason: '' });
    client.end();
    await closed;
    assert.deepEqual(world.flags(), [2]);
  });

  it('gives every byte that had come when the session ends', async () => {
    const world = await begun();
    const bytes = Buffer.alloc(600_000, 'the end of it ');
    let answered = false;
    const server = serve(world, (stream) => {
      if (!answered) stream.write(bytes);
      answered = true;
    });
    await world.open();
    const client = await world.dial('go');
    const parts: Buffer[] = [];
    client.on('data', (data: Buffer) => parts.push(data));
    client.pause();
    await until(world.clock, () => {
      server.work();
      return answered;
    });
    let arrived = false;
    void world.agent.stream.drained().then(() => (arrived = true));
    await until(world.clock, () => arrived);
    world.agent.closeChannel('');
    await passing(world.clock);
    client.resume();
    const closed = once(client, 'end');
    const end = world.forwarding.end();
    await until(world.clock, () => client.readableEnded);
    await closed;
    client.end();
    await end;
    assert.equal(digest(Buffer.concat(parts)), digest(bytes));
  });

  it('stops reading the node while one of many is slow, without forgetting what has come, and goes on after it', async () => {
    const world = await begun();
    const bytes = Buffer.alloc(24 * 1024 * 1024, 'slow and steady ');
    const streams: SmuxStream[] = [];
    const server = serve(
      world,
      (stream) => {
        if (!streams.includes(stream)) streams.push(stream);
      },
      32_768,
    );
    await world.open();
    const client = await world.dial('go');
    await until(world.clock, () => {
      server.work();
      return streams.length === 1;
    });
    streams[0]?.write(bytes);
    for (let turn = 0; turn < 50; turn += 1) await passing(world.clock, 20);
    assert.ok(world.agent.isPaused());
    const parts: Buffer[] = [];
    client.on('data', (data: Buffer) => parts.push(data));
    let length = 0;
    client.on('data', (data: Buffer) => (length += data.length));
    await until(world.clock, () => length === bytes.length);
    assert.equal(digest(Buffer.concat(parts)), digest(bytes));
  });

  it('tells that the node never opens it, and is given up', async () => {
    const world = await begun();
    await passing(world.clock, 9000);
    assert.deepEqual(world.heard, []);
    for (let turn = 0; turn < 15; turn += 1) await passing(world.clock, 1000);
    assert.deepEqual(world.heard, ['silent']);
    for (let turn = 0; turn < 15; turn += 1) await passing(world.clock, 1000);
    assert.equal((await world.forwarding.opened)?.how, 'refused');
  });

  it('is over where it is refused: nobody waits for it for ever', async () => {
    const world = await begun();
    const client = await world.dial();
    const closed = once(client.resume(), 'end');
    world.agent.closeChannel('Port forwarding is not allowed');
    await passing(world.clock);
    const refused = { how: 'refused', reason: 'Port forwarding is not allowed', step: 'agent' };
    assert.deepEqual(await world.forwarding.opened, refused);
    assert.deepEqual(await world.forwarding.closed, refused);
    await closed;
  });

  it('of another host is refused where the agent would connect to its own', async () => {
    const world = await begun('3.1.1373.0', true);
    await world.open();
    await passing(world.clock, 3000);
    assert.deepEqual(await world.forwarding.opened, {
      how: 'refused',
      reason: 'agent 3.1.1373.0 is too old for ports of other hosts: update it (needs 3.1.1374.0)',
    });
    assert.equal((await world.forwarding.closed).how, 'left');
    assert.deepEqual(world.flags(), [2]);
    const able = await begun('3.1.1374.0', true);
    await able.open();
    assert.equal(await able.forwarding.opened, undefined);
  });

  describe('by an agent that carries one connection at a time', () => {
    it('carries one after the other, with all that the later ones said meanwhile', async () => {
      const world = await begun('3.0.196.0');
      await world.open();
      const first = await world.dial('first');
      await until(world.clock, () => world.raw() === 'first');
      const second = await world.dial('second');
      const third = await world.dial('third');
      await passing(world.clock);
      assert.equal(world.raw(), 'first');
      world.agent.stream.send(PAYLOAD.output, Buffer.from('answer'));
      const answered = once(first, 'data');
      await passing(world.clock);
      assert.equal(String(((await answered) as [Buffer])[0]), 'answer');
      first.end();
      await until(world.clock, () => world.raw() === 'firstsecond');
      second.resetAndDestroy();
      await until(world.clock, () => world.raw() === 'firstsecondthird');
      assert.deepEqual(world.flags(), [1, 1]);
      third.destroy();
    });
  });
});
