import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { cipherOf } from '../../src/channel/cipher.ts';
import { encodeMessage, PAYLOAD } from '../../src/channel/message.ts';
import { openSession, type Session, type SessionEvents } from '../../src/channel/session.ts';
import { asksFor, asksForEncryption, completes, DATA_KEY, handshakeRequest, testAgent } from './agent.ts';
import { virtualClock } from './virtual-clock.ts';

/** Lets promises settle, and a little time pass, many times. */
async function settle(clock: { pass(milliseconds: number): void }, milliseconds = 50): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    clock.pass(Math.ceil(milliseconds / 20));
  }
}

function begin(options: Omit<Parameters<typeof testAgent>[0], 'clock'> = {}) {
  const clock = virtualClock();
  const agent = testAgent({ clock, ...options });
  const heard: string[] = [];
  const output: Buffer[] = [];
  const events: SessionEvents = {
    onOpen: ({ handshake, message }) => heard.push(`open ${handshake?.sessionType ?? 'without handshake'} ${message}`),
    onOutput: (data) => output.push(Buffer.from(data)),
    onErrorOutput: (data) => heard.push(`stderr ${data.toString()}`),
    onExitCode: (code) => heard.push(`exit ${code}`),
    onPortError: () => heard.push('port error'),
    onConnection: (state, reason) => heard.push(`${state} ${reason}`),
  };
  const session: Session = openSession(agent.access, events, clock);
  const passing = (milliseconds?: number) => settle(clock, milliseconds);
  return { agent, session, heard, clock, passing, output: () => Buffer.concat(output) };
}

const cameTo = ({ came }: ReturnType<typeof testAgent>): readonly string[] =>
  came.map(({ type, payload }) => `${type} ${payload.toString()}`);

const text = (value: string): Buffer => Buffer.from(value);

/** The first frame of an agent. */
const outputFrame = (payloadType: number, payload: Buffer): Buffer =>
  encodeMessage({
    type: 'output_stream_data',
    created: 1_700_000_000_000,
    sequence: 0,
    flags: 1,
    id: '00112233-4455-6677-8899-aabbccddeeff',
    payloadType,
    payload,
  });

const EXIT_7 = text('EXIT_CODE: 7');

