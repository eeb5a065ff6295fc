import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deb, IN_DEB, signer } from '../bootstrap/packages.ts';
import { publish, type Published } from '../bootstrap/published.ts';
import { type LoopbackProxy, proxyTo, tlsFile } from '../loopback.ts';
import { emptyHome, type Home } from './cli.ts';

const PATHS = `/session-manager-downloads/plugin`;

describe('bootstrap on the command line', () => {
  let home: Home;
  beforeEach(() => {
    home = emptyHome();
  });
  afterEach(() => home.clear());

  it('prints what it would do, offline', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1' };
    const { code, stdout, stderr } = await home.run(['bootstrap', '--dry-run'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^NOOP: downloading https:\/\/s3\.amazonaws\.com\/session-manager-downloads\/plugin\/latest\//,
    );
    assert.match(stdout, /^NOOP: installing .*\.session-manager\/bin\/session-manager-plugin/m);
    assert.match(stdout, /^session-manager start, forward and ssh do not need it/m);
    assert.ok(!existsSync(join(home.folder, '.session-manager')));
  });

  it('prints it as JSON', async () => {
    const { stdout } = await home.run(['bootstrap', '--dry-run', '--json', '--version', '1.2.835.0']);
    const { status, version, urls } = JSON.parse(stdout) as { status: string; version: string; urls: string[] };
    assert.deepEqual([status, version], ['planned', '1.2.835.0']);
    assert.match(urls[0] ?? '', /\/plugin\/1\.2\.835\.0\//);
  });

  for (const [args, why] of [
    [['--version', 'latest'], /--version "latest": it must be a version of the plugin/],
    [['--version', '../1.2.3.4'], /--version/],
    [['--nope'], /--nope/],
  ] as const) {
    it(`refuses ${args.join(' ')} in one line`, async () => {
      const { code, stderr } = await home.run(['bootstrap', ...args]);
      assert.deepEqual([code, stderr.trim().split('\n').length], [2, 1], stderr);
      assert.match(stderr, why);
    });
  }

  describe('by a proxy, with certificates of the environment', () => {
    let server: Published;
    let proxy: LoopbackProxy;
    beforeEach(async () => {
      server = await publish({ [`${PATHS}/latest/VERSION`]: Buffer.from('1.2.900.0\n') });
      proxy = await proxyTo(server.port);
    });
    afterEach(async () => {
      await proxy.close();
      await server.close();
    });
    const env = () => ({
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      AWS_CA_BUNDLE: tlsFile('authority.pem'),
      AWS_CONFIG_FILE: join(home.folder, 'none'),
    });

    it('installs nothing that AWS has not signed', async function () {
      if (process.platform !== 'linux') this.skip();
      const file = deb({ [IN_DEB]: Buffer.from('#!/bin/sh\necho 1.2.900.0\n') });
      const signature = signer().signatureOf(file);
      const answer = (contents: Buffer) => (to: { end(contents: Buffer): void }) => to.end(contents);
      for (const folder of ['ubuntu_64bit', 'ubuntu_arm64']) {
        const path = `${PATHS}/1.2.900.0/${folder}/session-manager-plugin.deb`;
        server.files = { ...server.files, [path]: answer(file), [`${path}.sig`]: answer(signature) };
      }
      const { code, stderr } = await home.spawn(['bootstrap'], env());
      assert.equal(code, 1, stderr);
      assert.match(
        stderr,
        /is not signed by AWS \(key 7959637124CE093AD501D47A2C4D4AFF6F6757EE\): nothing was installed/,
      );
      assert.ok(
        proxy.asked.every((line) => line === 'CONNECT s3.amazonaws.com:443'),
        proxy.asked.join(),
      );
      assert.ok(!existsSync(join(home.folder, '.session-manager', 'bin')));
    });

    it('does nothing where one as new is on the PATH', async function () {
      if (process.platform !== 'linux') this.skip();
      const bin = join(home.folder, 'bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'session-manager-plugin'), '#!/bin/sh\necho 1.2.900.0\n', { mode: 0o755 });
      const { code, stdout } = await home.spawn(['bootstrap'], { ...env(), PATH: `${bin}:${process.env['PATH']}` });
      assert.deepEqual([code, stdout], [0, `nothing to do: ${bin}/session-manager-plugin is version 1.2.900.0\n`]);
    });

    it('says in one line that the network does not let it through', async () => {
      const { code, stderr } = await home.spawn(['bootstrap', '--allow-unsigned'], { ...env(), AWS_CA_BUNDLE: '' });
      assert.equal(code, 1);
      assert.match(stderr, /^session-manager: the certificate of s3\.amazonaws\.com is not trusted/);
    });
  });
});
