// Sessions by the real binary, each in a process of its own that has to end by itself.
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { listening, type Loopback, unusedPort } from '../loopback.ts';
import { BINARY, emptyHome, type Home, words } from './cli.ts';

const ID = 'i-0123456789abcdef0';

const SEED = {
  accounts: {
    '123456789012': {
      'us-east-1': {
        vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
        subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.0.0/24' } },
        instances: {
          [ID]: { subnet: 'subnet-1', tags: { Name: 'web-1' } },
          'i-00000000000000001': { subnet: 'subnet-1', tags: { Name: 'twin' } },
          'i-00000000000000002': { subnet: 'subnet-1', tags: { Name: 'twin' } },
          'i-00000000000000003': { subnet: 'subnet-1', tags: { Name: 'away' } },
        },
        nodes: {
          [ID]: {},
          'i-00000000000000001': {},
          'i-00000000000000002': {},
          'i-00000000000000003': { connected: false },
        },
      },
    },
  },
};

/** What hangs is ended after this long, in milliseconds, and fails. */
const TOO_LONG = 60_000;

const WEATHER = { SESSION_MANAGER_SANDBOX_FAULTS: 'channel-drop=0.02,channel-duplicate=0.05,channel-close=200' };

// `script` gives a terminal without native code.
const hasTerminal = existsSync('/usr/bin/script') && process.platform === 'linux';

