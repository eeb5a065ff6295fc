// The network as users have it: a proxy, and certificates of their own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../../src/sandbox/door/sandbox.ts';
import { type Loopback, proxyTo, stsOn, tlsFile, unusedPort, withTls } from '../loopback.ts';
import { emptyHome, served } from './cli.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
const PLAN = ['plan', '--regions', 'us-east-1'];

describe('the command line', () => {
  const home = emptyHome();
  const open: { close(): Promise<void> }[] = [];
  after(() => home.clear());
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
  const started = async <Server extends { close(): Promise<void> }>(server: Promise<Server>): Promise<Server> => {
    open.push(await server);
    return server;
  };
  /** The sandbox, in the place of every host of AWS. */
  const aws = async (): Promise<Loopback> => {
    const { env } = await started(served(createSandbox()));
    return started(withTls(Number(new URL(env['AWS_ENDPOINT_URL'] ?? '').port)));
  };

  it('reaches every service through the proxy, and ends when it is done', async () => {
    const proxy = await started(proxyTo((await aws()).port));
    const env = { ...KEYS, HTTPS_PROXY: `127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tlsFile('authority.pem') };
    const { code, stdout, stderr } = await home.spawn([...PLAN, '--kms', '--debug'], env);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Creating CloudWatch log group: sessions/);
    for (const host of ['sts', 'kms', 'logs', 'ssm']) {
      assert.ok(proxy.asked.includes(`CONNECT ${host}.us-east-1.amazonaws.com:443`), proxy.asked.join('\n'));
    }
    assert.ok(proxy.asked.includes('CONNECT iam.amazonaws.com:443'));
  });

  it('fails with the name of the proxy, and without its password', async () => {
    const proxy = await started(proxyTo(0, { refuses: 407 }));
    const env = { ...KEYS, HTTPS_PROXY: `http://ann:hunter2@127.0.0.1:${proxy.port}` };
    const { code, stdout, stderr } = await home.run([...PLAN, '--debug'], env);
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`the proxy 127.0.0.1:${proxy.port} \\(HTTPS_PROXY\\) answered 407`));
    assert.doesNotMatch(stdout + stderr, /hunter2|aHVudGVyMg|YW5uOmh1bnRlcjI/);
  });

  it('trusts the certificates that the profile in effect names, or each of --profiles', async () => {
    const { port } = await aws();
    const AWS_CONFIG_FILE = join(home.folder, 'trusting');
    const profile = (name: string, bundle: string): string =>
      `[${name}]\nregion = us-east-1\naws_access_key_id = x\naws_secret_access_key = x\n${bundle}\n`;
    const bundle = `ca_bundle = ${tlsFile('authority.pem')}`;
    writeFileSync(AWS_CONFIG_FILE, profile('profile corp', bundle) + profile('profile home', ''));
    const env = { AWS_CONFIG_FILE, AWS_ENDPOINT_URL: `https://localhost:${port}` };
    const trusting = await home.run(['plan'], { ...env, AWS_PROFILE: 'corp' });
    assert.equal(trusting.code, 0, trusting.stdout);
    const { code, stdout } = await home.run(['plan', '--profiles', 'corp,home', '--json'], env);
    assert.equal(code, 1);
    const { targets } = JSON.parse(stdout) as { targets: readonly { profile: string; error?: { code: string } }[] };
    assert.deepEqual(
      targets.map(({ profile: name, error }) => [name, error?.code]),
      [
        ['corp', undefined],
        ['home', 'CertificateNotTrusted'],
      ],
    );
  });

  const empty = join(home.folder, 'empty.pem');
  const bad = join(home.folder, 'bad');
  const cut = join(home.folder, 'cut.pem');
  for (const [env, told] of [
    [{ HTTPS_PROXY: 'http://ann:hun#ter2@proxy' }, 'HTTPS_PROXY (not shown: it may contain a password): it must be'],
    [
      { https_proxy: 'socks5://127.0.0.1:1080' },
      'https_proxy "socks5://127.0.0.1:1080": it must be the URL of an HTTP',
    ],
    [{ HTTP_PROXY: 'http://' }, 'HTTP_PROXY "http://": it must be'],
    [{ AWS_CA_BUNDLE: '/nowhere/ca.pem' }, 'AWS_CA_BUNDLE "/nowhere/ca.pem": there is no such file'],
    [{ AWS_CA_BUNDLE: home.folder }, `AWS_CA_BUNDLE "${home.folder}": it is a directory`],
    [{ AWS_CA_BUNDLE: empty }, `AWS_CA_BUNDLE "${empty}": there is no certificate in it`],
    [{ AWS_CA_BUNDLE: cut }, `AWS_CA_BUNDLE "${cut}": certificate 1 in it cannot be read`],
    [{ AWS_PROFILE: 'bad', AWS_CONFIG_FILE: bad }, 'ca_bundle of profile bad "/nowhere/ca.pem": there is no such file'],
  ] as const) {
    it(`refuses what ${told.split(':')[0]} says in one line, before it calls anything`, async () => {
      writeFileSync(empty, '');
      writeFileSync(cut, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
      writeFileSync(bad, '[profile bad]\nca_bundle = /nowhere/ca.pem\n');
      const sts = await started(stsOn('http'));
      const all = { ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${sts.port}`, ...env };
      const { code, stdout, stderr } = await home.run(PLAN, all);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.ok(stderr.includes(told), stderr);
      assert.doesNotMatch(stderr, /ter2/);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.deepEqual(sts.hosts, []);
    });
  }

  it('needs no network where nothing is called over it', async () => {
    const env = { HTTPS_PROXY: `http://127.0.0.1:${await unusedPort()}`, AWS_CA_BUNDLE: '/nowhere/ca.pem' };
    assert.equal((await home.run([...PLAN, '--sandbox'], env)).code, 0);
    assert.equal((await home.run(['setup', '--noop', '--regions', 'us-east-1'], env)).code, 0);
  });
});
