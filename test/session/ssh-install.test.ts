import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { installStanza, uninstallStanza } from '../../src/session/ssh-install.ts';
import { ownFolder } from '../folder.ts';

const STANZA = 'Host i-*\n  User é\n';

describe('the stanza in the configuration of ssh', () => {
  let home: string;
  const folder = ownFolder();
  beforeEach(() => (home = folder.path));

  const files = () => ({
    own: join(home, '.session-manager', 'ssh_config'),
    include: '~/.session-manager/ssh_config',
    config: join(home, '.ssh', 'config'),
  });
  const LINE = 'Include ~/.session-manager/ssh_config\n';
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  /** Makes `~/.ssh/config` as somebody has it. */
  const had = (bytes: Buffer | string, mode = 0o644): void => {
    mkdirSync(join(home, '.ssh'));
    writeFileSync(files().config, bytes);
    chmodSync(files().config, mode);
  };

  it('is written for its owner only, once, with what was not there before; and all of that goes away', () => {
    assert.deepEqual(installStanza(files(), STANZA), { added: true });
    assert.deepEqual(installStanza(files(), STANZA), { added: false });
    const { own, config } = files();
    assert.ok(readFileSync(own, 'utf8').endsWith(`\n\n${STANZA}`));
    assert.equal(readFileSync(config, 'utf8'), LINE);
    assert.deepEqual([own, config].map(modeOf), [0o600, 0o600]);
    assert.deepEqual([join(home, '.ssh'), join(home, '.session-manager')].map(modeOf), [0o700, 0o700]);
    assert.deepEqual(uninstallStanza(files()), { removed: true });
    assert.deepEqual(readdirSync(home), ['.session-manager']);
    assert.deepEqual(readdirSync(join(home, '.session-manager')), []);
    assert.deepEqual(uninstallStanza(files()), { removed: false });
  });

  it('takes the place of the one before', () => {
    installStanza(files(), STANZA);
    installStanza(files(), 'Host mi-*\n');
    const text = readFileSync(files().own, 'utf8');
    assert.ok(text.endsWith('\n\nHost mi-*\n'));
    uninstallStanza(files());
    assert.equal(existsSync(join(home, '.ssh')), false);
  });

  for (const [what, bytes, mode] of [
    ['an empty file', '', 0o600],
    ['hosts', 'Host a\n  User b\n', 0o644],
    ['lines of Windows without an end', 'Host a\r\n  User b', 0o640],
    ['bytes that are no text', Buffer.from([0x48, 0xff, 0xfe, 0x0a, 0xc3, 0xa9, 0x0d]), 0o600],
  ] as const) {
    it(`leaves ${what} as it was, to the byte`, () => {
      had(bytes, mode);
      installStanza(files(), STANZA);
      assert.equal(modeOf(files().config), mode);
      installStanza(files(), STANZA);
      uninstallStanza(files());
      assert.deepEqual(readFileSync(files().config), Buffer.from(bytes));
      assert.equal(modeOf(files().config), mode);
      assert.deepEqual(readdirSync(join(home, '.ssh')), ['config']);
    });
  }

  it('keeps what was written after it', () => {
    installStanza(files(), STANZA);
    writeFileSync(files().config, `${LINE}Host mine\n`);
    uninstallStanza(files());
    assert.equal(readFileSync(files().config, 'utf8'), 'Host mine\n');
  });

  it('is written to where a link leads, which stays', () => {
    mkdirSync(join(home, '.ssh'));
    mkdirSync(join(home, 'dotfiles'));
    symlinkSync('../dotfiles/ssh', files().config);
    for (const [before, after] of [
      ['Host a\n', 'Host a\n'],
      [undefined, undefined],
    ]) {
      if (before === undefined) rmSync(join(home, 'dotfiles', 'ssh'));
      else writeFileSync(join(home, 'dotfiles', 'ssh'), before);
      installStanza(files(), STANZA);
      assert.ok(lstatSync(files().config).isSymbolicLink());
      assert.equal(readFileSync(join(home, 'dotfiles', 'ssh'), 'utf8'), LINE + (before ?? ''));
      uninstallStanza(files());
      assert.ok(lstatSync(files().config).isSymbolicLink());
      assert.equal(existsSync(files().config) ? readFileSync(files().config, 'utf8') : undefined, after);
    }
  });

  it('is found below a home whose name is no ASCII', () => {
    const odd = { ...files(), include: '/home/é lee/ssh_config' };
    installStanza(odd, STANZA);
    assert.equal(readFileSync(odd.config, 'utf8'), 'Include "/home/é lee/ssh_config"\n');
    assert.deepEqual(installStanza(odd, STANZA), { added: false });
    uninstallStanza(odd);
    assert.equal(existsSync(odd.config), false);
  });

  for (const [what, prepare] of [
    ['~/.ssh is a file', () => writeFileSync(join(home, '.ssh'), '')],
    ['~/.ssh/config is a folder', () => mkdirSync(files().config, { recursive: true })],
  ] as const) {
    it(`is not written, and nothing is left of it, where ${what}`, () => {
      prepare();
      assert.throws(() => installStanza(files(), STANZA), {
        code: 'NotWritable',
        message: /^[^\n]*cannot be written \(E\w+\)$/,
      });
      assert.equal(existsSync(files().own), false);
    });
  }

  it('says in one line that our own file cannot be written', () => {
    writeFileSync(join(home, '.session-manager'), '');
    assert.throws(() => installStanza(files(), STANZA), { code: 'NotWritable' });
    assert.equal(existsSync(join(home, '.ssh')), false);
  });
});
