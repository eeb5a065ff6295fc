import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { TargetError } from '../../src/errors.ts';
import { findProgram, versionOf } from '../../src/facts/program.ts';

/** Tells whether a process is over, also one whose end nobody has noticed. */
async function isOver(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return /\) [ZX]/.test(status);
}

describe('the version of a program', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'session-manager-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const written = (script: string, mode = 0o755): Promise<void> =>
    writeFile(join(folder, 'aws'), `#!/bin/sh\n${script}\n`, { mode });
  const asked = (timeout = 600_000, signal?: AbortSignal): Promise<string | undefined> =>
    versionOf('aws', { environment: { PATH: `${folder}:/bin:/usr/bin` }, timeout, signal });
  const failed = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => assert.fail('it worked'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof TargetError);
    assert.match(error.advice ?? '', /run aws --version/);
    return error.message;
  };

  it('is none where there is no such program', async () => {
    const environment = { PATH: folder };
    assert.equal(await versionOf('aws', { environment, timeout: 1000 }), undefined);
  });

  for (const [what, script, expected] of [
    ['fails', 'echo aws-cli/2.17.3; exit 1', /^aws --version failed with exit code 1: /],
    [
      'crashes, with its last line',
      'echo Traceback >&2; echo "ModuleNotFoundError: No module named awscli" >&2; exit 1',
      /exit code 1 \(ModuleNotFoundError: No module named awscli\)/,
    ],
    ['is killed', 'kill -9 $$', /was ended by SIGKILL/],
    ['says no version', 'echo hello', /told no version/],
  ] as const) {
    it(`is an error where it ${what}`, async () => {
      await written(script);
      assert.match(await failed(asked()), expected);
    });
  }

  it('is an error where its interpreter, or what it links to, is gone', async () => {
    const missing = /aws cannot be started: what it leads to is missing: it is installed, but does not work/;
    await writeFile(join(folder, 'aws'), '#!/nonexistent/python3\n', { mode: 0o755 });
    assert.match(await failed(asked()), missing);
    await rm(join(folder, 'aws'));
    await symlink('/nonexistent/aws', join(folder, 'aws'));
    assert.match(await failed(asked()), missing);
  });

  it('is an error where it may not be started', async () => {
    await writeFile(join(folder, 'aws'), 'no program', { mode: 0o644 });
    const environment = { PATH: folder };
    assert.match(await failed(versionOf('aws', { environment, timeout: 1000 })), /cannot be started \(EACCES\)/);
  });

  it('is an error where it hangs, which ends it and what it has started', async () => {
    await written(`trap '' TERM; sleep 3600 & echo $! > ${folder}/pid; wait`);
    assert.match(await failed(asked(300)), /did not end within 0\.3 s/);
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '0'));
    // The signal is sent; the system takes its time. If it were never sent, this would take as long as a test may.
    if (pid > 0) while (!(await isOver(pid))) await setImmediate();
  });

  it('is given up when the run is ended', async () => {
    await written('exec sleep 3600');
    const run = new AbortController();
    const version = asked(600_000, run.signal);
    run.abort();
    assert.match(await failed(version), /was ended by SIGKILL/);
  });
});

describe('a program that is looked for', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'session-manager-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const find = (name: string): ReturnType<typeof findProgram> =>
    findProgram(name, { environment: { PATH: `/none:${home}` }, home });

  it('is found on the PATH, by its path and in the home, with its text if it is a script', async () => {
    await writeFile(join(home, 'tool'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const found = { path: join(home, 'tool'), script: '#!/bin/sh\nexit 1\n' };
    for (const name of ['tool', join(home, 'tool'), '~/tool', '$HOME/tool', '${HOME}/tool']) {
      assert.deepEqual(await find(name), found, name);
    }
    await writeFile(join(home, 'binary'), '\u007fELF', { mode: 0o755 });
    assert.deepEqual(await find('binary'), { path: join(home, 'binary') });
  });

  it('is found, though nobody may start it, where it is for node to read', async () => {
    await writeFile(join(home, 'main.cjs'), '', { mode: 0o644 });
    assert.deepEqual(await find(join(home, 'main.cjs')), { path: join(home, 'main.cjs') });
    assert.equal(await find(join(home, 'gone.cjs')), undefined);
  });

  it('is none where it cannot be started', async () => {
    await writeFile(join(home, 'text'), '#!/bin/sh\n', { mode: 0o644 });
    await symlink(join(home, 'gone'), join(home, 'link'));
    for (const name of ['text', 'link', 'missing', '.']) assert.equal(await find(name), undefined, name);
  });
});
