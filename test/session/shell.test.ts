import assert from 'node:assert/strict';
import { PAYLOAD } from '../../src/channel/message.ts';
import { runShell, type Size } from '../../src/session/shell.ts';
import { completes, handshakeRequest, asksFor, testAgent } from '../channel/agent.ts';
import { virtualClock } from '../channel/virtual-clock.ts';
import { passing } from './passing.ts';

/** A shell that has begun, and the terminal before it. */
async function begun(options: { size?: Size; open?: boolean; deaf?: boolean; agent?: object } = {}) {
  const clock = virtualClock();
  const agent = testAgent({ clock, ...options.agent });
  const heard: string[] = [];
  const said: string[] = [];
  const raw: boolean[] = [];
  const listeners = new Set<string>();
  const callbacks: { onData?: (data: Buffer) => void; onEnd?: () => void; resize?: () => void; gone?: () => void } = {};
  let { size } = options;
  let hasRoom = true;
  let onRoom: (() => void) | undefined;
  let paused = false;
  let held = 0;
  const listen = (name: string): (() => void) => {
    listeners.add(name);
    return () => void listeners.delete(name);
  };
  const { access } = agent;
  const result = runShell(
    {
      ...access,
      async open(events) {
        const connection = await access.open(events);
        return { ...connection, pause: () => (held += 1), resume: () => (held -= 1) };
      },
    },
    {
      read(onData, onEnd) {
        Object.assign(callbacks, { onData, onEnd });
        return listen('read');
      },
      pause: () => (paused = true),
      resume: () => (paused = false),
      write(data, callback) {
        heard.push(data.toString());
        onRoom = callback;
        return hasRoom;
      },
      say: (line) => void said.push(line),
      print: (text) => void said.push(text),
      size: () => size,
      onResize(resize) {
        Object.assign(callbacks, { resize });
        return listen('resize');
      },
      raw: (on) => void raw.push(on),
      onGone(gone) {
        Object.assign(callbacks, { gone });
        return listen('gone');
      },
    },
    clock,
    () => void said.push('why?'),
  );
  if (options.deaf) agent.deaf();
  await passing(clock);
  if (options.open !== false) {
    agent.stream.send(PAYLOAD.output, Buffer.from('$ '));
    await passing(clock);
  }
  return {
    agent,
    clock,
    heard,
    said,
    raw,
    result,
    listeners,
    callbacks,
    type: async (keys: string) => {
      callbacks.onData?.(Buffer.from(keys));
      await passing(clock);
    },
    resize: (next: Size) => {
      size = next;
      callbacks.resize?.();
    },
    fill: () => (hasRoom = false),
    room: () => onRoom?.(),
    isPaused: () => paused,
    held: () => held,
  };
}

const typedTo = ({ came }: ReturnType<typeof testAgent>): string =>
  came.flatMap(({ type, payload }) => (type === PAYLOAD.output ? payload.toString() : [])).join('');

const sizesAt = ({ came }: ReturnType<typeof testAgent>): readonly unknown[] =>
  came.flatMap(({ type, payload }) => (type === PAYLOAD.size ? (JSON.parse(payload.toString()) as unknown) : []));

