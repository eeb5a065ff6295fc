import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from '../../../src/aws/connection.ts';
import { searchCredentials } from '../../../src/aws/credentials/search.ts';
import { explain } from '../../../src/aws/errors.ts';
import { NetworkFault } from '../../../src/aws/network-fault.ts';
import { ownEnvironment } from '../../environment.ts';

const SSO =
  'sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n';
const KEYS = 'aws_access_key_id = AKIABASE\naws_secret_access_key = s\n';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/Admin\n';
const token = (folder: string): string => join(folder, 'token');

const CONFIG = (folder: string): string => `
[default]
endpoint_url = http://default.test
[profile base]
${KEYS}
[profile chain]
${ROLE}source_profile = base
region = us-west-2
endpoint_url = http://chain.test
[profile fips]
${ROLE}source_profile = base
region = us-west-2
use_fips_endpoint = true
[profile web]
${ROLE}web_identity_token_file = ${token(folder)}
region = eu-west-1
services = web
[services web]
sts =
  endpoint_url = http://sts.web.test
[profile sso]
${SSO}endpoint_url = http://sso.test:8080
[profile plain-sso]
${SSO}`;

describe('the network on the way to credentials', () => {
  ownEnvironment();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-way-'));
    const cache = join(folder, '.aws/sso/cache');
    mkdirSync(cache, { recursive: true });
    const name = createHash('sha1').update('https://x.awsapps.com/start').digest('hex');
    writeFileSync(join(cache, `${name}.json`), JSON.stringify({ accessToken: 't', expiresAt: '2999-01-01T00:00:00Z' }));
    writeFileSync(token(folder), 'jwt');
    writeFileSync(join(folder, 'config'), CONFIG(folder));
    process.env['HOME'] = folder;
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const given = (action: string): string =>
    `<${action}Response><${action}Result><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></${action}Result></${action}Response>`;
  const SSO_ANSWER = JSON.stringify({
    roleCredentials: { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration: 32_503_680_000_000 },
  });
  interface Request {
    readonly protocol: string;
    readonly hostname: string;
    readonly body?: string;
  }
  const answering = (): { readonly way: Connection; readonly hosts: string[] } => {
    const hosts: string[] = [];
    const handle = ({ protocol, hostname, body = '' }: Request): Promise<object> => {
      hosts.push(`${protocol}//${hostname}`);
      const action = /Action=(\w+)/.exec(body)?.[1];
      const text = action === undefined ? SSO_ANSWER : given(action);
      const headers = { 'content-type': action === undefined ? 'application/json' : 'text/xml' };
      return Promise.resolve({ response: { statusCode: 200, headers, body: Readable.from([Buffer.from(text)]) } });
    };
    return { way: { handler: { handle }, readOnly: true }, hosts };
  };

  for (const [profile, host] of [
    ['chain', 'http://chain.test'],
    ['fips', 'https://sts-fips.us-west-2.amazonaws.com'],
    ['web', 'http://sts.web.test'],
    ['sso', 'http://sso.test'],
    ['plain-sso', 'https://portal.sso.eu-west-1.amazonaws.com'],
  ] as const) {
    it(`is that of profile ${profile}, by --profiles as by AWS_PROFILE, and that of the connection`, async () => {
      const named = answering();
      await (await searchCredentials(named.way, profile, undefined)).credentials();
      assert.deepEqual(named.hosts, [host]);
      process.env['AWS_PROFILE'] = profile;
      const inEffect = answering();
      await (await searchCredentials(inEffect.way, undefined, undefined)).credentials();
      assert.deepEqual(inEffect.hosts, [host]);
    });
  }

  it('is that of a profile with certificates of its own', async () => {
    const [own, other] = [answering(), answering()];
    const way = {
      ...other.way,
      handlers: new Map([
        ['plain-sso', own.way.handler],
        ['chain', own.way.handler],
      ]),
    };
    for (const profile of ['plain-sso', 'chain'])
      await (await searchCredentials(way, profile, undefined)).credentials();
    assert.equal(own.hosts.length, 2);
    assert.deepEqual(other.hosts, []);
  });

  for (const [fault, told] of [
    [new NetworkFault('ProxyRefused', 'the proxy p.test answered 407', 'check it'), /^ProxyRefused .*the proxy p.test/],
    [
      Object.assign(new Error('self-signed certificate'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      /^CertificateNotTrusted .*the certificate of [\w.-]+ .*AWS_CA_BUNDLE/,
    ],
  ] as const) {
    it(`is named where it is at fault: ${fault.message}`, async () => {
      const way = { handler: { handle: () => Promise.reject(fault) }, readOnly: true };
      for (const profile of ['chain', 'web', 'plain-sso']) {
        const found = await searchCredentials(way, profile, undefined);
        const error: unknown = await found.credentials().then(
          () => assert.fail('there are credentials'),
          (reason: unknown) => reason,
        );
        const { code, message, advice } = explain(error);
        assert.match(`${code} ${message} ${advice}`, told, profile);
      }
    });
  }
});
