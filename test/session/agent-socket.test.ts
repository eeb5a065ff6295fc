import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveAgentAt } from '../../src/session/agent-socket.ts';

const SOURCE = fileURLToPath(new URL('../../src/session/agent-socket.ts', import.meta.url));

/** What whoever serves a path says to each client. */
const saidAt = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const client = connect(path);
    let text = '';
    client.on('data', (data) => (text += String(data)));
    client.on('end', () => resolve(text));
    client.on('error', reject);
  });

describe('the socket of an agent', () => {
  let home: string;
  let path: string;
  const children = new Set<ChildProcess>();
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'agent-'));
    path = join(home, 'ssh', 'c.sock');
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
    rmSync(home, { recursive: true, force: true });
  });

  /** Serves the path in a process of its own, which says this to each client; it ends with its input. */
  async function other(text: string): Promise<{ readonly child: ChildProcess; end(): Promise<void> }> {
    const program = `import { serveAgentAt } from ${JSON.stringify(SOURCE)};
      const socket = await serveAgentAt(${JSON.stringify(path)}, (client) => client.end(${JSON.stringify(text)}));
      process.stdin.on('end', () => void socket.close()).resume();
      console.log('ready');`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    children.add(child);
    await once(child.stdout, 'data');
    return {
      child,
      async end() {
        const closed = once(child, 'close');
        child.stdin.end();
        assert.deepEqual(await closed, [0, null]);
      },
    };
  }

  it('is there for its owner only, and gone afterwards', async () => {
    const socket = await serveAgentAt(path, (client) => client.end('one'));
    assert.equal(await saidAt(path), 'one');
    assert.equal(statSync(join(home, 'ssh')).mode & 0o777, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await socket.close();
    assert.deepEqual(readdirSync(join(home, 'ssh')), []);
  });

  for (const [what, leave] of [
    ['a file', () => writeFileSync(path, '')],
    ['a link to nowhere', () => symlinkSync('nowhere', path)],
  ] as const) {
    it(`takes the place of ${what}`, async () => {
      await (await serveAgentAt(path, (client) => client.end())).close();
      leave();
      const socket = await serveAgentAt(path, (client) => client.end('one'));
      assert.equal(await saidAt(path), 'one');
      await socket.close();
      assert.equal(existsSync(path), false);
    });
  }

  it('takes the place of what a dead process has left, and takes it away', async () => {
    const { child } = await other('dead');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(readdirSync(join(home, 'ssh')).length, 2);
    const socket = await serveAgentAt(path, (client) => client.end('alive'));
    assert.equal(await saidAt(path), 'alive');
    await socket.close();
    assert.deepEqual(readdirSync(join(home, 'ssh')), []);
  });

  it('leads to who came last, and to another when that one has left', async () => {
    const socket = await serveAgentAt(path, (client) => client.end('first'));
    const second = await other('second');
    const third = await other('third');
    assert.equal(await saidAt(path), 'third');
    await third.end();
    assert.equal(await saidAt(path), 'second');
    await second.end();
    assert.equal(await saidAt(path), 'first');
    await socket.close();
    assert.deepEqual(readdirSync(join(home, 'ssh')), []);
  });

  it('stays with others when one leaves that it does not lead to', async () => {
    const socket = await serveAgentAt(path, (client) => client.end('first'));
    const second = await other('second');
    await socket.close();
    assert.equal(await saidAt(path), 'second');
    await second.end();
    assert.deepEqual(readdirSync(join(home, 'ssh')), []);
  });

  it('finds the way back when the one that it leads to was killed', async () => {
    const socket = await serveAgentAt(path, (client) => client.end('first'));
    const { child } = await other('second');
    const led = readlinkSync(path);
    child.kill('SIGKILL');
    await once(child, 'close');
    while (readlinkSync(path) === led) await new Promise(setImmediate);
    assert.equal(await saidAt(path), 'first');
    await socket.close();
  });

  it('answers those who have begun to ask before it is closed', async () => {
    let come: (client: Socket) => void = () => undefined;
    const asked = new Promise<Socket>((resolve) => (come = resolve));
    const socket = await serveAgentAt(path, (client) => come(client));
    const said = saidAt(path);
    const client = await asked;
    const closed = socket.close();
    client.end('late');
    await closed;
    assert.equal(await said, 'late');
  });

  it('says in one line that a path is too long, or not to be written', async () => {
    const long = join(home, 'x'.repeat(104));
    await assert.rejects(
      serveAgentAt(long, (client) => client.end()),
      { message: /^the path of a socket may have 103 bytes/ },
    );
    writeFileSync(join(home, 'file'), '');
    await assert.rejects(
      serveAgentAt(join(home, 'file', 'c.sock'), (client) => client.end()),
      { code: 'NotWritable' },
    );
  });
});