describe('a shell on a node', () => {
  it('shows what the node says, sends what is typed, and puts the terminal right when it is over', async () => {
    const { agent, clock, heard, raw, result, listeners, type } = await begun();
    assert.deepEqual([...listeners].toSorted(), ['gone', 'read', 'resize']);
    await type('ls\r');
    assert.deepEqual(heard, ['$ ']);
    assert.equal(typedTo(agent), 'ls\r');
    agent.closeChannel('');
    await passing(clock);
    assert.deepEqual(await result, { how: 'ended', reason: '' });
    assert.deepEqual(raw, [true, false]);
    assert.deepEqual([...listeners], []);
  });

  it('puts the terminal right where it is refused, too', async () => {
    const refused = await begun({ open: false, agent: { open: () => new Error('no way') } });
    assert.deepEqual(await refused.result, { how: 'refused', reason: 'no way', step: 'connection' });
    assert.deepEqual(refused.raw, [true, false]);
    assert.deepEqual([...refused.listeners], []);
  });

  it('takes what is typed before the prompt, and goes on reading after it', async () => {
    const { agent, clock, type, isPaused } = await begun({ open: false });
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Standard_Stream')));
    await type('early\r');
    assert.equal(isPaused(), true);
    assert.equal(typedTo(agent), '');
    agent.stream.send(...completes());
    await passing(clock);
    assert.equal(typedTo(agent), 'early\r');
    assert.equal(isPaused(), false);
  });

  it('stops reading while the node takes nothing, and goes on after it', async () => {
    const { agent, clock, callbacks, isPaused } = await begun();
    const much = 'x'.repeat(2_000_000);
    callbacks.onData?.(Buffer.from(`${much}\r`));
    assert.equal(isPaused(), true);
    await passing(clock, 10_000);
    assert.equal(isPaused(), false);
    assert.equal(typedTo(agent), `${much}\r`);
  });

  it('stops listening while the terminal takes nothing', async () => {
    const { agent, clock, fill, room, held } = await begun();
    fill();
    agent.stream.send(PAYLOAD.output, Buffer.from('much'));
    await passing(clock);
    assert.equal(held(), 1);
    room();
    assert.equal(held(), 0);
  });

  for (const [size, told] of [
    [
      { columns: 100, rows: 30 },
      { cols: 100, rows: 30 },
    ],
    [
      { columns: 0, rows: 0 },
      { cols: 80, rows: 24 },
    ],
    [undefined, { cols: 80, rows: 24 }],
  ] as const) {
    it(`has the size of the terminal: ${size ? `${size.columns} × ${size.rows}` : 'none'}`, async () => {
      const { agent, clock, resize } = await begun(size && { size });
      assert.deepEqual(sizesAt(agent), [told]);
      resize({ columns: 33, rows: 7 });
      await passing(clock);
      assert.deepEqual(sizesAt(agent).at(-1), { cols: 33, rows: 7 });
    });
  }

  it('sends Ctrl-D when nothing more is typed', async () => {
    const { agent, clock, callbacks } = await begun();
    callbacks.onEnd?.();
    await passing(clock);
    assert.equal(typedTo(agent), '\u0004');
  });

  it('sends it again to a shell that goes on, ends a line that has no end, and stops with the session', async () => {
    const { agent, clock, callbacks, type, result } = await begun();
    await type('uname');
    callbacks.onEnd?.();
    await passing(clock, 1000);
    assert.equal(typedTo(agent), 'uname\u0004\u0004\n\u0004');
    agent.closeChannel('');
    await passing(clock);
    await result;
    await passing(clock, 60_000);
    assert.equal(typedTo(agent), 'uname\u0004\u0004\n\u0004');
  });

  it('is left by ~. without a word to the node, and tells ~? what there is', async () => {
    const { agent, clock, result, said, raw, type } = await begun();
    await type('~?');
    assert.deepEqual(said, ['~. leaves, ~~ is a tilde, both at the beginning of a line']);
    await type('~.');
    await passing(clock, 3000);
    assert.deepEqual(await result, { how: 'left', reason: '' });
    assert.equal(typedTo(agent), '');
    assert.deepEqual(raw, [true, false]);
  });

  it('is left when nobody is there any more', async () => {
    const { clock, result, callbacks, raw } = await begun();
    callbacks.gone?.();
    await passing(clock, 3000);
    assert.deepEqual(await result, { how: 'left', reason: '' });
    assert.deepEqual(raw, [true, false]);
  });

  it('says once that a node is silent, and can be left then', async () => {
    const { agent, clock, said, result, type } = await begun();
    agent.deaf();
    await type('ls\r');
    await passing(clock, 9000);
    assert.deepEqual(said, []);
    for (let turn = 0; turn < 20; turn += 1) await passing(clock, 1000);
    assert.deepEqual(said, ['the node has not answered for 10 s; ~. leaves']);
    await type('~.');
    await passing(clock, 3000);
    assert.deepEqual(await result, { how: 'left', reason: '' });
  });

  it('asks why a node says nothing from the beginning, once, and ends when that has taken too long', async () => {
    const { agent, clock, said, raw, result } = await begun({ open: false, deaf: true });
    for (let turn = 0; turn < 25; turn += 1) await passing(clock, 1000);
    assert.deepEqual(said, ['the node has not answered for 10 s; ~. leaves', 'why?']);
    for (let turn = 0; turn < 10; turn += 1) await passing(clock, 1000);
    assert.equal(agent.came.length, 0);
    assert.deepEqual(await result, {
      how: 'refused',
      reason: 'the node has not answered for 30 s',
      step: 'handshake',
    });
    assert.deepEqual(raw, [true, false]);
  });

  it('was refused where the agent gives a reason before the first word, and ended where it does after it', async () => {
    const early = await begun({ open: false });
    await passing(early.clock, 2000);
    early.agent.closeChannel('encryption is not set up on the selected CloudWatch Logs log group');
    await passing(early.clock);
    assert.deepEqual(await early.result, {
      how: 'refused',
      reason: 'encryption is not set up on the selected CloudWatch Logs log group',
      step: 'agent',
    });
    const late = await begun();
    late.agent.closeChannel('Your session timed out');
    await passing(late.clock);
    assert.deepEqual(await late.result, { how: 'ended', reason: 'Your session timed out' });
  });

  it('says that the connection was lost, and that it is back, where that takes a while', async () => {
    const { agent, clock, said, heard } = await begun({
      agent: { resume: (attempt: number) => (attempt === 1 || attempt > 6 ? 'connection' : 'error') },
    });
    agent.bye();
    await passing(clock, 3000);
    assert.deepEqual(said, []);
    agent.bye();
    await passing(clock, 10_000);
    assert.deepEqual(said, ['the connection is lost (no way to the service): looking for it; ~. leaves', 'it is back']);
    agent.stream.send(PAYLOAD.output, Buffer.from('still here'));
    await passing(clock);
    assert.equal(heard.at(-1), 'still here');
  });

  it('says what the agent tells people', async () => {
    const { agent, clock, said } = await begun({ open: false });
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Standard_Stream')));
    await passing(clock);
    agent.stream.send(...completes('This session is encrypted using AWS KMS.'));
    await passing(clock);
    assert.deepEqual(said, ['This session is encrypted using AWS KMS.']);
  });
});
