import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type NetConnectOpts } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Client, type ClientChannel, type ExecOptions, type SFTPWrapper } from 'ssh2';
import { duplexPair } from '../../../src/sandbox/agent/duplex-pair.ts';
import { makeHostKey, sshServer } from '../../../src/sandbox/ssh/server.ts';

const KEY = ssh2.utils.generateKeyPairSync('ed25519');
const HOST_KEY = makeHostKey();

const allowed = (user: string, key: string): Promise<boolean> =>
  Promise.resolve(user === 'ec2-user' && KEY.public.includes(key));

/** Logs in over a connection that leaves no process. */
function login(
  username = 'ec2-user',
  privateKey = KEY.private,
  hostVerifier?: (key: Buffer) => boolean,
): Promise<Client> {
  const [near, far] = duplexPair();
  sshServer({ hostKey: HOST_KEY, isAllowed: allowed }).accept(far);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.on('ready', () => resolve(client));
    client.on('error', reject);
    client.connect({ sock: near, username, privateKey, strictVendor: false, ...(hostVerifier && { hostVerifier }) });
  });
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const run = (client: Client, command: string, options: ExecOptions = {}, input?: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    client.exec(command, options, (error: Error | undefined, channel: ClientChannel) => {
      if (error) return reject(error);
      let stdout = '';
      let stderr = '';
      let code: number | null = null;
      channel.on('data', (data: Buffer) => (stdout += data.toString()));
      channel.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
      channel.on('exit', (status: number | null) => (code = status));
      channel.on('close', () => resolve({ stdout, stderr, code }));
      channel.end(input);
    });
  });

