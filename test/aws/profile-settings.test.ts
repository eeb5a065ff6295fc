import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from '@aws-sdk/client-account';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Organizations } from '@aws-sdk/client-organizations';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { readConfigFiles } from '../../src/aws/config-files.ts';
import { connect, type Handler } from '../../src/aws/connection.ts';
import { configuredAttempts, faultOfEnvironment, faultOfProfile } from '../../src/aws/profile-settings.ts';
import { CREDENTIALS } from '../aws.ts';

const CONFIG = `
[default]
endpoint_url = http://default.test

[profile plain]
[profile lab]
endpoint_url = http://lab.test:4566/base
services = lab
[services lab]
ssm =
  endpoint_url = http://ssm.lab.test
cloudwatch_logs =
  endpoint_url = http://logs.lab.test
sts =
  endpoint_url = http://sts.lab.test

[profile some]
services = lab
[profile fips]
use_fips_endpoint = true
max_attempts = 3
[profile dual]
use_dualstack_endpoint = true
sts_regional_endpoints = legacy
[profile ignoring]
ignore_configured_endpoint_urls = true
endpoint_url = http://ignored.test
[profile lost]
services = nowhere
[profile bad]
endpoint_url = localhost:4566
[profile worse]
services = worse
[services worse]
kms =
  endpoint_url = kms.test
`;
const PROFILES = ['plain', 'lab', 'some', 'fips', 'dual', 'ignoring'];
const ENVIRONMENTS: readonly NodeJS.ProcessEnv[] = [
  {},
  { AWS_ENDPOINT_URL: 'http://env.test' },
  { AWS_ENDPOINT_URL_SSM: 'http://ssm.env.test', AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://logs.env.test' },
  { AWS_USE_FIPS_ENDPOINT: 'true' },
  { AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
  { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
];

interface Config {
  readonly region: string;
  readonly credentials: () => Promise<typeof CREDENTIALS>;
  readonly requestHandler: Handler;
}

/** One call of every service that is used. */
const SERVICES: readonly (readonly [
  service: new (config: never) => object,
  call: (client: never) => Promise<unknown>,
])[] = [
  [Account, (client: Account) => client.listRegions({})],
  [CloudWatchLogs, (client: CloudWatchLogs) => client.describeLogGroups({})],
  [EC2, (client: EC2) => client.describeRegions({})],
  [IAM, (client: IAM) => client.listRoles({})],
  [KMS, (client: KMS) => client.listKeys({})],
  [Organizations, (client: Organizations) => client.listAccounts({})],
  [S3, (client: S3) => client.getBucketLocation({ Bucket: 'logs' })],
  [SSM, (client: SSM) => client.getDocument({ Name: 'd' })],
  [STS, (client: STS) => client.getCallerIdentity({})],
];

describe('settings of a profile', () => {
  let folder = '';
  const environmentBefore = { ...process.env };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-profiles-'));
    writeFileSync(join(folder, 'config'), CONFIG);
  });
  beforeEach(() => (process.env['AWS_CONFIG_FILE'] = join(folder, 'config')));
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environmentBefore)) delete process.env[name];
    Object.assign(process.env, environmentBefore);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  let seen = '';
  const handler: Handler = {
    handle: ({ protocol, hostname, port, path }: Readonly<Record<string, unknown>>) => {
      seen = `${String(protocol)}//${String(hostname)}:${String(port)} ${String(path)}`;
      return Promise.reject(Object.assign(new Error('seen'), { name: 'Seen' }));
    },
  };
  const common = { region: 'us-west-2', credentials: () => Promise.resolve(CREDENTIALS) };
  /** The URL to which a client sends a call, or why it sends none. */
  const asked = async (client: object, call: (client: never) => Promise<unknown>): Promise<string> => {
    try {
      await call(client as never);
    } catch (error) {
      return (error as Error).name === 'Seen' ? seen : (error as Error).message;
    }
    return assert.fail();
  };

  for (const environment of ENVIRONMENTS) {
    it(`leads every client where AWS_PROFILE leads the SDK's own: ${JSON.stringify(environment)}`, async () => {
      Object.assign(process.env, environment);
      // One run for all profiles: none may see what another one has.
      const run = { handler, readOnly: true };
      const urls = new Set<string>();
      for (const profile of [...PROFILES, ...PROFILES]) {
        for (const [service, call] of SERVICES) {
          const named = await asked(connect<object>(service as never, run, { ...common, place: 'x', profile }), call);
          process.env['AWS_PROFILE'] = profile;
          const Own = service as new (config: Config) => object;
          assert.equal(named, await asked(new Own({ ...common, requestHandler: handler }), call), profile);
          const inEffect = connect<object>(service as never, { handler, readOnly: true }, { ...common, place: 'x' });
          assert.equal(named, await asked(inEffect, call), profile);
          delete process.env['AWS_PROFILE'];
          urls.add(named);
        }
      }
      assert.ok(urls.size > 5, [...urls].join('\n'));
    });
  }

  it('says how often a call is tried, unless the environment does', async () => {
    assert.equal(await configuredAttempts('fips'), 3);
    assert.equal(await configuredAttempts('plain'), undefined);
    process.env['AWS_PROFILE'] = 'fips';
    assert.equal(await configuredAttempts(undefined), 3);
    process.env['AWS_MAX_ATTEMPTS'] = '5';
    assert.equal(await configuredAttempts('fips'), 5);
    process.env['AWS_MAX_ATTEMPTS'] = 'many';
    assert.equal(await configuredAttempts('fips'), 3);
  });

  it('names endpoints that are no URLs, and services that are not there', async () => {
    const files = await readConfigFiles();
    assert.equal(faultOfProfile(files, 'lab'), undefined);
    assert.equal(faultOfProfile(files, 'none'), undefined);
    const told = (profile: string): readonly (string | undefined)[] => {
      const { setting, value, why } = faultOfProfile(files, profile) ?? assert.fail();
      return [setting, value, why];
    };
    const url = 'it must be a URL, such as http://127.0.0.1:4566';
    assert.deepEqual(told('lost'), ['services of profile lost', 'nowhere', 'there is no section [services nowhere]']);
    assert.deepEqual(told('bad'), ['endpoint_url of profile bad', 'localhost:4566', url]);
    assert.deepEqual(told('worse'), ['kms endpoint_url of services worse', 'kms.test', url]);
    assert.equal(faultOfEnvironment({ AWS_ENDPOINT_URL_SSM: 'ssm.test' })?.setting, 'AWS_ENDPOINT_URL_SSM');
    assert.equal(faultOfEnvironment({ AWS_ENDPOINT_URL: 'localhost:4566' })?.setting, 'AWS_ENDPOINT_URL');
    assert.equal(faultOfEnvironment({ AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_LAMBDA: 'x' }), undefined);
  });
});
