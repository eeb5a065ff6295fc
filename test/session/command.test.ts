import assert from 'node:assert/strict';
import { jsonPayload } from '../../src/channel/json-payload.ts';
import { PAYLOAD } from '../../src/channel/message.ts';
import { type CommandOutput, commandParameters, runCommand } from '../../src/session/command.ts';
import { wordsOf } from '../../src/sandbox/agent/words.ts';
import { asksFor, completes, testAgent } from '../channel/agent.ts';
import { virtualClock } from '../channel/virtual-clock.ts';
import { passing } from './passing.ts';

const text = (value: string): Buffer => Buffer.from(value);

/** A command that has begun, and whoever waits for it. */
async function begun({ open = true, version = '3.3.987.0' }: { open?: boolean; version?: string } = {}) {
  const clock = virtualClock();
  const agent = testAgent({ clock });
  const heard: string[] = [];
  const rooms: (() => void)[] = [];
  let signal: (key: number) => boolean = () => assert.fail('signals are not heard');
  let gone: () => void = () => assert.fail('nobody hears who has gone');
  let hasRoom = true;
  let listening = 0;
  const hear = (name: string) => (data: Buffer, onRoom: () => void) => {
    heard.push(`${name} ${data.toString()}`);
    if (!hasRoom) rooms.push(onRoom);
    return hasRoom;
  };
  const stop = (): void => {
    listening -= 1;
  };
  const output: CommandOutput = {
    output: hear('stdout'),
    errorOutput: hear('stderr'),
    say: (line) => void heard.push(`said ${line}`),
    onSignal(callback) {
      listening += 1;
      signal = callback;
      return stop;
    },
    onGone(callback) {
      listening += 1;
      gone = callback;
      return stop;
    },
  };
  let pauses = 0;
  const { access } = agent;
  const result = runCommand(
    {
      ...access,
      async open(events) {
        const connection = await access.open(events);
        return { ...connection, pause: () => (pauses += 1), resume: () => (pauses -= 1) };
      },
    },
    output,
    clock,
  );
  agent.stream.send(
    PAYLOAD.handshakeRequest,
    jsonPayload({ AgentVersion: version, RequestedClientActions: [asksFor('NonInteractiveCommands')] }),
  );
  await passing(clock);
  if (open) agent.stream.send(...completes());
  await passing(clock);
  return {
    agent,
    clock,
    heard,
    result,
    rooms,
    signal: (key: number) => signal(key),
    gone: () => gone(),
    fill: () => (hasRoom = false),
    pauses: () => pauses,
    listening: () => listening,
    say: async (type: number, payload: string) => {
      agent.stream.send(type, text(payload));
      await passing(clock);
    },
  };
}

describe('a command on a node', () => {
  for (const command of ['echo hello', `echo 'a  b' "$HOME"`, String.raw`printf '%s\n' "it's"`, 'a\nb', "'"]) {
    it(`is run by a shell as it was written: ${JSON.stringify(command)}`, () => {
      const { command: [line = ''] = [], ...rest } = commandParameters(command);
      assert.deepEqual(wordsOf(line), ['sh', '-c', command]);
      assert.deepEqual(rest, { separateOutputStream: ['true'] });
    });
  }

  it('gives its output, its errors apart, and its exit code', async () => {
    const { agent, clock, heard, result, say, listening } = await begun();
    await say(PAYLOAD.output, 'out');
    await say(PAYLOAD.standardError, 'err');
    await say(PAYLOAD.exitCode, 'EXIT_CODE: 7');
    agent.closeChannel('');
    await passing(clock);
    assert.deepEqual(heard, ['stdout out', 'stderr err']);
    assert.deepEqual(await result, { closed: { how: 'ended', reason: '' }, exitCode: 7 });
    assert.equal(listening(), 0);
  });

  it('has no exit code where the session ended before it', async () => {
    const { agent, clock, result } = await begun();
    agent.closeChannel('Your session timed out');
    await passing(clock);
    assert.deepEqual(await result, { closed: { how: 'ended', reason: 'Your session timed out' } });
  });

  it('has no exit code, and is told why, where the agent is too old for one', async () => {
    const { agent, clock, result, say } = await begun({ version: '3.1.1510.0' });
    await say(PAYLOAD.output, 'out');
    agent.closeChannel('');
    await passing(clock);
    assert.deepEqual(await result, {
      closed: { how: 'ended', reason: '' },
      tooOld: 'agent 3.1.1510.0 is too old for exit codes: update it (needs 3.1.1511.0)',
    });
  });

  it('waits while its output has no room, and goes on when there is', async () => {
    const { agent, clock, result, rooms, pauses, say, fill } = await begun();
    fill();
    await say(PAYLOAD.output, 'much');
    assert.equal(pauses(), 1);
    rooms.shift()?.();
    assert.equal(pauses(), 0);
    await say(PAYLOAD.standardError, 'much');
    assert.equal(pauses(), 1);
    rooms.shift()?.();
    assert.equal(pauses(), 0);
    agent.closeChannel('');
    await passing(clock);
    await result;
  });

  it('gets the signals of the user', async () => {
    const { agent, clock, result, signal } = await begun();
    assert.equal(signal(3), true);
    await passing(clock);
    assert.deepEqual(agent.came.at(-1), { type: PAYLOAD.output, payload: Buffer.from([3]) });
    agent.closeChannel('');
    await passing(clock);
    await result;
  });

  it('is left by a signal where the node does not take any more', async () => {
    const { agent, clock, result, signal } = await begun();
    agent.deaf();
    signal(3);
    await passing(clock, 5000);
    assert.equal(signal(3), false);
    await passing(clock, 3000);
    assert.deepEqual((await result).closed, { how: 'left', reason: '' });
  });

  it('says that a node is silent which never begins it, and is given up', async () => {
    const { clock, heard, result } = await begun({ open: false });
    await passing(clock, 9000);
    assert.deepEqual(heard, []);
    for (let turn = 0; turn < 15; turn += 1) await passing(clock, 1000);
    assert.deepEqual(heard, ['said the node has not answered for 10 s']);
    for (let turn = 0; turn < 15; turn += 1) await passing(clock, 1000);
    assert.equal((await result).closed.how, 'refused');
    assert.equal(clock.due(), 0);
  });

  it('is left by a signal where it has not begun', async () => {
    const { clock, result, signal } = await begun({ open: false });
    assert.equal(signal(3), false);
    await passing(clock, 3000);
    assert.deepEqual((await result).closed, { how: 'left', reason: '' });
  });

  it('is left when nobody waits for it any more', async () => {
    const { clock, result, gone } = await begun();
    gone();
    await passing(clock, 3000);
    assert.deepEqual(await result, { closed: { how: 'left', reason: '' } });
  });
});