const digest = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly end: Promise<Ended>;
  /** Resolves when stdout and stderr, together, hold this. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

describe('sessions with the nodes of the sandbox', () => {
  let home: Home;
  const open: Loopback[] = [];
  const running = new Set<ChildProcessWithoutNullStreams>();

  beforeEach(async () => {
    home = emptyHome();
    const file = join(home.folder, 'seed.json');
    writeFileSync(file, JSON.stringify(SEED));
    const { code, stderr } = await home.run(['sandbox', '--seed', file]);
    assert.equal(code, 0, stderr);
  });

  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
    for (const server of open.splice(0)) await server.close();
    home.clear();
  });

  const environment = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: home.folder,
    SHELL: '/bin/sh',
    AWS_EC2_METADATA_DISABLED: 'true',
    SESSION_MANAGER_SANDBOX_STATE: home.stateFile,
    ...env,
  });

  function start(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Running {
    const child = spawn(program, args, { env: environment(env), stdio: 'pipe' });
    running.add(child);
    child.stdin.on('error', () => undefined);
    const stdout: Buffer[] = [];
    let stderr = '';
    let all = '';
    const checks = new Set<() => void>();
    const hear = (data: Buffer): void => {
      if (all.length < 100_000) all += data.toString('latin1');
      for (const check of checks) check();
    };
    child.stdout.on('data', (data: Buffer) => {
      stdout.push(data);
      hear(data);
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += String(data);
      hear(data);
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), TOO_LONG);
    const end = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(limit);
        running.delete(child);
        resolve({ code, stdout: Buffer.concat(stdout), stderr });
      });
    });
    const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = pattern.exec(all);
          if (!found) return;
          checks.delete(check);
          resolve(found);
        };
        checks.add(check);
        check();
        void end.then(() => reject(new Error(`it ended without ${pattern}: ${all}`)));
      });
    return { child, end, printed };
  }

  const begin = (args: readonly string[], env?: NodeJS.ProcessEnv): Running =>
    start(process.execPath, [BINARY, ...args], env);

  async function run(args: readonly string[], input: string | Buffer = '', env?: NodeJS.ProcessEnv): Promise<Ended> {
    const { child, end } = begin(args, env);
    child.stdin.end(input);
    return end;
  }

  const active = (): readonly string[] =>
    Object.keys(home.state().accounts['123456789012']?.['us-east-1']?.activeSessions ?? {});
  const past = (): readonly string[] =>
    Object.keys(home.state().accounts['123456789012']?.['us-east-1']?.pastSessions ?? {});

  const echo = async (): Promise<Loopback> => {
    const server: Server = createServer((socket) => socket.pipe(socket));
    const found = await listening(server);
    open.push(found);
    return found;
  };

  describe('start --command', () => {
    it('gives output, error output and exit code, and ends the session', async () => {
      const { code, stdout, stderr } = await run(
        words(`start web-1 --sandbox --command 'echo out; echo err >&2; exit 7'`),
      );
      assert.deepEqual([code, stdout.toString(), stderr], [7, 'out\n', 'err\n']);
      assert.deepEqual([active().length, past().length], [0, 1]);
    });

    for (const [what, env] of [
      ['in good weather', {}],
      ['when frames are lost and doubled, and the service says "Bye"', WEATHER],
    ] as const) {
      it(`gives every byte of much output ${what}, also before an exit code`, async () => {
        const script = `node -e "process.stdout.write(Buffer.alloc(700000, 'abcdefg'), () => process.exit(3))"`;
        const { code, stdout, stderr } = await run(['start', 'web-1', '--sandbox', '--command', script], '', env);
        assert.equal(stderr, '');
        assert.equal(digest(stdout), digest(Buffer.alloc(700_000, 'abcdefg')));
        assert.equal(code, 3);
      });
    }

    it('is found by its id, its tag and its address', async () => {
      const { accounts } = home.state();
      const { ipAddress = '' } = accounts['123456789012']?.['us-east-1']?.nodes[ID] ?? {};
      for (const name of [ID, 'tag:Name=web-1', ipAddress]) {
        const { code, stdout } = await run(['start', name, '--sandbox', '--command', 'echo here']);
        assert.deepEqual([code, stdout.toString()], [0, 'here\n'], name);
      }
    });

    it('ends when nobody reads what it says', async () => {
      const { child, end, printed } = begin(words(`start web-1 --sandbox --command 'yes'`));
      child.stdin.end();
      await printed(/y\ny\n/);
      child.stdout.destroy();
      const { stderr } = await end;
      assert.doesNotMatch(stderr, /Warning|at /);
      assert.deepEqual(active(), []);
    });

    it('ends with a signal, and the session with it', async () => {
      const { child, end, printed } = begin(words(`start web-1 --sandbox --command 'echo begun; sleep 1000'`));
      await printed(/begun/);
      child.kill('SIGTERM');
      const { code } = await end;
      assert.equal(code, 143);
      assert.deepEqual(active(), []);
    });

    it('passes Ctrl-C on to the command', async () => {
      const { child, end, printed } = begin(
        words(
          `start web-1 --sandbox --command 'trap "echo caught; exit 9" INT; echo begun; while :; do sleep 0.1; done'`,
        ),
      );
      await printed(/begun/);
      child.kill('SIGINT');
      const { code, stdout } = await end;
      assert.deepEqual([code, stdout.toString()], [9, 'begun\ncaught\n']);
    });

    for (const [name, message] of [
      ['nobody', /^[^\n]*no node is named nobody in 123456789012\/us-east-1[^\n]*\n/],
      ['twin', /^[^\n]*twin is the name of 2 nodes: i-0+1 \(123456789012\/us-east-1\), i-0+2 [^\n]*\n/],
      ['away', /^[^\n]*i-00000000000000003[^\n]*not connected[^\n]*\n/],
    ] as const) {
      it(`says what is wrong with ${name}`, async () => {
        const { code, stdout, stderr } = await run(['start', name, '--sandbox', '--command', 'true']);
        assert.match(stderr, message);
        assert.equal(code, 255);
        assert.equal(stdout.length, 0);
        assert.deepEqual(active(), []);
      });
    }
  });

  describe('why a session does not start', () => {
    const line = 'session-manager: StartSession failed: i-00000000000000003 is not connected (TargetNotConnected)';

    for (const args of ['start away', 'start away --command true', 'forward away 0:80', 'ssh-proxy away 22']) {
      it(`is one line where nobody is there to read more: ${args}`, async () => {
        const { code, stdout, stderr } = await run(words(`${args} --sandbox`));
        assert.deepEqual([stderr, stdout.length], [`${line}\n`, 0]);
        assert.equal(code, /command|ssh/.test(args) ? 255 : 1);
        assert.deepEqual([active(), past()], [[], []]);
      });
    }

    it('is found out on a terminal, of this node only, unless that is not wanted', async function () {
      if (!hasTerminal) return this.skip();
      const command = `"${process.execPath}" "${BINARY}" start away --sandbox`;
      const told = await start('/usr/bin/script', ['-qefc', `stty cols 100; ${command}`, '/dev/null']).end;
      const text = told.stdout.toString();
      assert.match(text, /not connected \(TargetNotConnected\)/);
      assert.match(
        text,
        /fail.*instance\.not-connected: it is online, but holds no channel[^]*i-0+3[^]*try: allow its role/,
      );
      assert.doesNotMatch(text, /i-0+[12]|0123456789abcdef0/);
      assert.equal(told.code, 1);
      const short = await start('/usr/bin/script', ['-qefc', `${command} --no-diagnose`, '/dev/null']).end;
      assert.equal(short.stdout.toString().trim(), line);
      assert.equal(short.code, 1);
      return undefined;
    });
  });

  describe('start', () => {
    it('runs what comes on stdin, and ends with it', async () => {
      const { code, stdout } = await run(words('start web-1 --sandbox'), 'echo $((6*7))$((6*7))\n');
      assert.match(stdout.toString(), /4242/);
      assert.equal(code, 0);
      assert.deepEqual(active(), []);
    });

    it('is encrypted where the preferences say so', async () => {
      const made = await home.run(words('setup --sandbox --kms --encrypt-sessions --regions us-east-1'));
      assert.equal(made.code, 0, made.stderr);
      const { code, stdout, stderr } = await run(words('start web-1 --sandbox'), 'echo $((6*7))$((6*7)); exit\n');
      assert.match(stderr, /This session is encrypted using AWS KMS\./);
      assert.match(stdout.toString(), /4242/);
      assert.equal(code, 0);
      const command = await run(words(`start web-1 --sandbox --command 'echo secret; exit 5'`));
      assert.deepEqual([command.code, command.stdout.toString()], [5, 'secret\n']);
    });

    const inTerminal = (line: string): Running => start('/usr/bin/script', ['-qefc', line, '/dev/null']);
    const COMMAND = `"${process.execPath}" "${BINARY}" start web-1 --sandbox`;

    it('leaves a terminal as it was, lets Ctrl-C through, and leaves with ~.', async function () {
      if (!hasTerminal) return this.skip();
      const { child, end, printed } = inTerminal(
        `stty -a >"$HOME/before"; ${COMMAND}; echo "left $?"; stty -a >"$HOME/after"; cmp "$HOME/before" "$HOME/after" && echo same`,
      );
      child.stdin.write('\n');
      await printed(/[$#] /);
      // A shell that has not yet begun what it is to interrupt would lose the key.
      child.stdin.write(`sh -c 'trap "echo cau""ght; exit" INT; echo re""ady; while :; do sleep 0.1; done'\r`);
      await printed(/ready/);
      child.stdin.write('\u0003');
      await printed(/caught/);
      child.stdin.write('echo still""here\r');
      await printed(/stillhere/);
      child.stdin.write('\r~.');
      await printed(/left \d/);
      await printed(/same/);
      await end;
      assert.deepEqual(active(), []);
      return undefined;
    });

    it('leaves a terminal as it was when a signal ends it', async function () {
      if (!hasTerminal) return this.skip();
      const { child, end, printed } = inTerminal(
        `stty -a >"$HOME/before"; sh -c 'echo $$ >"$HOME/pid"; exec ${COMMAND}'; echo "left $?"; stty -a >"$HOME/after"; cmp "$HOME/before" "$HOME/after" && echo same`,
      );
      await printed(/[$#] /);
      child.stdin.write('echo re""ady\r');
      await printed(/ready/);
      const pid = Number(spawnSync('cat', [join(home.folder, 'pid')]).stdout.toString());
      process.kill(pid, 'SIGTERM');
      await printed(/left 143/);
      await printed(/same/);
      await end;
      assert.deepEqual(active(), []);
      return undefined;
    });
  });

  describe('without a call', () => {
    for (const [args, stdout] of [
      [
        `start web-1 --command 'df -h' --reason audit`,
        `StartSession with the node whose tag Name is web-1 by AWS-StartNonInteractiveCommand (command: sh -c 'df -h'; separateOutputStream: true) for the reason "audit"`,
      ],
      [`start ${ID}`, `StartSession with ${ID} by the preferences`],
      [
        `forward ${ID} 8080:80`,
        `StartSession with ${ID} by AWS-StartPortForwardingSession (portNumber: 80; localPortNumber: 8080)`,
      ],
    ] as const) {
      it(`prints what ${args} would ask for`, async () => {
        const { code, stdout: said } = await run(words(`${args} --noop --regions eu-west-1`));
        assert.deepEqual([code, said.toString()], [0, `NOOP: ${stdout} in default/eu-west-1\n`]);
      });
    }

    it('keeps stdout free for ssh', async () => {
      const { code, stdout, stderr } = await run(words(`ssh-proxy ${ID} 22 --noop --regions eu-west-1`));
      assert.deepEqual([code, stdout.length], [0, 0]);
      assert.match(stderr, /^NOOP: StartSession with i-\w+ by AWS-StartSSHSession \(portNumber: 22\)/);
    });
  });

  describe('a node that is not named', () => {
    it('is an error in one line where there is no terminal', async () => {
      const { code, stdout, stderr } = await run(words('start --sandbox'));
      assert.deepEqual([code, stdout.length], [2, 0]);
      assert.match(stderr, /^session-manager: the node is missing: [^\n]+\n$/);
    });

    for (const [what, keys, ended] of [
      ['is chosen by typing, and what is typed ahead is for its shell', 'web\rexit 7\r', undefined],
      ['is left with Esc', '\u001B', 130],
      ['is left with Ctrl-C', 'web\u0003', 130],
    ] as const) {
      it(`${what}; the terminal is as it was`, async function () {
        if (!hasTerminal) return this.skip();
        const { child, end, printed } = start('/usr/bin/script', [
          '-qefc',
          `stty -a >"$HOME/before"; "${process.execPath}" "${BINARY}" start --sandbox; echo "left $?"; stty -a >"$HOME/after"; cmp "$HOME/before" "$HOME/after" && echo same`,
          '/dev/null',
        ]);
        await printed(/arrows/);
        child.stdin.write(keys);
        if (ended !== undefined) await printed(new RegExp(`left ${ended}`));
        else await printed(/left \d/);
        await printed(/same/);
        await end;
        assert.deepEqual([active().length, past().length], [0, ended === undefined ? 1 : 0]);
        return undefined;
      });
    }
  });

  describe('the official plugin', () => {
    it('is missed in one line before anything is begun', async () => {
      const { code, stderr } = await run(words('start web-1 --sandbox --plugin'), '', { PATH: '/nowhere' });
      assert.equal(code, 2);
      assert.match(stderr, /^session-manager: --plugin: session-manager-plugin is not on the PATH[^\n]*\n$/);
      assert.deepEqual([active(), past()], [[], []]);
    });

    it('carries a session on this terminal, with its exit code', async () => {
      const file = join(home.folder, 'session-manager-plugin');
      writeFileSync(
        file,
        `#!/bin/sh\necho "$2 $3 $5"; env | grep -c '^AWS_SSM_START_SESSION_RESPONSE_.*TokenValue'; exit 9\n`,
        { mode: 0o755 },
      );
      const { code, stdout } = await run(words('start web-1 --sandbox --plugin'), '', {
        PATH: `${home.folder}:${process.env['PATH']}`,
      });
      assert.equal(code, 9);
      assert.equal(stdout.toString(), `us-east-1 StartSession {"Target":"${ID}"}\n1\n`);
      assert.deepEqual([active().length, past().length], [0, 1]);
    });

    it('leaves the terminal as it was, which the plugin does not', async function () {
      if (!hasTerminal) return this.skip();
      const file = join(home.folder, 'session-manager-plugin');
      writeFileSync(file, '#!/bin/sh\nstty -icanon -echo; echo plugged in; exit 9\n', { mode: 0o755 });
      const line = `stty -a >"$HOME/before"; "${process.execPath}" "${BINARY}" start web-1 --sandbox --plugin; echo "left $?"; stty -a >"$HOME/after"; cmp "$HOME/before" "$HOME/after" && echo same`;
      const told = await start('/usr/bin/script', ['-qefc', line, '/dev/null'], {
        PATH: `${home.folder}:${process.env['PATH']}`,
      }).end;
      assert.match(told.stdout.toString(), /plugged in\s+left 9\s+same/);
      return undefined;
    });
  });

  describe('forward', () => {
    /** Sends bytes over a port, and gives what comes back. */
    const through = async (port: number, bytes: Buffer): Promise<Buffer> => {
      const socket = connect(port, '127.0.0.1');
      const parts: Buffer[] = [];
      let length = 0;
      await once(socket, 'connect');
      socket.write(bytes);
      for await (const part of socket) {
        parts.push(part as Buffer);
        length += (part as Buffer).length;
        if (length === bytes.length) break;
      }
      return Buffer.concat(parts);
    };

    for (const [what, count, env] of [
      ['in good weather', 50, {}],
      ['when frames are lost and doubled, and the service says "Bye"', 10, WEATHER],
    ] as const) {
      it(`carries ${count} connections at once ${what}, and ends with a signal`, async () => {
        const server = await echo();
        const { child, end, printed } = begin(['forward', 'web-1', `0:${server.port}`, '--sandbox'], env);
        const port = Number((await printed(/^127\.0\.0\.1:(\d+) -> /m))[1]);
        const all = Array.from({ length: count }, () => randomBytes(20_000));
        const back = await Promise.all(all.map((bytes) => through(port, bytes)));
        assert.deepEqual(back.map(digest), all.map(digest));
        assert.equal(active().length, 1);
        child.kill('SIGTERM');
        const { code } = await end;
        assert.equal(code, 143);
        assert.deepEqual([active().length, past().length], [0, 1]);
      });
    }

    it('says that a port is taken before anything is begun', async () => {
      const { port } = await echo();
      const { code, stdout, stderr } = await run(['forward', 'web-1', `${port}:80`, '--sandbox']);
      assert.equal(code, 2);
      assert.equal(stdout.length, 0);
      assert.match(stderr, new RegExp(`^[^\\n]*port ${port} of this machine: it is taken[^\\n]*\\n$`));
      assert.deepEqual([active().length, past().length], [0, 0]);
    });

    it('says that nobody listens on the node, and goes on', async () => {
      const { child, end, printed } = begin(['forward', 'web-1', `0:${await unusedPort()}`, '--sandbox']);
      const port = Number((await printed(/^127\.0\.0\.1:(\d+) -> /m))[1]);
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.resume();
      await printed(/the node cannot connect to it/);
      child.kill('SIGINT');
      assert.equal((await end).code, 130);
    });
  });

  describe('ssh-proxy', () => {
    for (const [what, size, env] of [
      ['in good weather', 1_000_000, {}],
      ['when frames are lost and doubled, and the service says "Bye"', 150_000, WEATHER],
    ] as const) {
      it(`carries every byte both ways ${what}, and prints nothing else on stdout`, async () => {
        const server = await echo();
        const bytes = randomBytes(size);
        const { child, end } = begin(['ssh-proxy', 'web-1', `${server.port}`, '--sandbox'], env);
        child.stdin.write(bytes);
        let came = 0;
        child.stdout.on('data', (data: Buffer) => {
          came += data.length;
          if (came === size) child.stdin.end();
        });
        const { code, stdout } = await end;
        assert.equal(code, 0);
        assert.equal(digest(stdout), digest(bytes));
        assert.deepEqual(active(), []);
      });
    }

    it('says in one line that nobody listens', async () => {
      const { end } = begin(['ssh-proxy', 'web-1', `${await unusedPort()}`, '--sandbox']);
      const { code, stdout, stderr } = await end;
      assert.deepEqual([code, stdout.length], [255, 0]);
      assert.match(stderr, /^session-manager: [^\n]*connection refused[^\n]*\n$/);
      assert.deepEqual(active(), []);
    });

    it('refuses a port that is none', async () => {
      const { code, stdout, stderr } = await run(words('ssh-proxy web-1 70000 --sandbox'));
      assert.deepEqual([code, stdout.length], [2, 0]);
      assert.match(stderr, /from 1 to 65535/);
    });
  });
});
