import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, type Machine, plannedBootstrap, type Wish } from '../../src/bootstrap/bootstrap.ts';
import { deb, IN_DEB, signer, zip } from './packages.ts';
import { NETWORK, publish, type Published } from './published.ts';

const VERSION = '1.2.900.0';
const DEB = 'ubuntu_64bit/session-manager-plugin.deb';
const { key, signatureOf } = signer();

/** A program that tells a version. */
const program = (version = VERSION): Buffer => Buffer.from(`#!/bin/sh\necho ${version}\n`);

/** Files of a version, signed. */
const signed = (
  version = VERSION,
  { contents = program(version), path = DEB } = {},
): Readonly<Record<string, Buffer>> => {
  const file = deb({ [IN_DEB]: contents });
  return { [`/${version}/${path}`]: file, [`/${version}/${path}.sig`]: signatureOf(file) };
};

const LATEST = { '/latest/VERSION': Buffer.from(`${VERSION}\n`) };

describe('bootstrap', () => {
  let home = '';
  let server: Published;
  let said: string[] = [];
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'session-manager-'));
    server = await publish({ ...LATEST, ...signed() });
    said = [];
  });
  afterEach(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });

  const machine = (overrides: Partial<Machine> = {}): Machine => ({
    system: 'linux',
    architecture: 'x64',
    home,
    environment: { HOME: home, PATH: `${join(home, 'path')}:/bin:/usr/bin` },
    signal: new AbortController().signal,
    say: (line) => said.push(line),
    source: { base: server.base, key, network: NETWORK },
    ...overrides,
  });
  const wish = (overrides: Partial<Wish> = {}): Wish => ({ force: false, allowUnsigned: false, ...overrides });
  const install = (wanted: Partial<Wish> = {}, on: Partial<Machine> = {}) => bootstrap(wish(wanted), machine(on));
  const folder = (): string => join(home, '.session-manager', 'bin');
  const path = (): string => join(folder(), 'session-manager-plugin');
  const there = (): Promise<readonly string[]> => readdir(folder()).catch(() => []);
  const onPath = async (version: string): Promise<void> => {
    await mkdir(join(home, 'path'), { recursive: true });
    await writeFile(join(home, 'path', 'session-manager-plugin'), program(version), { mode: 0o755 });
  };

  it('installs the latest, once its signature is verified', async () => {
    const done = await install();
    const url = `${server.base}/${VERSION}/${DEB}`;
    const expected = { status: 'installed', version: VERSION, path: path(), urls: [url, `${url}.sig`], signed: true };
    assert.deepEqual(done, expected);
    assert.deepEqual(await readFile(path()), program());
    assert.equal((await stat(path())).mode & 0o777, 0o755);
    assert.deepEqual(await there(), ['session-manager-plugin']);
    assert.match(said.join('\n'), new RegExp(`signature is that of AWS \\(key ${key.fingerprint}\\)`));
    assert.match(said.at(-1) ?? '', /on the PATH: add .*\.session-manager\/bin there$/);
  });

  it('installs the version that is asked for, and asks for no other', async () => {
    server.files = signed('1.2.835.0');
    assert.equal((await install({ version: '1.2.835.0' })).version, '1.2.835.0');
    assert.deepEqual([...server.asked].toSorted(), [`/1.2.835.0/${DEB}`, `/1.2.835.0/${DEB}.sig`]);
  });

  it('works whatever the mask of the user', async () => {
    const before = process.umask(0o077);
    try {
      await install();
    } finally {
      process.umask(before);
    }
    assert.equal((await stat(path())).mode & 0o777, 0o755);
  });

  it('replaces an older one, and one that does not work', async () => {
    await mkdir(folder(), { recursive: true });
    for (const old of ['#!/bin/sh\necho 1.2.1.0\n', '#!/bin/sh\nexit 1\n', 'text']) {
      await writeFile(path(), old, { mode: 0o755 });
      assert.equal((await install()).status, 'installed');
      assert.deepEqual(await readFile(path()), program());
    }
  });

  describe('does nothing', () => {
    for (const version of [VERSION, '1.2.1000.0', '1.10.0.0']) {
      it(`where ${version} is on the PATH`, async () => {
        await onPath(version);
        assert.equal((await install()).status, 'unchanged');
        assert.deepEqual(server.asked, ['/latest/VERSION']);
        assert.match(said.join('\n'), new RegExp(`^nothing to do: .*/session-manager-plugin is version ${version}$`));
        assert.deepEqual(await there(), []);
      });
    }

    it('the second time', async () => {
      await install();
      assert.equal((await install()).status, 'unchanged');
    });

    it('but with --force', async () => {
      await onPath(VERSION);
      assert.equal((await install({ force: true })).status, 'installed');
    });

    it('for a version that is there, but installs another than that', async () => {
      server.files = signed('1.2.835.0');
      await onPath('1.2.835.0');
      assert.equal((await install({ version: '1.2.835.0' })).status, 'unchanged');
      await onPath('1.2.900.0');
      assert.equal((await install({ version: '1.2.835.0' })).status, 'installed');
    });
  });

  const file = `/${VERSION}/${DEB}`;
  const tampered = deb({ [IN_DEB]: Buffer.from('#!/bin/sh\necho 1.2.900.0 # evil\n') });
  const older = signed('1.2.1.0');
  for (const [what, files, why] of [
    ['was changed', { ...signed(), [file]: tampered }, /is not signed by AWS .*nothing was installed/],
    [
      'somebody else has signed',
      { [file]: tampered, [`${file}.sig`]: signer().signatureOf(tampered) },
      /is not signed by AWS/,
    ],
    [
      'has the signature of another version',
      { ...signed(), [`${file}.sig`]: older[`/1.2.1.0/${DEB}.sig`] },
      /is not signed by AWS/,
    ],
    ['has a signature that is none', { ...signed(), [`${file}.sig`]: Buffer.from('no') }, /is not signed by AWS/],
    [
      'has no signature',
      { [file]: tampered },
      /\.sig could not be downloaded: AWS signs it since version 1\.2\.707\.0/,
    ],
    [
      'is signed, but older than it says',
      signed(VERSION, { contents: program('1.2.1.0') }),
      /1\.2\.1\.0, not 1\.2\.900/,
    ],
    [
      'is signed, but does not start',
      signed(VERSION, { contents: Buffer.from('#!/bin/sh\nexit 3\n') }),
      /failed with exit code 3/,
    ],
    [
      'is signed, but holds something else',
      { [file]: deb({}), [`${file}.sig`]: signatureOf(deb({})) },
      /it has no usr/,
    ],
  ] as readonly (readonly [string, Readonly<Record<string, Buffer>>, RegExp])[]) {
    it(`leaves what is there, and nothing else, where a package ${what}`, async () => {
      await mkdir(folder(), { recursive: true });
      await writeFile(path(), program('1.2.2.0'), { mode: 0o755 });
      server.files = { ...LATEST, ...files };
      await assert.rejects(install(), ({ name, message }: Error) => {
        assert.match(message, why);
        assert.ok(!message.includes('\n'), message);
        return name === 'TargetError';
      });
      assert.deepEqual(await readFile(path()), program('1.2.2.0'));
      assert.deepEqual(await there(), ['session-manager-plugin']);
    });
  }

  it('tells of a version that there is not', async () => {
    await assert.rejects(
      install({ version: '9.9.9.9' }),
      /could not be downloaded: (?:there is no version 9|AWS signs)/,
    );
  });

  it('does not take what is no version for one', async () => {
    server.files = { '/latest/VERSION': Buffer.from('../../evil') };
    await assert.rejects(install(), /is no number/);
  });

  it('tells where it cannot write', async () => {
    await writeFile(join(home, '.session-manager'), '');
    await assert.rejects(install(), /\.session-manager\/bin\/session-manager-plugin cannot be written \(E/);
    await rm(join(home, '.session-manager'));
    await mkdir(path(), { recursive: true });
    await assert.rejects(install(), /cannot be written \(E/);
    assert.deepEqual(await there(), ['session-manager-plugin']);
  });

  describe('on systems without signatures', () => {
    const bundle = zip({ 'sessionmanager-bundle/bin/session-manager-plugin': program() });
    const windows = zip({ 'package.zip': zip({ 'bin/session-manager-plugin.exe': program() }) });
    for (const [system, architecture, at, name, contents] of [
      ['darwin', 'x64', 'mac/sessionmanager-bundle.zip', 'session-manager-plugin', bundle],
      ['darwin', 'arm64', 'mac_arm64/sessionmanager-bundle.zip', 'session-manager-plugin', bundle],
      ['win32', 'x64', 'windows/SessionManagerPlugin.zip', 'session-manager-plugin.exe', windows],
      ['win32', 'arm64', 'windows/SessionManagerPlugin.zip', 'session-manager-plugin.exe', windows],
    ] as const) {
      it(`installs nothing unless it is asked to: ${system} ${architecture}`, async () => {
        server.files = { ...LATEST, [`/${VERSION}/${at}`]: contents };
        const on = { system, architecture };
        await assert.rejects(install({}, on), { name: 'UserError', code: 'unsigned' });
        assert.deepEqual(server.asked, []);
        assert.equal((await install({ allowUnsigned: true }, on)).status, 'installed');
        assert.deepEqual(await readFile(join(folder(), name)), program());
        assert.match(said.join('\n'), /it is not verified/);
      });
    }
  });

  for (const [architecture, at] of [
    ['arm64', 'ubuntu_arm64'],
    ['ia32', 'ubuntu_32bit'],
    ['arm', 'ubuntu_arm'],
  ] as const) {
    it(`installs on linux ${architecture}, verified, whatever is allowed`, async () => {
      server.files = { ...LATEST, ...signed(VERSION, { path: `${at}/session-manager-plugin.deb` }) };
      const done = await install({ allowUnsigned: true }, { architecture });
      assert.deepEqual([done.status, done.signed, server.asked.length], ['installed', true, 3]);
    });
  }

  it('tells what it would do without a call', () => {
    const { source: _, ...real } = machine();
    const base = 'https://s3.amazonaws.com/session-manager-downloads/plugin';
    const urls = [`${base}/latest/${DEB}`, `${base}/latest/${DEB}.sig`];
    const expected = { status: 'planned', version: null, path: path(), urls, signed: true };
    assert.deepEqual(plannedBootstrap(wish(), real), expected);
    assert.equal(plannedBootstrap(wish({ version: '1.2.835.0' }), real).urls[0], `${base}/1.2.835.0/${DEB}`);
    assert.deepEqual(server.asked, []);
  });
});
