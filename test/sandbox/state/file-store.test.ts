import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateAliasCommand, CreateKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { emptyIam } from '../../../src/sandbox/state/iam.ts';
import { emptyRegion, emptyState, type State } from '../../../src/sandbox/state/state.ts';
import { clientsOf } from '../clients.ts';
import { ownFolder } from '../../folder.ts';

const CHILD = fileURLToPath(new URL('./store-child.ts', import.meta.url));

function keysIn(state: State): number {
  return Object.keys(state.accounts['123456789012']?.['eu-central-1']?.keys ?? {}).length;
}

async function createKey(sandbox: Sandbox): Promise<void> {
  await clientsOf(sandbox).kms.send(new CreateKeyCommand({}));
}

async function child(...args: string[]): Promise<NodeJS.Signals | number | null> {
  const spawned = spawn(process.execPath, ['--import', 'tsx', CHILD, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    spawned.on('error', reject);
    spawned.on('exit', (code, signal) => resolve(signal ?? code));
  });
}

describe('sandbox: state file', () => {
  const own = ownFolder();
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = own.path;
    file = join(folder, 'deep', 'sandbox.json');
  });

  function onDisk(): State {
    const state: State = JSON.parse(readFileSync(file, 'utf8'));
    return state;
  }

  it('is there before the answer, and a new sandbox goes on with it', async () => {
    await createKey(createSandbox({ file }));
    assert.equal(keysIn(onDisk()), 1);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['sandbox.json']);
    const { Keys: keys } = await clientsOf(createSandbox({ file })).kms.send(new ListKeysCommand({}));
    assert.equal(keys?.length, 1);
  });

  it('is not made by calls that only read, nor changed by calls that are refused', async () => {
    const sandbox = createSandbox({ file });
    const { kms } = clientsOf(sandbox);
    await kms.send(new ListKeysCommand({}));
    await assert.rejects(kms.send(new CreateAliasCommand({ AliasName: 'x', TargetKeyId: 'x' })));
    assert.equal(existsSync(file), false);
    assert.equal(Object.keys((await sandbox.snapshot()).accounts).length, 0);
  });

  it('begins with another state only where there is no file yet', async () => {
    const first: State = { ...(await createSandbox().snapshot()), optInRegions: { '123456789012': ['eu-south-1'] } };
    const begun = await Promise.all([1, 2].map(() => createSandbox({ file }).begin(first)));
    assert.equal(begun.filter(Boolean).length, 1);
    assert.deepEqual(onDisk(), first);
    const sandbox = createSandbox({ file });
    await sandbox.reset();
    assert.equal(await sandbox.begin(first), false);
    assert.deepEqual(onDisk().optInRegions, {});
    await sandbox.reset(first);
    assert.deepEqual(await createSandbox({ file }).snapshot(), first);
  });

  it('is written once for many calls at once', async () => {
    const sandbox = createSandbox({ file });
    await createKey(sandbox);
    await Promise.all(Array.from({ length: 200 }, () => createKey(sandbox)));
    assert.equal(keysIn(onDisk()), 201);
  });

  it('is shared by several sandboxes, each seeing what the others did', async () => {
    const sandboxes = [createSandbox({ file }), createSandbox({ file }), createSandbox({ file })];
    await Promise.all(sandboxes.flatMap((sandbox) => Array.from({ length: 20 }, () => createKey(sandbox))));
    for (const sandbox of sandboxes) assert.equal(keysIn(await sandbox.snapshot()), 60);
  });

  it('loses no update when several processes use it', async () => {
    const ended = await Promise.all([child(file, '', '40'), child(file, '', '40')]);
    assert.deepEqual(ended, [0, 0]);
    assert.equal(keysIn(onDisk()), 80);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['sandbox.json']);
  });

  it('loses no answer of several processes and none of a killed one where it is large, and is one file when they end', async () => {
    const state = emptyState();
    state.optInRegions = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [index, ['x'.repeat(1000)]]));
    await createSandbox({ file }).begin(state);
    assert.deepEqual(await Promise.all([child(file, 'kill=after:20', '40'), child(file, '', '40')]), ['SIGKILL', 0]);
    assert.equal(keysIn(await createSandbox({ file }).snapshot()), 60);
    assert.equal(await child(file, '', '1'), 0);
    assert.equal(keysIn(onDisk()), 61);
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['sandbox.json']);
  });

  it('is whole after SIGKILL before or after a call', async () => {
    assert.equal(await child(file, 'kill=after:3', '10'), 'SIGKILL');
    assert.equal(keysIn(onDisk()), 3);
    assert.equal(await child(file, 'kill=before:3', '10'), 'SIGKILL');
    assert.equal(keysIn(onDisk()), 5);
    await createKey(createSandbox({ file }));
    assert.equal(keysIn(onDisk()), 6);
  });

  it('is free again when the process that held its lock is dead', async () => {
    await createKey(createSandbox({ file }));
    const lock = `${file}.lock`;
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.on('exit', resolve));
    for (const token of [`${dead.pid} x`, `${process.pid} of-a-process-with-the-same-id`, 'nonsense']) {
      writeFileSync(lock, token);
      await createKey(createSandbox({ file }));
      assert.equal(existsSync(lock), false);
    }
    for (const token of ['', `${process.ppid} x`]) {
      writeFileSync(lock, token);
      const longAgo = new Date(Date.now() - 60_000);
      utimesSync(lock, longAgo, longAgo);
      await createKey(createSandbox({ file }));
    }
    assert.equal(keysIn(onDisk()), 6);
  });

  it('waits for a lock that a live process holds', async () => {
    await createKey(createSandbox({ file }));
    writeFileSync(`${file}.lock`, `${process.ppid} x`);
    const reader = createSandbox({ file });
    let done = false;
    const made = createKey(reader).then(() => (done = true));
    // A read needs no lock; it has gone through the same event loop as the write that waits.
    assert.equal(keysIn(await createSandbox({ file }).snapshot()), 1);
    assert.equal(done, false);
    unlinkSync(`${file}.lock`);
    await made;
    assert.equal(keysIn(onDisk()), 2);
  });

  it('is for its owner only, and so is a folder that is made for it', async () => {
    await createKey(createSandbox({ file }));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'deep')).mode & 0o777, 0o700);
  });

  it('is written through no link: one that somebody made is replaced, and what it leads to stays', async () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    for (const name of ['sandbox.json.tmp', 'sandbox.json.journal']) symlinkSync(victim, join(folder, name));
    const here = join(folder, 'sandbox.json');
    await createKey(createSandbox({ file: here }));
    const large = emptyState();
    large.optInRegions = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [index, ['x'.repeat(1000)]]));
    await createSandbox({ file: here }).reset(large);
    for (let made = 1; made <= 2; made += 1) await createKey(createSandbox({ file: here }));
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
  });

  it('leaves nothing of a write that failed or was killed', async () => {
    mkdirSync(file, { recursive: true });
    await assert.rejects(createKey(createSandbox({ file })));
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['sandbox.json']);
    rmSync(file, { recursive: true });
    writeFileSync(`${file}.11111111-2222-4333-8444-555555555555.tmp`, '{');
    await createKey(createSandbox({ file }));
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['sandbox.json']);
  });

  for (const device of ['/dev/full', '/dev/zero', '/dev/null']) {
    it(`is not ${device}, which is said at once`, async function () {
      if (!existsSync(device)) this.skip();
      const message = `${device} is not a file, so the sandbox cannot keep its state there`;
      await assert.rejects(createSandbox({ file: device }).snapshot(), { message });
      await assert.rejects(createKey(createSandbox({ file: device })), { message });
    });
  }

  it('is not one that another user has put there', async function () {
    if (process.getuid?.() !== 0) this.skip();
    await createKey(createSandbox({ file }));
    chownSync(file, 12_345, 12_345);
    const message = `${file} belongs to another user, so the sandbox does not use it`;
    await assert.rejects(createKey(createSandbox({ file })), { message });
  });

  it('is refused in one line when it is something else, and can be reset', async () => {
    await createKey(createSandbox({ file }));
    for (const content of ['{', '{"version":2}', '[]', '{"name":"x","version":1}']) {
      writeFileSync(file, content);
      const message = `${file} is not a sandbox state file; remove it or run session-manager sandbox --reset`;
      await assert.rejects(createKey(createSandbox({ file })), { message });
      await assert.rejects(createSandbox({ file }).snapshot(), { message });
      assert.equal(readFileSync(file, 'utf8'), content);
    }
    const sandbox = createSandbox({ file });
    await sandbox.reset();
    await createKey(sandbox);
    assert.equal(keysIn(onDisk()), 1);
  });

  it('may come from a version that knew no IAM, no buckets and no nodes', async () => {
    await createKey(createSandbox({ file }));
    const { iam: _, buckets: __, accounts, ...rest } = onDisk();
    const { keys, aliases, logGroups, documents, associations } = accounts['123456789012']?.['eu-central-1'] ?? {};
    const region = { keys, aliases, logGroups, documents, associations };
    writeFileSync(file, JSON.stringify({ ...rest, accounts: { '123456789012': { 'eu-central-1': region } } }));
    const sandbox = createSandbox({ file });
    const { iam, buckets, accounts: read } = await sandbox.snapshot();
    assert.deepEqual({ iam, buckets }, { iam: {}, buckets: {} });
    assert.deepEqual(read['123456789012']?.['eu-central-1'], { ...emptyRegion(), keys });
    const parts = { ...rest, accounts: {}, buckets: {} };
    writeFileSync(file, JSON.stringify({ ...parts, iam: { '123456789012': { servicePolicies: ['{}'] } } }));
    assert.deepEqual((await sandbox.snapshot()).iam, {
      '123456789012': { ...emptyIam(), servicePolicies: ['{}'] },
    });
  });

  it('is readable', async () => {
    await createKey(createSandbox({ file }));
    assert.ok(readFileSync(file, 'utf8').split('\n').length > 20);
  });

  it('may be edited behind the API', async () => {
    const sandbox = createSandbox({ file });
    await sandbox.edit((state) => {
      state.settings.documentVersionLimit = 3;
    });
    assert.equal(onDisk().settings.documentVersionLimit, 3);
  });
});
