import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { mayAskSsh, sshAnswer } from '../../../src/facts/ssh/answer.ts';
import type { Block, SshConfig } from '../../../src/facts/ssh/config.ts';

const place = { file: '~/.ssh/config', line: 1 };
const withSetting = (keyword: string, within: readonly Block[] = []): SshConfig => ({
  settings: [{ ...place, keyword, value: 'yes', within }],
});

describe('facts ssh answer', () => {
  it('asks only where ssh runs nothing, looks nothing up, and reads the same configuration', () => {
    const { homedir } = userInfo();
    const match = (...words: readonly string[]): Block => ({ ...place, kind: 'match', words });
    assert.equal(mayAskSsh(withSetting('user', [match('host', 'i-*')]), homedir), true);
    assert.equal(mayAskSsh(withSetting('user'), '/elsewhere'), false);
    assert.equal(mayAskSsh(withSetting('canonicalizehostname'), homedir), false);
    for (const exec of ['exec', '!exec', 'exec=true']) {
      assert.equal(mayAskSsh(withSetting('user', [match('host', 'i-*', exec, 'true')]), homedir), false, exec);
    }
  });

  describe('of a program', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'session-manager-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const ssh = (script: string): Promise<void> =>
      writeFile(join(folder, 'ssh'), `#!/bin/sh\necho "$@" > "${folder}/asked"\n${script}\n`, { mode: 0o755 });
    const ask = () => sshAnswer('i-1', { environment: { PATH: folder }, timeout: 10_000 });

    it('tells the command by which ssh would connect', async () => {
      await ssh('echo user root; echo "proxycommand aws ssm start-session"');
      assert.deepEqual(await ask(), { proxyCommand: 'aws ssm start-session' });
      assert.equal(await readFile(join(folder, 'asked'), 'utf8'), '-G -- i-1\n');
    });

    it('tells that there is none', async () => {
      await ssh('echo user root');
      assert.deepEqual(await ask(), { proxyCommand: undefined });
    });

    it('tells why ssh refuses its configuration', async () => {
      await ssh('echo "/home/x/.ssh/config: line 3: Bad configuration option: foo" >&2; exit 255');
      assert.deepEqual(await ask(), { refusal: '/home/x/.ssh/config: line 3: Bad configuration option: foo' });
    });

    it('tells nothing where there is no ssh, or it fails for another reason', async () => {
      assert.equal(await ask(), undefined);
      await ssh('echo "unknown option -- G" >&2; exit 255');
      assert.equal(await ask(), undefined);
    });
  });
});
