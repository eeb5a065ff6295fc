import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { smux } from '../../../src/channel/smux.ts';
import type { Task } from '../../../src/sandbox/agent/task.ts';
import { type World, world } from './world.ts';

const digest = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

describe('a session with a node of the sandbox', () => {
  let current: World | undefined;
  const begin = async (...args: Parameters<typeof world>): Promise<World> => (current = await world(...args));

  afterEach(async () => {
    await current?.close();
    current = undefined;
  });

  describe('a shell', () => {
    it('answers, and is over when the shell is', async () => {
      const { open, ended } = await begin({ type: 'Standard_Stream' });
      const { session, until, closed } = open();
      session.write(Buffer.from('echo $((6*7))$((6*7)); exit\r'));
      await until(/4242/);
      assert.deepEqual(await closed, { how: 'ended', reason: '' });
      assert.deepEqual(ended, ['alice-0123456789abcdef0']);
    });

    it('has a terminal of the size of the client, and of no other', async () => {
      const { open } = await begin({
        type: 'InteractiveCommands',
        command: `until [ "$(stty size)" = '33 91' ]; do :; done; echo sized; read x; echo "got $x"`,
      });
      const { session, until, closed } = open();
      session.resize(91, 33);
      session.write(Buffer.from('hello\r'));
      await until(/sized[^]*got hello/);
      assert.equal((await closed).how, 'ended');
    });

    it('is interrupted by Ctrl-C', async () => {
      const { open } = await begin({ type: 'Standard_Stream' });
      const { session, until, closed } = open();
      // A shell that has not yet begun what it is to interrupt would lose the key.
      session.write(Buffer.from(`sh -c 'trap "echo cau""ght; exit" INT; echo re""ady; while :; do sleep 0.1; done'\r`));
      await until(/ready/);
      session.write(Buffer.from([3]));
      await until(/caught/);
      session.write(Buffer.from('echo still""here; exit\r'));
      await until(/stillhere/);
      await closed;
    });

    it('is the same encrypted, and says so', async () => {
      const { open } = await begin({ type: 'Standard_Stream' }, { encrypted: true });
      const { session, opened, until, closed } = open();
      const { handshake, message } = await opened;
      assert.equal(handshake?.sessionType, 'Standard_Stream');
      assert.equal(message, 'This session is encrypted using AWS KMS.');
      session.write(Buffer.from('echo se""cret; exit\r'));
      await until(/secret/);
      assert.equal((await closed).how, 'ended');
    });
  });

  describe('a command', () => {
    const command = (text: string, separateOutput = true): Task => ({
      type: 'NonInteractiveCommands',
      command: text,
      separateOutput,
    });

    it('gives its output, its errors apart, and its exit code', async () => {
      const { open } = await begin(command(`sh -c 'echo out; echo err >&2; exit 7'`));
      const heard: string[] = [];
      const { closed, output } = open({
        onErrorOutput: (data) => heard.push(`stderr ${data.toString().trim()}`),
        onExitCode: (code) => heard.push(`exit ${code}`),
      });
      assert.deepEqual(await closed, { how: 'ended', reason: '' });
      assert.equal(output(), 'out\n');
      assert.deepEqual(heard, ['stderr err', 'exit 7']);
    });

    it('gives all of it in one stream, without a code, where it is not asked apart', async () => {
      const { open } = await begin(command(`sh -c 'echo out; echo err >&2; exit 7'`, false));
      const codes: number[] = [];
      const { closed, output } = open({ onExitCode: (code) => codes.push(code) });
      await closed;
      assert.match(output(), /out\n/);
      assert.match(output(), /err\n/);
      assert.deepEqual(codes, []);
    });

    it('is not run by a shell', async () => {
      const { open } = await begin(command(`echo "a  b" 'c d' $HOME ; ls`));
      const { closed, output } = open();
      await closed;
      assert.equal(output(), 'a  b c d $HOME ; ls\n');
    });

    it('fails with 127 if there is no such program', async () => {
      const { open } = await begin(command('no-such-program'));
      const heard: string[] = [];
      const { closed } = open({
        onErrorOutput: (data) => heard.push(data.toString().trim()),
        onExitCode: (code) => heard.push(`exit ${code}`),
      });
      await closed;
      assert.deepEqual(heard, ['exec: "no-such-program": executable file not found in $PATH', 'exit 127']);
    });

    it('passes on megabytes without losing any', async () => {
      const { open } = await begin(command(`node -e "process.stdout.write(Buffer.alloc(3000000, 'abcdefg'))"`));
      const { closed, output } = open();
      await closed;
      assert.equal(digest(output()), digest(Buffer.alloc(3_000_000, 'abcdefg')));
    });
  });

  describe('a port', () => {
    let server: Server;
    let port: number;
    let serve: (socket: Socket) => void;

    beforeEach(async () => {
      serve = (socket) => void socket.pipe(socket);
      server = createServer({ allowHalfOpen: true }, (socket) => serve(socket.on('error', () => undefined)));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    });

    afterEach(async () => {
      await current?.close();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    });

    for (const [what, weather, size] of [
      ['in good weather', {}, 8_000_000],
      ['when frames are lost, doubled and late', { drop: 0.02, duplicate: 0.05, reorder: 0.05, delay: 1 }, 400_000],
      ['when the service says "Bye" every 300 frames', { close: 300 }, 1_000_000],
    ] as const) {
      it(`for SSH carries every byte both ways ${what}`, async () => {
        const bytes = randomBytes(size);
        let came = 0;
        const hash = createHash('sha256');
        const { open } = await begin({ type: 'Port', port, forwarding: false }, { weather });
        let all: () => void = () => undefined;
        const done = new Promise<void>((resolve) => {
          all = resolve;
        });
        const { session, opened } = open({
          onOutput(data) {
            hash.update(data);
            came += data.length;
            if (came === size) all();
          },
        });
        await opened;
        session.write(bytes);
        await done;
        assert.equal(hash.digest('hex'), digest(bytes));
      });
    }

    it('for SSH is over when the other end is, with everything that it has sent', async () => {
      serve = (socket) => void socket.end('Exceeded MaxStartups');
      const { open } = await begin({ type: 'Port', port, forwarding: false });
      const { closed, output } = open();
      assert.deepEqual(await closed, { how: 'ended', reason: '' });
      assert.equal(output(), 'Exceeded MaxStartups');
    });

    it('for SSH fails with the reason if nobody listens', async () => {
      server.close();
      const { open } = await begin({ type: 'Port', port, forwarding: false });
      const { closed } = open();
      assert.match((await closed).reason, /^Unable to connect to specified port: .*connection refused$/);
    });

    it('that is forwarded carries two hundred connections at once, each with its own bytes', async () => {
      const { open } = await begin({ type: 'Port', port, forwarding: true });
      let mux: ReturnType<typeof smux> | undefined;
      const { session, opened } = open({ onOutput: (data) => mux?.take(data) });
      mux = smux({ end: 'client', send: (bytes) => void session.write(bytes), frameSize: 1016 });
      const { handshake } = await opened;
      assert.equal(handshake?.properties['type'], 'LocalPortForwarding');
      const streams = Array.from({ length: 200 }, (_, index) => {
        const bytes = Buffer.from(`${index} `.repeat(2000));
        return new Promise<void>((resolve) => {
          const parts: Buffer[] = [];
          let came = 0;
          const stream = mux?.open({
            onData(data) {
              parts.push(Buffer.from(data));
              came += data.length;
              if (came < bytes.length) return;
              assert.equal(digest(Buffer.concat(parts)), digest(bytes));
              stream?.end();
              resolve();
            },
            onEnd: () => undefined,
          });
          stream?.write(bytes);
        });
      });
      await Promise.all(streams);
    });

    it('that is forwarded says where it cannot be connected to, and closes that stream only', async () => {
      server.close();
      const { open } = await begin({ type: 'Port', port, forwarding: true });
      const heard: string[] = [];
      let mux: ReturnType<typeof smux> | undefined;
      const { session, opened } = open({
        onOutput: (data) => mux?.take(data),
        onPortError: () => heard.push('port error'),
      });
      mux = smux({ end: 'client', send: (bytes) => void session.write(bytes) });
      await opened;
      await new Promise<void>((resolve) => {
        mux?.open({ onData: () => undefined, onEnd: resolve });
      });
      assert.deepEqual(heard, ['port error']);
    });

    it('that is forwarded is told to the client as its document says it', async () => {
      const properties = { portNumber: `${port}`, type: 'LocalPortForwarding', localPortNumber: '18080' };
      const { open } = await begin({ type: 'Port', port, forwarding: true, properties });
      const { handshake } = await open().opened;
      assert.deepEqual(handshake?.properties, properties);
    });

    it('that is forwarded by an agent of 2020 carries one connection after the other', async () => {
      const begun: Socket[] = [];
      serve = (socket) => {
        begun.push(socket);
        socket.on('data', (data) => socket.write(`${begun.length}: ${String(data)}\n`));
        socket.on('end', () => socket.end());
      };
      const { open } = await begin({ type: 'Port', port, forwarding: true }, { version: '3.0.196.0' });
      const { session, opened, until } = open();
      await opened;
      session.write(Buffer.from('one'));
      await until(/1: one/);
      // The connection of the client is over: the node closes its own, and connects again for the next.
      session.disconnectPort();
      session.write(Buffer.from('two'));
      if (begun[0]) await once(begun[0], 'end');
      await until(/2: two/);
      // The other end is over: the session is not.
      begun[1]?.end('bye');
      await until(/bye/);
      session.write(Buffer.from('three'));
      await until(/3: three/);
    });

    it('that is forwarded by an agent of 2020 ends the session where nobody listens', async () => {
      server.close();
      const { open } = await begin({ type: 'Port', port, forwarding: true }, { version: '3.0.196.0' });
      assert.match((await open().closed).reason, /^Unable to connect to specified port: .*connection refused$/);
    });

    for (const host of ['169.254.169.254', 'fd00:ec2::254']) {
      it(`of ${host} is forbidden`, async () => {
        const { open } = await begin({ type: 'Port', port, host, forwarding: true });
        const { closed } = open();
        assert.equal((await closed).reason, `Forwarding to IP address ${host} is forbidden.`);
      });
    }
  });

  it('is refused with a token that is not its own', async () => {
    const { open, agents } = await begin({ type: 'Standard_Stream' });
    const lost = new Promise<string>((resolve) => {
      open({ onConnection: (state, reason) => state === 'lost' && resolve(reason) }, 'guessed');
    });
    assert.equal(await lost, '1008 the token is not valid');
    assert.deepEqual(agents, []);
  });

  it('is refused where the signature is', async () => {
    const { open } = await begin({ type: 'Standard_Stream' }, { refuse: 403 });
    const { how, reason } = await open().closed;
    assert.equal(how, 'refused');
    assert.match(reason, /refuses the connection of the session \(HTTP 403\)/);
  });

  it('is over when it is terminated', async () => {
    const { open, relay, ended } = await begin({ type: 'Standard_Stream' });
    const { session, until, closed } = open();
    session.write(Buffer.from('echo re""ady\r'));
    await until(/ready/);
    relay.terminate('alice-0123456789abcdef0');
    assert.deepEqual(await closed, { how: 'ended', reason: '' });
    assert.equal(ended.length, 1);
  });
});
