import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineFacts } from '../../src/facts/machine.ts';
import type { SshConfig } from '../../src/facts/ssh/config.ts';

/** Settings of the user, without those of this system. */
const settingsOfUser = ({ settings }: SshConfig): readonly string[] =>
  settings.filter(({ file }) => file.startsWith('~')).map(({ keyword, value }) => `${keyword}=${value}`);

describe('facts machine', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'session-manager-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const facts = () => machineFacts({ HOME: home, PATH: home });
  /** A program that writes down each of its starts. */
  const program = (name: string, script: string) =>
    writeFile(join(home, name), `#!/bin/sh\necho "$@" >> "$HOME/starts"\n${script}\n`, { mode: 0o755 });

  it('has neither programs nor a configuration of SSH where there are none', async () => {
    const { cliVersion, pluginVersion, program: find, sshConfig, nodeVersion } = facts();
    assert.deepEqual([await cliVersion(), await pluginVersion(), await find('aws')], [undefined, undefined, undefined]);
    assert.deepEqual(settingsOfUser(await sshConfig()), []);
    assert.equal(nodeVersion, process.versions.node);
  });

  for (const [what, script, expected] of [
    ['the AWS CLI', 'echo "aws-cli/2.17.3 Python/3.11.8 Linux/6.1"', '2.17.3'],
    ['an older one, which writes to the other stream', 'echo "aws-cli/1.16.12 Python/2.7.18" >&2', '1.16.12'],
  ] as const) {
    it(`reads the version of ${what}`, async () => {
      await program('aws', script);
      assert.equal(await facts().cliVersion(), expected);
    });
  }

  it('does not take one that does not work for one that is not there', async () => {
    await program('session-manager-plugin', 'exit 1');
    await assert.rejects(facts().pluginVersion(), /failed with exit code 1: it is installed, but does not work/);
    assert.equal(await facts().cliVersion(), undefined);
  });

  it('does not take a configuration of SSH that cannot be read for one that is not there', async () => {
    await mkdir(join(home, '.ssh', 'config'), { recursive: true });
    await assert.rejects(facts().sshConfig(), /~\/\.ssh\/config cannot be read \(EISDIR\)/);
  });

  it('starts each program once, and asks for nothing but its version', async () => {
    await program('session-manager-plugin', 'echo 1.2.707.0');
    const { pluginVersion } = facts();
    assert.deepEqual(await Promise.all([pluginVersion(), pluginVersion()]), ['1.2.707.0', '1.2.707.0']);
    assert.equal(await readFile(join(home, 'starts'), 'utf8'), '--version\n');
  });

  it('does not ask ssh about another home than its own', async () => {
    await program('ssh', 'echo proxycommand x');
    assert.equal(await facts().sshAnswer('i-1'), undefined);
    await assert.rejects(readFile(join(home, 'starts')), /ENOENT/);
  });

  it('finds programs', async () => {
    await program('aws', 'exit 0');
    assert.equal((await facts().program('aws'))?.path, join(home, 'aws'));
  });

  it('reads the configuration of SSH', async () => {
    await mkdir(join(home, '.ssh'));
    await writeFile(join(home, '.ssh', 'config'), 'Host *\nUser x\n');
    assert.deepEqual(settingsOfUser(await facts().sshConfig()), ['user=x']);
  });
});
