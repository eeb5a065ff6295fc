import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { PAYLOAD } from '../../src/channel/message.ts';
import { runTunnel } from '../../src/session/tunnel.ts';
import { asksFor, completes, handshakeRequest, testAgent } from '../channel/agent.ts';
import { virtualClock } from '../channel/virtual-clock.ts';
import { passing, until } from './passing.ts';

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A tunnel whose agent has asked for the handshake. */
async function begun(hold?: Promise<unknown>, gone?: AbortSignal) {
  const clock = virtualClock();
  const agent = testAgent({ clock });
  const [input, output] = [new PassThrough(), new PassThrough()];
  let held = false;
  const access: typeof agent.access = {
    ...agent.access,
    async open(events) {
      const connection = await agent.access.open(events);
      return { ...connection, pause: () => (held = true), resume: () => (held = false) };
    },
  };
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const result = runTunnel(access, { input, output, say, ...(hold && { hold }), ...(gone && { gone }) }, clock);
  agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Port', { portNumber: '22' })));
  await passing(clock);
  const open = async (): Promise<void> => {
    agent.stream.send(...completes());
    await passing(clock);
  };
  const speak = async (text: string): Promise<void> => {
    agent.stream.send(PAYLOAD.output, Buffer.from(text));
    await passing(clock);
  };
  const came = (): Buffer =>
    Buffer.concat(agent.came.flatMap(({ type, payload }) => (type === PAYLOAD.output ? payload : [])));
  const flags = (): readonly number[] =>
    agent.came.flatMap(({ type, payload }) => (type === PAYLOAD.flag ? payload.readUInt32BE(0) : []));
  return { agent, clock, input, output, result, open, say: speak, said, came, flags, isHeld: () => held };
}

/** Reads all that waits in a stream: newer versions of Node give one piece at a time. */
function textIn(stream: PassThrough): string {
  const pieces: Buffer[] = [];
  const next = (): Buffer | null => stream.read() as Buffer | null;
  for (let piece = next(); piece !== null; piece = next()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const TERMINATE = 2;

describe('the connection of ssh', () => {
  it('carries what ssh says before the session is open, and everything after it', async () => {
    const { clock, input, open, came } = await begun();
    const bytes = randomBytes(300_000);
    input.write('SSH-2.0-OpenSSH\r\n');
    await passing(clock);
    await open();
    input.write(bytes);
    await until(clock, () => came().length === 17 + bytes.length);
    assert.equal(digest(came()), digest(Buffer.concat([Buffer.from('SSH-2.0-OpenSSH\r\n'), bytes])));
  });

  it('says that a node is silent which never opens the session, and is given up', async () => {
    const { clock, said, result } = await begun();
    await passing(clock, 9000);
    assert.deepEqual(said, []);
    for (let turn = 0; turn < 15; turn += 1) await passing(clock, 1000);
    assert.deepEqual(said, ['the node has not answered for 10 s']);
    for (let turn = 0; turn < 15; turn += 1) await passing(clock, 1000);
    assert.equal((await result).how, 'refused');
    assert.equal(clock.due(), 0);
  });

  it('carries what the node says, and is over when the node is', async () => {
    const { agent, clock, output, result, open, say } = await begun();
    await open();
    await say('SSH-2.0-node\r\n');
    assert.equal(textIn(output), 'SSH-2.0-node\r\n');
    agent.closeChannel('Connection reset');
    await passing(clock);
    assert.deepEqual(await result, { how: 'ended', reason: 'Connection reset' });
  });

  it('holds the node back while ssh takes nothing, and goes on after it', async () => {
    const { agent, clock, output, open, isHeld } = await begun();
    await open();
    const bytes = randomBytes(200_000);
    for (let at = 0; at < bytes.length; at += 1000) {
      agent.stream.send(PAYLOAD.output, bytes.subarray(at, at + 1000));
    }
    await passing(clock);
    assert.equal(isHeld(), true);
    const parts: Buffer[] = [];
    output.on('data', (part: Buffer) => parts.push(part));
    await until(clock, () => Buffer.concat(parts).length === bytes.length);
    assert.equal(digest(Buffer.concat(parts)), digest(bytes));
    assert.equal(isHeld(), false);
  });

  it('ends the session when ssh has nothing more to say, with all that was said', async () => {
    const { clock, input, result, open, came, flags } = await begun();
    await open();
    input.end('bye');
    await passing(clock);
    assert.deepEqual(await result, { how: 'left', reason: '' });
    assert.equal(came().toString(), 'bye');
    assert.deepEqual(flags(), [TERMINATE]);
  });

  it('ends the session only when all is there that was said before, however long that takes', async () => {
    const { agent, clock, input, result, open, came, flags } = await begun();
    const bytes = randomBytes(3_000_000);
    input.end(bytes);
    await passing(clock, 5000);
    agent.slow(900);
    await open();
    await until(clock, () => flags().length === 1);
    assert.equal(digest(came()), digest(bytes));
    await passing(clock, 3000);
    assert.deepEqual(await result, { how: 'left', reason: '' });
  });

  it('ends the session, once, when ssh has gone', async () => {
    const { clock, output, result, open, flags } = await begun();
    await open();
    output.emit('error', new Error('EPIPE'));
    output.emit('error', new Error('EPIPE'));
    await passing(clock);
    assert.deepEqual(await result, { how: 'left', reason: '' });
    output.emit('error', new Error('EPIPE'));
    assert.deepEqual(flags(), [TERMINATE]);
  });

  it('ends the session when a signal ends ssh', async () => {
    const gone = new AbortController();
    const { clock, result, open, flags } = await begun(undefined, gone.signal);
    await open();
    gone.abort();
    await passing(clock);
    assert.deepEqual(await result, { how: 'left', reason: '' });
    assert.deepEqual(flags(), [TERMINATE]);
  });

  it('hands on what the node says only when the key is there', async () => {
    let arrived: () => void = () => undefined;
    const { clock, output, open, say } = await begun(new Promise<void>((resolve) => (arrived = resolve)));
    await open();
    await say('SSH-2.0');
    await say('-node');
    assert.equal(output.read(), null);
    arrived();
    await passing(clock);
    await say('\r\n');
    assert.equal(textIn(output), 'SSH-2.0-node\r\n');
  });

  it('is refused where the key is, without a byte of the node', async () => {
    let refuse: (error: Error) => void = () => undefined;
    const { clock, output, result, open, say } = await begun(new Promise((_, reject) => (refuse = reject)));
    await open();
    await say('SSH-2.0-node\r\n');
    refuse(new Error('EC2InstanceStateInvalidException'));
    await passing(clock, 3000);
    assert.deepEqual(await result, { how: 'refused', reason: 'EC2InstanceStateInvalidException' });
    assert.equal(output.read(), null);
  });
});
