// The system's own ssh over sessions with the nodes of the sandbox, and an SSH server that takes the keys that were pushed.
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveSsh, type SshServer } from '../ssh-server.ts';
import { BINARY, emptyHome, type Home } from './cli.ts';

const ID = 'i-0123456789abcdef0';
/** Systems Manager knows it, and EC2 does not. */
const GONE = 'i-00000000000000001';
const HYBRID = 'mi-0123456789abcdef0';
const ACCOUNT = '123456789012';

const SEED = {
  accounts: {
    [ACCOUNT]: {
      'us-east-1': {
        vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
        subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.0.0/24' } },
        instances: {
          [ID]: { subnet: 'subnet-1', tags: { Name: 'web-1' } },
        },
        nodes: { [ID]: {}, [GONE]: {}, [HYBRID]: {} },
      },
    },
  },
};

const TOO_LONG = 60_000;

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const hasSsh = spawnSync('ssh', ['-V']).error === undefined;

describe('ssh over sessions', function () {
  let home: Home;
  let server: SshServer;
  /** Users and lines of keys that let in besides those that were pushed. */
  let own: string[];

  before(function () {
    if (!hasSsh) this.skip();
  });

  beforeEach(async () => {
    home = emptyHome();
    own = [];
    const file = join(home.folder, 'seed.json');
    writeFileSync(file, JSON.stringify(SEED));
    const { code, stderr } = await home.run(['sandbox', '--seed', file]);
    assert.equal(code, 0, stderr);
    server = await serveSsh((user, line) => {
      const pushed = Object.values(here().pushedKeys ?? {}).flat();
      return own.includes(line) || pushed.some((each) => each.user === user && each.key.startsWith(line));
    });
  });

  afterEach(async () => {
    await server.close();
    home.clear();
  });

  const here = () => home.state().accounts[ACCOUNT]?.['us-east-1'] ?? assert.fail();
  const active = (): readonly string[] => Object.keys(here().activeSessions ?? {});
  const pushes = (): number => Object.values(here().pushedKeys ?? {}).flat().length;
  const sockets = (): readonly string[] => {
    const folder = join(home.folder, '.session-manager', 'ssh');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  interface Ended {
    readonly code: number | null;
    readonly stdout: Buffer;
    readonly stderr: string;
  }

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [BINARY, ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: home.folder,
        AWS_EC2_METADATA_DISABLED: 'true',
        SESSION_MANAGER_SANDBOX_STATE: home.stateFile,
        ...env,
      },
      timeout: TOO_LONG,
      killSignal: 'SIGKILL',
    });

  async function run(args: readonly string[], input: string | Buffer = '', env?: NodeJS.ProcessEnv): Promise<Ended> {
    return output(start(args, env), input);
  }

  async function output(child: ChildProcessWithoutNullStreams, input: string | Buffer): Promise<Ended> {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
  }

  const ssh = (target: string, ...rest: readonly string[]): readonly string[] => [
    'ssh',
    '--sandbox',
    '-p',
    String(server.port),
    target,
    ...rest,
  ];

  it('runs a command with a key that nobody else has, and again', async () => {
    for (const [target, count] of [
      ['ec2-user@web-1', 1],
      [`ec2-user@${ID}`, 2],
      ['ec2-user@tag:Name=web-1', 3],
      ['ec2-user@web-1.us-east-1.sandbox', 4],
    ] as const) {
      const { code, stdout, stderr } = await run(ssh(target, '--', 'cat; echo "$@"; echo err >&2; exit 7'), 'input ');
      assert.deepEqual([code, stdout.toString()], [7, 'input \n'], stderr);
      assert.match(stderr, count === 1 ? /Permanently added[^\n]*\nerr\n$/ : /^err\n$/);
      assert.equal(pushes(), count);
    }
    assert.deepEqual([active(), sockets()], [[], []]);
    const known = join(home.folder, '.session-manager', 'known_hosts');
    assert.equal(readFileSync(known, 'utf8'), `[${ID}]:${server.port} ${server.hostKey}\n`);
    assert.equal(statSync(join(home.folder, '.session-manager')).mode & 0o777, 0o700);
  });

  it('carries every byte both ways', async () => {
    const bytes = randomBytes(3_000_000);
    const { code, stdout, stderr } = await run(ssh(`ec2-user@${ID}`, '--', 'cat'), bytes);
    assert.equal(code, 0, stderr);
    assert.equal(digest(stdout), digest(bytes));
  });

  it('lets many in at once, of whom some leave early', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => run(ssh(`ec2-user@${ID}`, '--', `sleep 0.${index % 4}; echo ${index}`))),
    );
    assert.deepEqual(
      all.map(({ code, stdout }) => [code, stdout.toString()]),
      all.map((_, index) => [0, `${index}\n`]),
    );
    assert.deepEqual([active(), sockets()], [[], []]);
  });

  it('leaves nothing behind when ssh is killed', async () => {
    const child = start(ssh(`ec2-user@${ID}`, '--', 'echo here; sleep 100'));
    await once(child.stdout, 'data');
    const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
    const [proxy] = spawnSync('pgrep', ['-P', stdout.trim()], { encoding: 'utf8' }).stdout.trim().split('\n');
    process.kill(Number(stdout.trim()), 'SIGKILL');
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 137);
    const lives = (): boolean => {
      try {
        return process.kill(Number(proxy), 0);
      } catch {
        return false;
      }
    };
    while (lives()) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([active(), sockets()], [[], []]);
  });

  it('uses a key of the user, and pushes none', async () => {
    const file = join(home.folder, 'own key');
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    own.push(readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' '));
    for (const args of [
      ssh(`ann@${ID}`, '-i', file, '--', 'echo in'),
      ssh(`ann@${HYBRID}`, '-i', file, '--', 'echo in'),
      ssh(`ann@${ID}`, '--', '-i', file, 'echo in'),
      ssh(`ann@${HYBRID}`, '--', '-i', file, 'echo in'),
      ssh(`ann@${ID}`, '--no-key', '--', '-oIdentityFile="' + file + '"', 'echo in'),
    ]) {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout.toString()], [0, 'in\n'], stderr);
    }
    assert.equal(pushes(), 0);
  });

  it('goes on with the keys of the user where the one-time key is refused, and says so in one line', async () => {
    const [file, sock] = [join(home.folder, 'own'), join(home.folder, 'agent')];
    const agent = spawn('ssh-agent', ['-D', '-a', sock]);
    try {
      await once(agent.stdout, 'data');
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
      const added = spawnSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: sock } });
      assert.equal(added.status, 0, added.stderr.toString());
      own.push(readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' '));
      const { code, stdout, stderr } = await run([...ssh(`ann@${GONE}`), '--', 'echo in'], '', { SSH_AUTH_SOCK: sock });
      assert.deepEqual([code, stdout.toString()], [0, 'in\n'], stderr);
      const [line = '', ...more] = stderr.split('\n').filter((each) => !/^Warning: Perm|^$/.test(each));
      assert.match(line, /^session-manager: the one-time key for ann@\S+ \(us-east-1\): EC2 knows no.*your own keys$/);
      assert.deepEqual([more, active(), sockets()], [[], [], []]);
    } finally {
      agent.kill();
    }
  });

  it('is the ssh of rsync and git, which give a user, a node and a command', async function () {
    const words = ['ssh', '--sandbox', '-p', String(server.port), '-l', 'ec2-user', 'web-1'];
    const { code, stdout, stderr } = await run([...words, 'echo', '--', '-la', '"$0"'], '', { SHELL: '/bin/sh' });
    assert.deepEqual([code, stdout.toString()], [0, '-- -la /bin/sh\n'], stderr);
    if (spawnSync('rsync', ['--version']).error) this.skip();
    mkdirSync(join(home.folder, 'from', 'a b'), { recursive: true });
    const bytes = randomBytes(300_000);
    writeFileSync(join(home.folder, 'from', 'a b', 'file'), bytes);
    const shell = [process.execPath, BINARY, 'ssh', '--sandbox', '-p', String(server.port)].join(' ');
    const copied = await output(
      spawn('rsync', ['-a', '-e', shell, `${home.folder}/from/`, `ec2-user@web-1:${home.folder}/to/`], {
        env: { PATH: process.env['PATH'], HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile },
        timeout: TOO_LONG,
      }),
      '',
    );
    assert.equal(copied.code, 0, copied.stderr);
    assert.equal(digest(readFileSync(join(home.folder, 'to', 'a b', 'file'))), digest(bytes));
  });

  it('copies files of odd names, by names of nodes', async () => {
    const name = `it's "a" $file; 100% \\ é:b.txt`;
    const bytes = randomBytes(100_000);
    writeFileSync(join(home.folder, name), bytes);
    const remote = `ec2-user@web-1:${join(home.folder, 'there')}`;
    const copy = (...files: readonly string[]): Promise<Ended> =>
      // The protocol of old, which needs nothing of the server but a command.
      run(['scp', '--sandbox', '-P', String(server.port), ...files, '--', '-O']);
    const up = await copy(join(home.folder, name), remote);
    assert.equal(up.code, 0, up.stderr);
    const down = await copy(remote, join(home.folder, 'back'));
    assert.equal(down.code, 0, down.stderr);
    assert.equal(digest(readFileSync(join(home.folder, 'back'))), digest(bytes));
    assert.deepEqual([active(), sockets()], [[], []]);
  });

  it('reaches the SSH server of the sandbox, by each of the programs', async () => {
    const file = join(home.folder, 'a file');
    writeFileSync(file, 'hello');
    const shell = await run(['ssh', '--sandbox', 'ec2-user@web-1', '--', 'echo "$((6 * 7))"; exit 3']);
    assert.deepEqual([shell.code, shell.stdout.toString()], [3, '42\n'], shell.stderr);
    const copied = await run(['scp', '--sandbox', file, `ec2-user@web-1:${home.folder}/b file`]);
    assert.equal(copied.code, 0, copied.stderr);
    const got = await run(
      ['sftp', '--sandbox', 'ec2-user@web-1'],
      `get "${home.folder}/b file" "${home.folder}/c file"\n`,
    );
    assert.equal(got.code, 0, got.stderr);
    assert.equal(readFileSync(join(home.folder, 'c file'), 'utf8'), 'hello');
    assert.deepEqual([active(), sockets(), pushes()], [[], [], 3]);
  });

  for (const [what, target, exit, message] of [
    ['a name that nobody has', 'ec2-user@nobody', 255, /no node is named nobody/],
    ['an instance that is gone', `ec2-user@${GONE}`, 255, /one-time key for ec2-user@i-0+1 \(us-east-1\): EC2 knows/],
    ['a region that there is not', 'ec2-user@web-1', 2, /--regions "eu-north-9"/],
  ] as const) {
    it(`says in one line what is wrong with ${what}`, async () => {
      const extra = exit === 2 ? ['--regions', 'eu-north-9'] : [];
      const { code, stdout, stderr } = await run([...ssh(target), ...extra, '--', 'true']);
      assert.equal(code, exit);
      assert.equal(stdout.length, 0);
      // ssh adds that the connection was closed.
      const [first = '', ...more] = stderr.trim().split('\n');
      assert.match(first, message);
      assert.doesNotMatch(more.join('\n'), /session-manager|denied/i);
      assert.deepEqual([active(), sockets()], [[], []]);
    });
  }

  it('says in one line that there is no ssh', async () => {
    const { code, stderr } = await run(ssh(`ec2-user@${ID}`), '', { PATH: home.folder });
    assert.equal(code, 255);
    assert.equal(stderr, 'session-manager: ssh is not on PATH; install the client of OpenSSH\n');
  });

  it('prints what it would run', async () => {
    const { code, stdout } = await run([...ssh('ec2-user@web-1'), '--noop', '--', 'uname', '-a']);
    assert.equal(code, 0);
    assert.match(stdout.toString(), /^ssh -o 'ProxyCommand=.* ssh-proxy --sandbox .* ec2-user@web-1 -- uname -a\n$/);
    assert.equal(existsSync(join(home.folder, '.session-manager')), false);
  });

  for (const command of ['ls --help', 'git -h log', '--version --json', 'tool --debug -v --json']) {
    it(`leaves to the node the flags of its command: ${command}`, async () => {
      const words = command.split(' ');
      const typed = command.startsWith('-') ? ['--', '--', ...words] : words;
      for (const program of [home.run, home.spawn]) {
        const { code, stdout, stderr } = await program([...ssh('ec2-user@web-1'), '--noop', ...typed]);
        assert.equal(code, 0, stderr);
        assert.ok(stdout.endsWith(` ec2-user@web-1 -- ${command}\n`), stdout);
      }
    });
  }

  it('says in a line, not in JSON, what is wrong where --json belongs to the command', async () => {
    const { code, stdout, stderr } = await home.run(['ssh', '-p', '0', 'web-1', 'tool', '--json', '--help']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^session-manager: --port "0"/);
  });

  describe('by its own configuration', () => {
    const config = (): string => join(home.folder, '.ssh', 'config');
    /** Runs the system's own ssh, with the configuration of this home. */
    async function system(program: string, args: readonly string[], input: string | Buffer = ''): Promise<Ended> {
      const child = spawn(program, ['-F', config(), ...args], {
        env: { PATH: process.env['PATH'], HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile },
        timeout: TOO_LONG,
        killSignal: 'SIGKILL',
      });
      return output(child, input);
    }
    const port = (): readonly string[] => ['-p', String(server.port)];

    it('reaches ids and names, again and again, and is taken away', async () => {
      const installed = await run(['ssh-config', '--install', '--sandbox']);
      assert.equal(installed.code, 0, installed.stderr);
      assert.match(installed.stdout.toString(), /ssh_config is written\n.*config includes it\n$/);
      assert.match(installed.stderr, /HOME is not the home that ssh knows.*call ssh -F /);
      for (const target of [
        `ec2-user@${ID}`,
        'ec2-user@web-1.us-east-1.sandbox',
        `ec2-user@${ID}`,
        'ec2-user@web-1.us-east-1.sandbox',
      ]) {
        const { code, stdout, stderr } = await system('ssh', [...port(), target, 'cat'], 'hello');
        assert.deepEqual([code, stdout.toString()], [0, 'hello'], stderr);
      }
      assert.equal(pushes(), 4);
      const known = readFileSync(join(home.folder, '.session-manager', 'known_hosts'), 'utf8');
      assert.equal(known, `[${ID}]:${server.port} ${server.hostKey}\n`);
      assert.deepEqual(
        sockets().filter((name) => !name.endsWith('.hosts')),
        [],
      );
      assert.equal((await run(['ssh-config', '--uninstall'])).code, 0);
      assert.equal(existsSync(join(home.folder, '.ssh')), false);
    });

    it('refuses another host key for the same node, by whichever name', async () => {
      await run(['ssh-config', '--install', '--sandbox']);
      writeFileSync(
        join(home.folder, '.session-manager', 'known_hosts'),
        `[${ID}]:${server.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE8mUqOP8ITWIYUzxkhQ0uG0MpAvS29UhKTk6cVHpl1A\n`,
      );
      for (const target of [`ec2-user@${ID}`, 'ec2-user@web-1.us-east-1.sandbox']) {
        const { code, stderr } = await system('ssh', [...port(), target, 'true']);
        assert.equal(code, 255);
        assert.match(stderr, /IDENTIFICATION HAS CHANGED/);
      }
    });

    it('says that a stanza by hand has no effect any more, and leaves it', async () => {
      mkdirSync(join(home.folder, '.ssh'));
      const text = 'Host i-* mi-*\n  ProxyCommand sh -c "aws ssm start-session --target %h"\n';
      writeFileSync(config(), text);
      const { code, stderr } = await run(['ssh-config', '--install', '--sandbox']);
      assert.equal(code, 0);
      assert.match(stderr, /~\/\.ssh\/config, line 3 has a ProxyCommand for such ids, too/);
      const { stdout } = await system('ssh', [...port(), `ec2-user@${ID}`, 'echo in']);
      assert.equal(stdout.toString(), 'in\n');
      await run(['ssh-config', '--uninstall']);
      assert.equal(readFileSync(config(), 'utf8'), text);
    });

    for (const [args, code, message] of [
      [['--install', '--uninstall'], 2, /give one of them/],
      [['--external-id', 'secret'], 2, /SESSION_MANAGER_EXTERNAL_ID/],
      [['--regions', 'eu-north-9'], 2, /--regions "eu-north-9"/],
      [['--install'], 1, /cannot be written \(E/],
    ] as const) {
      it(`refuses ${args.join(' ')} in one line, and writes nothing`, async () => {
        writeFileSync(join(home.folder, '.ssh'), '');
        const ended = await run(['ssh-config', ...args]);
        assert.equal(ended.code, code);
        assert.match(ended.stderr, message);
        assert.doesNotMatch(ended.stderr, /"secret"/);
        assert.equal(existsSync(join(home.folder, '.session-manager', 'ssh_config')), false);
      });
    }

    it('prints the stanza, with the flags that were given', async () => {
      const { code, stdout } = await run(['ssh-config', '--regions', 'us-east-1,eu-west-1', '--reason', `it's urgent`]);
      assert.equal(code, 0);
      assert.match(
        stdout.toString(),
        /^Host i-\*\n  ProxyCommand .* ssh-proxy --regions us-east-1,eu-west-1 --reason 'it'\\''s urgent' /,
      );
    });
  });

  it('asks for the code of an MFA device on the terminal, though ssh has its input', async function () {
    if (!existsSync('/usr/bin/script') || process.platform !== 'linux') return this.skip();
    const file = join(home.folder, 'aws');
    const role = `role_arn = arn:aws:iam::${ACCOUNT}:role/ops\nsource_profile = base\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ann`;
    writeFileSync(
      file,
      `[profile base]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n[profile mfa]\nregion = us-east-1\n${role}\n`,
    );
    const proxy = `"${process.execPath}" "${BINARY}" ssh-proxy --profiles mfa %h %p`;
    const child = spawn(
      '/usr/bin/script',
      ['-qefc', `ssh -F none -o 'ProxyCommand=${proxy}' ${ID} true`, '/dev/null'],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: home.folder,
          SHELL: '/bin/sh',
          AWS_CONFIG_FILE: file,
          AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
          AWS_MAX_ATTEMPTS: '1',
        },
        timeout: TOO_LONG,
        killSignal: 'SIGKILL',
      },
    );
    let shown = '';
    child.stdout.on('data', (data: Buffer) => {
      shown += String(data);
      if (/Enter MFA code for \S+mfa\/ann: $/.test(shown)) child.stdin.write('998877\r');
    });
    await once(child, 'close');
    assert.match(shown, /Enter MFA code/);
    assert.doesNotMatch(shown, /998877/);
    assert.match(shown, /session-manager: profile mfa: \S+ cannot be assumed/);
    return undefined;
  });

  it('follows a name to its region and profile', async () => {
    const file = join(home.folder, 'aws');
    writeFileSync(file, '[profile team.one]\nregion = us-east-1\n');
    const env = { AWS_CONFIG_FILE: file, SESSION_MANAGER_ROLE_NAME: 'reader', SESSION_MANAGER_ACCOUNTS: ACCOUNT };
    for (const [target, flags] of [
      ['ann@web-1.eu-west-1.team.one', '--profiles team.one --regions eu-west-1'],
      ['ann@web-1.eu-west-1.nobody', `--accounts ${ACCOUNT} --role-name reader`],
    ] as const) {
      const { stdout, stderr } = await run(['ssh', target, '--noop'], '', env);
      assert.ok(stdout.toString().includes(` ssh-proxy ${flags} --identity-socket`), stdout.toString() + stderr);
    }
    const { stdout } = await run(['ssh-config', '--regions', 'eu-west-1', '--debug'], '', env);
    assert.match(
      stdout.toString(),
      /\nHost \*\.\*-\*-\?\.team\.one\n  ProxyCommand \S+ \S+ ssh-proxy --debug --identity/,
    );
  });

  for (const [args, message] of [
    [['ssh'], /the node is missing/],
    [['ssh', '--noop'], /the node is missing/],
    [['scp', 'a', 'b', '--sandbox'], /none of a, b is on a node/],
    [['scp', 'web-1:a', '--sandbox'], /where it goes/],
    [['ssh', 'web-1', '-p', '0', '--sandbox'], /--port "0"/],
    [['ssh', 'web-1', '-i', '/nowhere', '--sandbox'], /--identity "\/nowhere": there is no such file/],
    [['ssh-proxy', 'web-1', '22', '--identity-socket', '/x', '--sandbox'], /--identity-socket needs --user/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr } = await home.run(args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }
});
