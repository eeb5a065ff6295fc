import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSshConfig, type SshConfig } from '../../../src/facts/ssh/config.ts';

describe('facts ssh config', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'session-manager-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text, { mode: 0o600 });
    }
  };
  const read = (environment: NodeJS.ProcessEnv = {}): Promise<SshConfig> =>
    readSshConfig({ home, system: join(home, 'etc', 'ssh_config'), environment });
  /** `~/.ssh/config:2 user=ec2-user [host i-*]` */
  const lines = ({ settings }: SshConfig): readonly string[] =>
    settings.map(({ file, line, keyword, value, within }) =>
      [
        `${file}:${line}`,
        `${keyword}=${value}`,
        ...within.map(({ kind, words }) => `[${kind} ${words.join(' ')}]`),
      ].join(' '),
    );

  it('is empty where there is none', async () => {
    assert.deepEqual(await read(), { settings: [] });
  });

  it('reads that of the user, then that of the system', async () => {
    await put({ '.ssh/config': 'Host i-*\n  User ec2-user\r\nMatch all\nPort 1\n', 'etc/ssh_config': 'Port 2\n' });
    assert.deepEqual(lines(await read()), [
      '~/.ssh/config:2 user=ec2-user [host i-*]',
      '~/.ssh/config:4 port=1 [match all]',
      '~/etc/ssh_config:1 port=2',
    ]);
  });

  it('follows Include, which holds where its own line does, and does not change what comes behind it', async () => {
    await put({
      '.ssh/config': 'Host web\n  Include config.d/* ~/own ${MORE}/x\n  User last\n',
      '.ssh/config.d/b': 'User b\n',
      '.ssh/config.d/a': 'User a\nHost inner\nPort 1\n',
      '.ssh/config.d/folder/c': 'User c\n',
      own: 'User own\n',
      'more/x': 'User x\n',
    });
    assert.deepEqual(lines(await read({ MORE: join(home, 'more') })), [
      '~/.ssh/config.d/a:1 user=a [host web]',
      '~/.ssh/config.d/a:3 port=1 [host web] [host inner]',
      '~/.ssh/config.d/b:1 user=b [host web]',
      '~/own:1 user=own [host web]',
      '~/more/x:1 user=x [host web]',
      '~/.ssh/config:3 user=last [host web]',
    ]);
  });

  it('includes one file as often as it is named', async () => {
    await put({
      '.ssh/config': 'Include a b\n',
      '.ssh/a': 'Include c\n',
      '.ssh/b': 'Include c\n',
      '.ssh/c': 'Port 1\n',
    });
    assert.deepEqual(lines(await read()), ['~/.ssh/c:1 port=1', '~/.ssh/c:1 port=1']);
  });

  for (const [what, files, why] of [
    ['include each other', { '.ssh/config': 'Include a\n', '.ssh/a': 'Include config\n' }, /without end/],
    ['include themselves by a pattern', { '.ssh/config': 'Include c*\n' }, /without end/],
    ['go on in the next line', { '.ssh/config': 'ProxyCommand aws \\\n  --target %h\n' }, /name of an option/],
    ['begin with a mark', { '.ssh/config': '\ufeffHost i-*\nUser x\nPort 1\n' }, /name of an option/],
  ] as const) {
    it(`knows that ssh refuses files that ${what}`, async () => {
      await put(files);
      assert.match((await read()).refusal?.why ?? '', why);
    });
  }

  it('knows that ssh refuses what everybody may write to', async () => {
    await put({ '.ssh/config': 'Port 1\n' });
    await chmod(join(home, '.ssh', 'config'), 0o666);
    assert.match((await read()).refusal?.why ?? '', /everybody may write/);
  });

  it('takes options that are to be ignored for no fault', async () => {
    await put({ '.ssh/config': 'IgnoreUnknown *\nfoo-bar yes\n' });
    assert.equal((await read()).refusal, undefined);
  });

  it('does not take what cannot be read for what is not there', async () => {
    await mkdir(join(home, '.ssh', 'config'), { recursive: true });
    await assert.rejects(read(), /~\/\.ssh\/config cannot be read \(EISDIR\)/);
  });
});