describe('the SSH server of a node', () => {
  let client: Client | undefined;
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ssh-'))));
  afterEach(() => {
    client?.end();
    client = undefined;
    rmSync(folder, { recursive: true });
  });

  it('admits a key that was pushed for this user, and nobody else', async () => {
    client = await login();
    await assert.rejects(login('root'), /authentication/);
    await assert.rejects(login('ec2-user', ssh2.utils.generateKeyPairSync('ed25519').private), /authentication/);
  });

  it('is known by its key', async () => {
    const parsed = ssh2.utils.parseKey(HOST_KEY);
    assert.ok(!(parsed instanceof Error));
    client = await login('ec2-user', KEY.private, (key) => key.equals(parsed.getPublicSSH()));
  });

  it('runs commands, with their input, both outputs, variables and exit codes', async () => {
    client = await login();
    const { stdout, stderr, code } = await run(client, 'cat; echo "$LC_X" >&2; exit 7', { env: { LC_X: 'y' } }, 'in');
    assert.deepEqual([stdout, stderr, code], ['in', 'y\n', 7]);
    assert.equal((await run(client, 'kill -TERM $$')).code, 143);
  });

  it('gives a terminal of the size that is asked for', async function () {
    if (!existsSync('/usr/bin/script')) this.skip();
    client = await login();
    const { stdout, code } = await run(client, 'sleep 0.2; stty size; tty; exit 3', { pty: { cols: 99, rows: 33 } });
    assert.match(stdout, /33 99\r\n\/dev\//);
    assert.equal(code, 3);
  });

  it('starts programs in the root where the home is missing', async () => {
    // Of the environment itself: another test may have put an object in its place.
    const { HOME } = process.env;
    process.env['HOME'] = join(folder, 'none');
    try {
      client = await login();
      assert.equal((await run(client, 'pwd')).stdout, `${existsSync(homedir()) ? homedir() : '/'}\n`);
    } finally {
      if (HOME === undefined) delete process.env['HOME'];
      else process.env['HOME'] = HOME;
    }
  });

  it('ends what runs when the client is gone', async () => {
    client = await login();
    const file = join(folder, 'pid');
    const there = client;
    const pid = await new Promise<number>((resolve, reject) => {
      there.exec(`echo $$ > ${file}; exec sleep 60`, (error, channel) => {
        if (error) return reject(error);
        channel.stderr.on('data', (data: Buffer) => reject(new Error(data.toString())));
        channel.on('exit', (code: number | null) => reject(new Error(`it ended with ${code}`)));
      });
      const look = (): void => {
        const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
        if (text.endsWith('\n')) resolve(Number(text));
        else setTimeout(look, 10);
      };
      look();
    });
    client.end();
    const isAlive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (isAlive()) setTimeout(look, 10);
        else resolve();
      };
      look();
    });
  });

  it('carries connections to ports of this machine, whatever host they are for', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    client = await login();
    const forward = (to: number) =>
      new Promise<string>((resolve, reject) => {
        client?.forwardOut('127.0.0.1', 1, 'db.internal', to, (error, channel) => {
          if (error) return reject(error);
          let text = '';
          channel.on('data', (data: Buffer) => (text += data.toString()));
          channel.on('close', () => resolve(text));
        });
      });
    assert.equal(await forward(port), 'hello');
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(forward(port), /open/i);
  });

  /** Says something, closes for writing, and gives what comes back. */
  const asked = (where: NetConnectOpts): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ ...where, allowHalfOpen: true });
      let text = '';
      socket.on('data', (data: Buffer) => (text += data.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
      socket.end('who?');
    });

  it('carries connections to ports of its own back to the client, until they are cancelled', async () => {
    client = await login();
    const there = client;
    const bound: string[] = [];
    there.on('tcp connection', ({ destIP, destPort }, accept) => {
      bound.push(`${destIP}:${destPort}`);
      const channel = accept();
      channel.on('data', (data: Buffer) => channel.end(`${data.toString()} me`));
    });
    const listen = (host: string, port: number): Promise<number> =>
      new Promise((resolve, reject) => {
        there.forwardIn(host, port, (error, chosen) => (error ? reject(error) : resolve(chosen)));
      });
    const port = await listen('localhost', 0);
    assert.equal(await asked({ port, host: '127.0.0.1' }), 'who? me');
    // ssh knows a connection by the address that it has asked for.
    assert.deepEqual(bound, [`localhost:${port}`]);
    await assert.rejects(listen('', port), /Unable to bind/);
    await new Promise((resolve) => there.unforwardIn('localhost', port, resolve));
    await assert.rejects(asked({ port, host: '127.0.0.1' }), /ECONNREFUSED/);
    assert.equal(await listen('', port), port);
    there.end();
    const isServed = (): Promise<boolean> =>
      asked({ port, host: '127.0.0.1' }).then(
        () => true,
        () => false,
      );
    while (await isServed());
  });

  it('carries connections to sockets both ways', async () => {
    client = await login();
    const there = client;
    const path = join(folder, 'socket');
    there.on('unix connection', ({ socketPath }, accept) => {
      const channel = accept();
      channel.on('data', (data: Buffer) => channel.end(`${data.toString()} ${socketPath}`));
    });
    await new Promise<void>((resolve, reject) => {
      there.openssh_forwardInStreamLocal(path, (error) => (error ? reject(error) : resolve()));
    });
    assert.equal(await asked({ path }), `who? ${path}`);
    const back = await new Promise<string>((resolve, reject) => {
      there.openssh_forwardOutStreamLocal(path, (error, channel) => {
        if (error) return reject(error);
        let text = '';
        channel.on('data', (data: Buffer) => (text += data.toString()));
        channel.on('close', () => resolve(text));
        channel.end('and?');
      });
    });
    assert.equal(back, `and? ${path}`);
  });

  it('serves files: reads, writes, lists, renames, links and removes them', async () => {
    client = await login();
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) =>
      client?.sftp((error, found) => (error ? reject(error) : resolve(found))),
    );
    const call = <T>(start: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> =>
      new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value as T))));
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('here'), 'x'.repeat(300_000));
    await call((done) => sftp.fastGet(at('here'), at('got'), done));
    assert.equal(readFileSync(at('got'), 'utf8').length, 300_000);
    await call((done) => sftp.fastPut(at('got'), at('put'), done));
    assert.equal(readFileSync(at('put'), 'utf8'), readFileSync(at('here'), 'utf8'));
    await call((done) => sftp.mkdir(at('d'), done));
    await call((done) => sftp.rename(at('put'), at('d/put'), done));
    await call((done) => sftp.symlink('put', at('d/link'), done));
    assert.equal(await call((done) => sftp.readlink(at('d/link'), done)), 'put');
    const listed = await call<readonly { filename: string }[]>((done) => sftp.readdir(at('d'), done));
    assert.deepEqual(listed.map(({ filename }) => filename).toSorted(), ['link', 'put']);
    await call((done) => sftp.setstat(at('d/put'), { mode: 0o600 }, done));
    assert.equal((await call<{ mode: number }>((done) => sftp.stat(at('d/put'), done))).mode & 0o777, 0o600);
    await call((done) => sftp.unlink(at('d/link'), done));
    await call((done) => sftp.unlink(at('d/put'), done));
    await call((done) => sftp.rmdir(at('d'), done));
    await assert.rejects(
      call((done) => sftp.stat(at('d'), done)),
      /No such file|no such file/,
    );
  });
});
