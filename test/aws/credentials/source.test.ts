import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigFiles, Settings } from '../../../src/aws/config-files.ts';
import { credentialSource, type Source } from '../../../src/aws/credentials/source.ts';
import { badInputLater } from '../../aws.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const KEYS = { aws_access_key_id: 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key: 's3cr3t' };
const SSO = { sso_account_id: '111122223333', sso_role_name: 'Admin' };
const CORP = { corp: { sso_region: 'eu-west-1', sso_start_url: 'https://corp.awsapps.com/start' } };

const filesOf = (profiles: Record<string, Settings>, sessions: Record<string, Settings> = CORP): ConfigFiles => ({
  profiles: new Map(Object.entries(profiles)),
  ssoSessions: new Map(Object.entries(sessions)),
  services: new Map(),
  faults: [],
  missing: [],
  misspelled: new Map([['lab', '[lab] of /c must be [profile lab]']]),
});

describe('the source of credentials', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-source-'));
    writeFileSync(join(folder, 'token'), 'eyJ');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  type Environment = Readonly<Record<string, string>>;
  const of = (profiles: Record<string, Settings>, name?: string, environment: Environment = {}): Promise<Source> =>
    credentialSource(filesOf(profiles), environment, name);
  const kind = async (profiles: Record<string, Settings>, name?: string, environment?: Environment): Promise<string> =>
    (await of(profiles, name, environment)).origin.kind;

  it('is what the SDK takes: the environment before profile default, a named profile before the environment', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    assert.deepEqual((await of({ default: KEYS }, undefined, environment)).origin, { kind: 'keys', settings: {} });
    assert.equal((await of({ default: KEYS })).origin.profile, 'default');
    assert.equal((await of({ dev: KEYS }, 'dev', { AWS_ACCESS_KEY_ID: 'x' })).origin.profile, 'dev');
  });

  it('is a program, a login, a token, a container, or the rest of the search', async () => {
    assert.equal(await kind({ dev: { credential_process: 'x' } }, 'dev'), 'process');
    assert.equal(await kind({ dev: { ...SSO, sso_session: 'corp' } }, 'dev'), 'sso');
    assert.equal(await kind({ dev: { ...SSO, ...CORP.corp } }, 'dev'), 'sso');
    assert.equal(await kind({ dev: { login_session: 'arn:aws:iam::1:user/a' } }, 'dev'), 'login');
    const token = join(folder, 'token');
    assert.equal(await kind({ dev: { web_identity_token_file: token, role_arn: ROLE } }, 'dev'), 'web-identity');
    const web = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: ROLE };
    assert.equal(await kind({ dev: {} }, 'dev', web), 'web-identity');
    assert.equal(await kind({}, undefined, { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/x' }), 'container');
    assert.equal(await kind({ bare: { region: 'us-east-1' } }, 'bare'), 'none');
    assert.equal(await kind({}, undefined, { AWS_ROLE_ARN: ROLE }), 'none');
  });

  it('can be behind roles, each with the profile and the device that it needs', async () => {
    const chain = {
      dev: { role_arn: `${ROLE}2`, source_profile: 'mid', mfa_serial: 'arn:aws:iam::1:mfa/a' },
      mid: { role_arn: ROLE, source_profile: 'base' },
      base: KEYS,
    };
    const { roles, origin } = await of(chain, 'dev');
    assert.deepEqual(roles, [
      { profile: 'dev', arn: `${ROLE}2`, mfaSerial: 'arn:aws:iam::1:mfa/a' },
      { profile: 'mid', arn: ROLE },
    ]);
    assert.equal(origin.profile, 'base');
    const own = await of({ dev: { ...KEYS, role_arn: ROLE, source_profile: 'dev' } }, 'dev');
    assert.deepEqual([own.roles.length, own.origin.kind], [1, 'keys']);
    const before = {
      dev: { role_arn: ROLE, source_profile: 'base' },
      base: { credential_source: 'Ec2InstanceMetadata' },
    };
    assert.equal(await kind(before, 'dev'), 'instance');
  });

  it('tells the partition, where roles, devices, logins or regions do', async () => {
    const partition = async (settings: Settings, environment?: Environment): Promise<string | undefined> =>
      (await of({ dev: settings, base: KEYS }, 'dev', environment)).partition;
    const china = 'arn:aws-cn:iam::111122223333:role/Admin';
    assert.equal(await partition({ role_arn: china, source_profile: 'base' }), 'aws-cn');
    assert.equal(await partition({ login_session: 'arn:aws-us-gov:iam::1:user/a' }), 'aws-us-gov');
    assert.equal(await partition({ ...SSO, ...CORP.corp, sso_region: 'cn-north-1' }), 'aws-cn');
    assert.equal(await partition({ ...KEYS, region: 'us-gov-west-1' }), 'aws-us-gov');
    assert.equal(await partition(KEYS), undefined);
    const web = { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), AWS_ROLE_ARN: china };
    assert.equal(await partition({}, web), 'aws-cn');
  });

  it('reads a token through links, and no pipe, which would be waited for', async function () {
    if (process.platform === 'win32') this.skip();
    symlinkSync(join(folder, 'token'), join(folder, 'link'));
    symlinkSync(join(folder, 'round'), join(folder, 'round'));
    const makesPipes = 'mkfifo';
    execFileSync(makesPipes, [join(folder, 'pipe')]);
    const at = (name: string): Promise<string> =>
      kind({ dev: { web_identity_token_file: join(folder, name), role_arn: ROLE } }, 'dev');
    assert.equal(await at('link'), 'web-identity');
    await badInputLater(at('pipe'), 'it is a pipe, and must be a regular file');
    await badInputLater(at('round'), 'its symbolic links go round in a circle');
  });

  const bare = { role_arn: ROLE };
  const wrong: readonly (readonly [string, Settings, ...words: string[]])[] = [
    [
      'a key id alone',
      { aws_access_key_id: 'AKIAX' },
      'profile dev: aws_access_key_id is set, but aws_secret_access_key is not',
    ],
    [
      'a secret alone',
      { aws_secret_access_key: 's3cr3t' },
      'aws_access_key_id is not set, but aws_secret_access_key is',
    ],
    [
      'a temporary key without its token',
      { ...KEYS, aws_access_key_id: 'ASIAX' },
      'ASIA…',
      'aws_session_token is not set',
    ],
    ['a source that is not there', { ...bare, source_profile: 'bsae' }, 'source_profile "bsae"', 'did you mean base?'],
    ['a source that is misspelled', { ...bare, source_profile: 'lab' }, '[lab] of /c must be [profile lab]'],
    [
      'a source without credentials',
      { ...bare, source_profile: 'empty' },
      'profile empty, source_profile of dev has no cred',
    ],
    ['itself as a source', { ...bare, source_profile: 'dev' }, 'goes round in a circle: dev → dev'],
    ['a circle of sources', { ...bare, source_profile: 'back' }, 'goes round in a circle: dev → back → dev'],
    ['an empty program', { credential_process: '' }, 'profile dev: credential_process is empty'],
    ['a program that is only quotes', { credential_process: ' "" ' }, 'profile dev: credential_process is empty'],
    [
      'a region that is not that of the session',
      { ...SSO, sso_session: 'corp', sso_region: 'us-east-1' },
      'profile dev: sso_region is not that of [sso-session corp]',
    ],
    ['a role without a source', bare, 'profile dev has role_arn, but nothing to assume it with'],
    ['a role with two sources', { ...bare, source_profile: 'base', credential_source: 'Environment' }, 'leave out one'],
    ['a role that is none', { role_arn: 'Admin', source_profile: 'base' }, 'role_arn "Admin"', 'ARN of a role'],
    ['a source of another name', { ...bare, credential_source: 'Ec2' }, '"Ec2"', 'Ec2InstanceMetadata or EcsContainer'],
    ['an environment without keys', { ...bare, credential_source: 'Environment' }, 'AWS_ACCESS_KEY_ID is not set'],
    [
      'a container that is none',
      { ...bare, credential_source: 'EcsContainer' },
      'neither AWS_CONTAINER_CREDENTIALS_REL',
    ],
    [
      'a source for no role',
      { credential_source: 'Environment' },
      'profile dev has credential_source, but no role_arn',
    ],
    ['a session that is not there', { ...SSO, sso_session: 'crop' }, 'sso_session "crop"', 'did you mean corp?'],
    ['a session without its region', { ...SSO, sso_session: 'half' }, '[sso-session half] lacks sso_region'],
    ['a session without an account', { sso_session: 'corp', sso_role_name: 'A' }, 'profile dev lacks sso_account_id'],
    ['a login of the old kind without more', { sso_start_url: 'x' }, 'sso_account_id and sso_role_name and sso_region'],
    [
      'a token file that is not there',
      { ...bare, web_identity_token_file: '/no/such' },
      'web_identity_token_file "/no/such"',
      'there is no such file',
    ],
    ['a token file that is a directory', { ...bare, web_identity_token_file: tmpdir() }, 'it is a directory'],
    ['a token file that is a device', { ...bare, web_identity_token_file: '/dev/null' }, 'it must be a regular file'],
    ['a token file below a file', { ...bare, web_identity_token_file: `${import.meta.filename}/x` }, 'is no directory'],
    ['a token file without a role', { web_identity_token_file: '/x' }, 'web_identity_token_file, but no role_arn'],
  ];
  for (const [what, settings, ...words] of wrong) {
    it(`is named where it cannot work: ${what}`, async () => {
      const profiles = {
        dev: settings,
        base: KEYS,
        empty: { region: 'us-east-1' },
        back: { role_arn: ROLE, source_profile: 'dev' },
      };
      const sessions = { ...CORP, half: { sso_start_url: 'x' } };
      const found = credentialSource(filesOf(profiles, sessions), {}, 'dev');
      const { message, code } = await badInputLater(found, ...words);
      assert.equal(code, 'invalid-config');
      assert.doesNotMatch(message, /s3cr3t|AKIAI/);
    });
  }

  const variables: readonly (readonly [string, Environment, ...words: string[]])[] = [
    ['a key id alone', { AWS_ACCESS_KEY_ID: 'AKIAX' }, 'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not'],
    ['a secret alone', { AWS_SECRET_ACCESS_KEY: 's' }, 'AWS_ACCESS_KEY_ID is not set'],
    [
      'a temporary key alone',
      { AWS_ACCESS_KEY_ID: 'ASIAX', AWS_SECRET_ACCESS_KEY: 's' },
      'AWS_SESSION_TOKEN is not set',
    ],
    ['a token without a role', { AWS_WEB_IDENTITY_TOKEN_FILE: '/x' }, 'AWS_ROLE_ARN is not'],
    [
      'a token that is not there',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/no', AWS_ROLE_ARN: ROLE },
      'TOKEN_FILE "/no": there is no such file',
    ],
    ['a role that is none', { AWS_WEB_IDENTITY_TOKEN_FILE: '/no', AWS_ROLE_ARN: 'x' }, 'AWS_ROLE_ARN "x"'],
    [
      'a container elsewhere',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.com/?secret=x' },
      'host example.com is refused',
    ],
    [
      'a container without its token',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://[::1]/', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/no' },
      'AUTHORIZATION_TOKEN_FILE "/no": there is no such file',
    ],
    ['a container that is no path', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'x' }, 'must begin with /'],
  ];
  for (const [what, environment, ...words] of variables) {
    it(`is named where the environment cannot work: ${what}`, async () => {
      const { message } = await badInputLater(of({}, undefined, environment), ...words);
      assert.doesNotMatch(message, /secret=/);
    });
  }

  it('cannot be an empty file', async () => {
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'empty'), AWS_ROLE_ARN: ROLE };
    await badInputLater(of({}, undefined, environment), 'it is empty');
  });
});