describe('a session', () => {
  it('without a handshake is open with its first output, and holds input back until then', async () => {
    const { agent, session, heard, passing, output } = begin();
    session.write(text('ls\r'));
    await passing(3000);
    assert.equal(agent.came.length, 0);
    agent.stream.send(PAYLOAD.output, text('$ '));
    await passing();
    assert.deepEqual(heard, ['open without handshake ']);
    assert.equal(output().toString(), '$ ');
    assert.deepEqual(cameTo(agent), [`${PAYLOAD.output} ls\r`]);
  });

  it('with what says nothing by itself is open when the agent has taken the size of the terminal', async () => {
    const { agent, session, heard, passing } = begin();
    session.resize(80, 24);
    session.write(text('ls\r'));
    await passing();
    assert.deepEqual(cameTo(agent), [`${PAYLOAD.size} {"cols":80,"rows":24}`]);
    await passing(1000);
    assert.deepEqual(heard, []);
    await passing(1000);
    assert.deepEqual(heard, ['open without handshake ']);
    assert.equal(cameTo(agent).at(-1), `${PAYLOAD.output} ls\r`);
  });

  it('tells the size of the terminal again after a handshake, during which it is thrown away', async () => {
    const { agent, session, passing } = begin();
    session.resize(80, 24);
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('InteractiveCommands')));
    await passing(1000);
    session.write(text('x'));
    agent.stream.send(...completes());
    await passing();
    assert.deepEqual(
      agent.came.map(({ type }) => type),
      [PAYLOAD.size, PAYLOAD.handshakeResponse, PAYLOAD.size, PAYLOAD.output],
    );
  });

  it('with a handshake is open when that is complete', async () => {
    const { agent, session, heard, passing } = begin();
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Port', { portNumber: '22' })));
    session.write(text('SSH-2.0'));
    await passing();
    assert.deepEqual(
      agent.came.map(({ type }) => type),
      [PAYLOAD.handshakeResponse],
    );
    assert.match(agent.came[0]?.payload.toString() ?? '', /"ClientVersion":"1\.2\.\d+\.0".*"ActionStatus":1/);
    agent.stream.send(...completes());
    await passing();
    assert.deepEqual(heard, ['open Port ']);
    assert.equal(agent.came[1]?.payload.toString(), 'SSH-2.0');
  });

  it('is encrypted with both halves of the data key after the challenge is answered', async () => {
    const { agent, session, heard, passing, output } = begin();
    const cipher = cipherOf(DATA_KEY, 'agent');
    agent.stream.send(
      PAYLOAD.handshakeRequest,
      handshakeRequest(asksForEncryption('AAEC'), asksFor('Standard_Stream')),
    );
    await passing();
    assert.match(
      agent.came[0]?.payload.toString() ?? '',
      /"KMSCipherTextKey":"ZW5jcnlwdGVk".*"ChallengeAcknowledgement":true/,
    );
    const challenge = cipher.encrypt(text('challenge')).toString('base64');
    agent.stream.send(PAYLOAD.challengeRequest, text(JSON.stringify({ Challenge: challenge })));
    await passing();
    const { Challenge: answer } = JSON.parse(agent.came[1]?.payload.toString() ?? '') as { Challenge: string };
    assert.equal(cipher.decrypt(Buffer.from(answer, 'base64')).toString(), 'challenge');
    agent.stream.send(...completes('This session is encrypted using AWS KMS.'));
    agent.stream.send(PAYLOAD.output, cipher.encrypt(text('$ ')));
    agent.stream.send(PAYLOAD.standardError, cipher.encrypt(text('oh')));
    agent.stream.send(PAYLOAD.exitCode, cipher.encrypt(EXIT_7));
    session.write(text('secret'));
    session.resize(1, 2);
    await passing();
    assert.deepEqual(heard, ['open Standard_Stream This session is encrypted using AWS KMS.', 'stderr oh', 'exit 7']);
    assert.equal(output().toString(), '$ ');
    const of = (wanted: number): Buffer =>
      agent.came.findLast(({ type }) => type === wanted)?.payload ?? assert.fail(`nothing of type ${wanted} came`);
    assert.equal(cipher.decrypt(of(PAYLOAD.output)).toString(), 'secret');
    assert.equal(of(PAYLOAD.size).toString(), '{"cols":1,"rows":2}');
  });

  it('is refused where the key cannot be had, and the agent is told', async () => {
    const { agent, session, passing } = begin({ dataKey: () => Promise.reject(new Error('AccessDeniedException')) });
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksForEncryption(), asksFor('Standard_Stream')));
    await passing(3000);
    assert.match(agent.came[0]?.payload.toString() ?? '', /"ActionType":"KMSEncryption","ActionStatus":2/);
    assert.deepEqual(await session.closed, {
      how: 'refused',
      reason: 'the session is encrypted, and its key cannot be used: AccessDeniedException',
      step: 'key',
    });
  });

  it('is refused where the agent asks for what nobody knows', async () => {
    const { agent, session, passing } = begin();
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Video')));
    await passing(3000);
    assert.match(agent.came[0]?.payload.toString() ?? '', /"ActionStatus":2/);
    assert.deepEqual(await session.closed, {
      how: 'refused',
      reason: 'the agent asks for what is not known here: session type Video',
      step: 'handshake',
    });
  });

  it('ends when output cannot be decrypted, rather than to show what someone has changed', async () => {
    const { agent, session, passing, output } = begin();
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksForEncryption(), asksFor('Standard_Stream')));
    await passing();
    agent.stream.send(PAYLOAD.output, randomBytes(60));
    await passing();
    assert.match((await session.closed).reason, /cannot be decrypted/);
    assert.equal(output().length, 0);
  });

  it('tells apart what ended it, and when', async () => {
    const early = begin();
    await early.passing();
    early.agent.closeChannel('Plugin with name Standard_Stream not found');
    await early.passing();
    assert.deepEqual(await early.session.closed, {
      how: 'refused',
      reason: 'Plugin with name Standard_Stream not found',
      step: 'agent',
    });

    const late = begin();
    late.agent.stream.send(PAYLOAD.output, text('$ '));
    await late.passing();
    late.agent.closeChannel('');
    await late.passing();
    assert.deepEqual(await late.session.closed, { how: 'ended', reason: '' });

    const never = begin({ open: () => new Error('ECONNREFUSED') });
    assert.deepEqual(await never.session.closed, { how: 'refused', reason: 'ECONNREFUSED', step: 'connection' });

    const gone = begin({ resume: () => 'over' });
    await gone.passing();
    gone.agent.bye();
    await gone.passing(1000);
    assert.deepEqual(await gone.session.closed, {
      how: 'refused',
      reason: 'the service ended the session before the node had said anything',
      step: 'connection',
    });
  });

  for (const [what, ask] of [
    ['says nothing', undefined],
    ['asks for a handshake, and never completes it', asksFor('Port', { portNumber: '22' })],
  ] as const) {
    it(`does not wait for ever for an agent that ${what}`, async () => {
      const { agent, session, passing } = begin();
      if (ask) agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(ask));
      await passing(1000);
      session.write(text('SSH-2.0'));
      await passing(9500);
      assert.ok(session.silence() >= 9000, String(session.silence()));
      await passing(21_000);
      assert.deepEqual(await session.closed, {
        how: 'refused',
        reason: ask ? 'the handshake was not completed within 30 s' : 'the node has not answered for 30 s',
        step: 'handshake',
      });
    });
  }

  it('says why an agent could not be heard', async () => {
    const { agent, session, passing } = begin({ resume: () => 'error' });
    await passing();
    agent.bye();
    await passing(31_000);
    assert.equal(
      (await session.closed).reason,
      'the node has not answered for 30 s; the connection was lost: 1000 Bye',
    );
  });

  for (const [what, spoil, found] of [
    [
      'of a wrong digest',
      (frame: Buffer) => frame.fill(0, 80, 112),
      'a message does not have the payload that its digest says',
    ],
    ['that are cut off', (frame: Buffer) => frame.subarray(0, 100), 'a frame of 100 bytes is too short for a message'],
    [
      'that are cut off in their payload',
      (frame: Buffer) => frame.subarray(0, -1),
      'a message does not have the payload that its digest says',
    ],
  ] as const) {
    it(`says why an agent could not be heard that sends only frames ${what}`, async () => {
      const { agent, session, passing } = begin();
      for (let turn = 0; turn < 31; turn += 1) {
        agent.inject(spoil(outputFrame(PAYLOAD.handshakeRequest, handshakeRequest(asksFor('Port')))));
        await passing(1000);
      }
      assert.deepEqual(await session.closed, {
        how: 'refused',
        reason: `the node has not answered for 30 s; what came cannot be read: ${found}`,
        step: 'handshake',
      });
    });
  }

  it('gives up a connection on which nothing can be read any more, says so at once, and goes on over the next', async () => {
    const { agent, clock, heard, passing, output } = begin();
    agent.stream.send(PAYLOAD.output, text('$ '));
    await passing();
    heard.length = 0;
    const damaged = (): Buffer => outputFrame(PAYLOAD.output, text('x')).fill(0, 80, 112);
    for (let frame = 0; frame < 7; frame += 1) agent.inject(damaged());
    clock.pass(10);
    // One that can be read in between: such things happen.
    agent.stream.send(PAYLOAD.output, text('still '));
    clock.pass(10);
    for (let frame = 0; frame < 7; frame += 1) agent.inject(damaged());
    clock.pass(10);
    assert.deepEqual([heard, agent.dials], [[], ['open']]);
    agent.inject(damaged());
    clock.pass(10);
    await passing(200);
    const why = 'what comes cannot be read: a message does not have the payload that its digest says';
    assert.deepEqual(
      [heard, agent.dials],
      [
        [`lost ${why}`, 'back '],
        ['open', 'reopen'],
      ],
    );
    agent.stream.send(PAYLOAD.output, text('here'));
    await passing();
    assert.equal(output().toString(), '$ still here');
  });

  it('does not look for ever for a connection on which anything can be read', async () => {
    const { agent, session, passing } = begin({
      onConnected(events) {
        const most = agent.dials.length > 1 ? 8 : 0;
        for (let frame = 0; frame < most; frame += 1) events.onFrame(Buffer.alloc(100));
      },
    });
    agent.stream.send(PAYLOAD.output, text('$ '));
    await passing();
    agent.bye();
    await passing(11 * 60_000);
    const { how, reason } = await session.closed;
    assert.deepEqual(
      [how, reason],
      ['lost', 'what comes cannot be read: a frame of 100 bytes is too short for a message'],
    );
  });

  it('takes no notice of payloads that nobody knows, before it is open and after', async () => {
    const { agent, session, heard, passing, output } = begin();
    for (const type of [2, 4, 99, 2 ** 32 - 1]) agent.stream.send(type, text('what?'));
    await passing();
    assert.deepEqual(heard, []);
    agent.stream.send(PAYLOAD.output, text('$ '));
    agent.stream.send(77, text('what?'));
    agent.stream.send(PAYLOAD.output, text('here'));
    await passing();
    assert.equal(output().toString(), '$ here');
    assert.equal(agent.stream.silence(), 0);
    assert.equal(session.silence(), 0);
  });

  it('waits for its own key as long as that takes', async () => {
    let give: (key: { plaintext: Buffer; ciphertext: Buffer; challenged: boolean }) => void = () => undefined;
    const key = new Promise<{ plaintext: Buffer; ciphertext: Buffer; challenged: boolean }>(
      (resolve) => (give = resolve),
    );
    const { agent, session, heard, passing } = begin({ dataKey: () => key });
    agent.stream.send(PAYLOAD.handshakeRequest, handshakeRequest(asksForEncryption(), asksFor('Standard_Stream')));
    await passing(40_000);
    assert.equal(session.silence(), 0);
    give({ plaintext: DATA_KEY, ciphertext: Buffer.from('encrypted'), challenged: false });
    await passing();
    agent.stream.send(...completes());
    await passing();
    assert.deepEqual(heard, ['open Standard_Stream ']);
  });

  it('leaves nothing behind that would keep the program alive', async () => {
    const early = begin();
    early.session.resize(80, 24);
    await early.passing(1000);
    early.agent.closeChannel('');
    await early.passing();
    const late = begin();
    late.session.resize(80, 24);
    late.agent.stream.send(PAYLOAD.output, text('$ '));
    await late.passing();
    late.session.write(text('exit\r'));
    await late.passing();
    late.agent.closeChannel('');
    await late.passing();
    assert.deepEqual([early.clock.due(), late.clock.due()], [0, 0]);
  });

  it('passes on that the node cannot connect to a port', async () => {
    const { agent, heard, passing } = begin();
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(3, 0);
    agent.stream.send(PAYLOAD.flag, payload);
    await passing();
    assert.deepEqual(heard, ['port error']);
  });

  it('goes on where it was when the service says "Bye", without losing or repeating a byte', async () => {
    const { agent, session, heard, passing, output } = begin();
    const [up, down] = [randomBytes(300_000), randomBytes(300_000)];
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    session.write(up);
    for (let at = 0; at < down.length; at += 1000) agent.stream.send(PAYLOAD.output, down.subarray(at, at + 1000));
    for (let time = 0; time < 20; time += 1) {
      await passing(3);
      agent.bye();
      await passing(400);
    }
    await passing(5000);
    const came = Buffer.concat(agent.came.map(({ payload }) => payload));
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    assert.equal(digest(came), digest(up));
    assert.equal(digest(output()), digest(Buffer.concat([text('$'), down])));
    assert.deepEqual(heard, ['open without handshake ']);
    assert.equal(agent.dials.filter((dial) => dial === 'reopen').length, 20);
  });

  for (const [failures, told] of [
    [0, []],
    [3, []],
    [5, ['lost Token is expired. Log in again.', 'back ']],
    [8, ['lost Token is expired. Log in again.', 'back ']],
  ] as const) {
    it(`says that its connection is lost only where that is so for two seconds: after ${failures} refusals`, async () => {
      const { agent, heard, passing, clock } = begin({
        resume: (attempt) => (attempt > failures ? 'connection' : new Error('Token is expired.\n  Log in again.\n')),
      });
      agent.stream.send(PAYLOAD.output, text('$'));
      await passing();
      agent.bye();
      await passing(1900);
      assert.deepEqual(heard.slice(1), []);
      for (let turn = 0; turn < 60; turn += 1) await passing(1000);
      assert.deepEqual(heard.slice(1), told);
      agent.bye();
      await passing(1500);
      assert.deepEqual(heard.slice(1), told);
      assert.equal(clock.due(), 0);
    });
  }

  it('is not asked for without end where each connection is lost as soon as it is there', async () => {
    let isSpoiled = false;
    const { agent, session, heard, passing } = begin({
      onConnected: (events) => isSpoiled && events.onGone('Max payload size exceeded'),
    });
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    isSpoiled = true;
    agent.bye();
    for (let turn = 0; turn < 80; turn += 1) await passing(10_000);
    const reason = 'Max payload size exceeded';
    assert.deepEqual(heard.slice(1, 2), [`lost ${reason}`]);
    assert.deepEqual(await session.closed, { how: 'lost', reason });
    assert.ok(agent.dials.length < 40, String(agent.dials.length));
  });

  it('asks again at longer and longer intervals while no connection can be had, for ten minutes', async () => {
    const { agent, session, passing, clock } = begin({ resume: () => 'error' });
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    agent.bye();
    for (let turn = 0; turn < 80; turn += 1) await passing(10_000);
    assert.deepEqual(await session.closed, { how: 'lost', reason: 'no way to the service' });
    // 100 ms, doubled nine times, then every 30 s.
    assert.ok(agent.dials.length > 20 && agent.dials.length < 40, `${agent.dials.length} at ${clock.now()}`);
  });

  it('is over when the service does not know it any more', async () => {
    const { agent, session, passing } = begin({ resume: () => 'over' });
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    agent.bye();
    await passing(500);
    assert.deepEqual(await session.closed, { how: 'ended', reason: '' });
  });

  it('leaves when what was sent has arrived, and tells the agent to end it', async () => {
    const { agent, session, passing } = begin();
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    session.write(text('last words'));
    const left = session.leave(true);
    await passing();
    await left;
    assert.deepEqual(
      agent.came.map(({ type, payload }) =>
        type === PAYLOAD.flag ? `flag ${payload.readUInt32BE(0)}` : payload.toString(),
      ),
      ['last words', 'flag 2'],
    );
    assert.deepEqual(await session.closed, { how: 'left', reason: '' });
  });

  it('leaves a node that does not answer after two seconds', async () => {
    const { agent, session, passing } = begin();
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    agent.deaf();
    session.write(text('hello?'));
    await passing(10_000);
    assert.ok(session.silence() >= 10_000);
    void session.leave();
    await passing(2100);
    assert.deepEqual(await session.closed, { how: 'left', reason: '' });
  });

  it('ignores frames that are no messages, and what comes after the end', async () => {
    const { agent, session, passing, output } = begin();
    agent.inject(text('garbage'));
    agent.inject(Buffer.alloc(0));
    agent.stream.send(PAYLOAD.output, text('$'));
    await passing();
    assert.equal(output().toString(), '$');
    await Promise.all([session.leave(), passing(100)]);
    agent.stream.send(PAYLOAD.output, text('late'));
    await passing();
    assert.equal(output().toString(), '$');
    assert.equal(session.write(text('x')), false);
  });
});
