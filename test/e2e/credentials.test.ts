// Where credentials come from: real programs, files and an endpoint on loopback.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrintedReport } from '../../src/render/json.ts';
import { createSandbox } from '../../src/sandbox/door/sandbox.ts';
import { emptyHome, type Home, served, words } from './cli.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const KEYS = 'aws_access_key_id = AKIABASE\naws_secret_access_key = s3cr3t\n';
const PRINTS = `credential_process = echo '{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"s3cr3t"}'\n`;
const CONFIG = `[profile base]\n${KEYS}[profile role]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile printed]\n${PRINTS}
[profile locked]\ncredential_process = sh "$HOME/helper" hunter2
[profile mfa]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/ann
[profile alone]\nrole_arn = ${ROLE}\n[profile "team one"]\n${KEYS}`;

describe('credentials', () => {
  let home: Home;
  let end: () => Promise<void>;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    home = emptyHome();
    const { env: way, close } = await served(createSandbox({ file: join(home.folder, 'served.json') }));
    end = close;
    env = { AWS_ENDPOINT_URL: way['AWS_ENDPOINT_URL'], AWS_CONFIG_FILE: join(home.folder, 'config') };
    writeFileSync(join(home.folder, 'config'), CONFIG);
    writeFileSync(join(home.folder, 'helper'), 'echo "vault is locked, not $1" >&2; exit 3\n');
  });
  afterEach(async () => {
    await end();
    home.clear();
  });
  const endings = (stdout: string): readonly string[] =>
    (JSON.parse(stdout) as PrintedReport).targets.map(({ status, error }) => error?.code ?? status);

  it('of a program, a role and a quoted profile are used; one that gives none fails alone', async () => {
    const line = ['plan', '-r', 'us-east-1', '--json', '--profiles', 'printed,locked,role,mfa,team one', '--debug'];
    const { code, stdout, stderr } = await home.spawn(line, env);
    assert.equal(code, 1);
    // The sandbox has one account for all keys.
    assert.deepEqual(endings(stdout), ['planned', 'CredentialProcess', 'planned', 'MfaRequired', 'Repeated'], stdout);
    assert.match(stdout, /credential_process \(sh\) gave no credentials: it failed with exit code 3"/);
    assert.match(stderr, /AssumeRole/);
    assert.doesNotMatch(stdout + stderr, /s3cr3t|hunter2|vault is locked/);
  });

  it('are not waited for longer than the time limit, and nor is the program that does not give them', async () => {
    writeFileSync(join(home.folder, 'slow'), '[profile slow]\ncredential_process = sleep 30\n');
    const line = words('plan -r us-east-1 --json --profiles slow --timeout 1');
    const begun = Date.now();
    const { code, stdout } = await home.spawn(line, { ...env, AWS_CONFIG_FILE: join(home.folder, 'slow') });
    assert.deepEqual([code, endings(stdout)], [1, ['TimeLimit']]);
    assert.match(stdout, /profile slow: credential_process \(sleep\) gave no answer within 1 s/);
    assert.doesNotMatch(stdout, /raise --timeout/);
    assert.ok(Date.now() - begun < 29_000, 'it waited for the program');
  });

  it('of another partition need a region there, which the refusal names', async () => {
    writeFileSync(join(home.folder, 'token'), 'eyJ');
    for (const [partition, region] of [
      ['aws-us-gov', ' us-gov-west-1'],
      ['aws-cn', ' cn-northwest-1'],
      ['aws', ''],
    ] as const) {
      const { code, stderr } = await home.run(['plan'], {
        AWS_WEB_IDENTITY_TOKEN_FILE: join(home.folder, 'token'),
        AWS_ROLE_ARN: ROLE.replace('aws', partition),
      });
      assert.equal(code, 2);
      assert.ok(stderr.includes(`no region: give --regions${region}, or set AWS_REGION`), stderr);
    }
  });

  it('of a profile with a setting that the SDK does not understand are not used', async () => {
    writeFileSync(join(home.folder, 'config'), `[profile odd]\n${KEYS}max_attempts = abc\n`);
    for (const way of [{ AWS_PROFILE: 'odd' }, { SESSION_MANAGER_PROFILES: 'odd' }]) {
      const { code, stderr } = await home.run(words('plan -r us-east-1'), { ...env, ...way });
      assert.equal(code, 2);
      assert.match(stderr, /max_attempts of profile odd "abc": it must be a whole number from 1/);
    }
  });

  it('are the same with AWS_PROFILE', async () => {
    for (const [name, ending] of [
      ['role', 'planned'],
      ['team one', 'planned'],
      ['locked', 'CredentialProcess'],
      ['mfa', 'MfaRequired'],
    ] as const) {
      const { stdout } = await home.run(words('plan -r us-east-1 --json'), { ...env, AWS_PROFILE: name });
      assert.deepEqual(endings(stdout), [ending], stdout);
    }
  });

  for (const command of ['setup', 'plan', 'delete --yes', 'doctor --skip client']) {
    it(`that cannot be had as configured are bad input: ${command}`, async () => {
      for (const [where, way, why] of [
        [
          ['--profiles', 'printed,alone'],
          {},
          /^session-manager: profile alone has role_arn, but nothing to assume it with/,
        ],
        [[], { AWS_PROFILE: 'alone' }, /^session-manager: profile alone has role_arn/],
        [
          [],
          { AWS_ACCESS_KEY_ID: 'AKIAX' },
          /^session-manager: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not/,
        ],
        [
          [],
          { AWS_WEB_IDENTITY_TOKEN_FILE: home.folder, AWS_ROLE_ARN: ROLE },
          /^session-manager: AWS_WEB_IDENTITY_TOKEN_FILE ".*": it is a directory/,
        ],
      ] as const) {
        const line = [...words(command), '-r', 'us-east-1', ...where];
        const { code, stdout, stderr } = await home.run(line, { ...env, ...way });
        assert.equal(code, 2, stderr);
        assert.match(stderr, why);
        assert.doesNotMatch(stdout + stderr, /SANDBOX_STATE/);
        assert.equal(stderr.trim().split('\n').length, 1);
      }
    });
  }

  it('are those that the advice leads to again, as it is pasted', async () => {
    const checks = '--only log-group.missing,kms.missing --kms --json';
    const adviceAfter = async (args: readonly string[], way: NodeJS.ProcessEnv): Promise<string> => {
      const { stdout } = await home.run(['doctor', '-r', 'us-east-1', ...args, ...words(checks)], { ...env, ...way });
      return (JSON.parse(stdout) as PrintedReport).targets
        .flatMap(({ error, findings }) => [
          error?.message ?? '',
          ...findings.map((finding) => ('advice' in finding ? finding.advice : '')),
        ])
        .join('\n');
    };
    assert.match(await adviceAfter([], { AWS_PROFILE: 'team one' }), /session-manager setup .*--profiles 'team one'/);
    assert.match(await adviceAfter(['--profiles', 'team one'], {}), /session-manager setup .*--profiles 'team one'/);
    const member = ['--accounts', '444455556666', '--role-name', 'Audit', '--external-id', 'a:b'];
    const way = { AWS_PROFILE: 'base', SESSION_MANAGER_REGIONS: 'us-east-1' };
    assert.match(
      await adviceAfter(member, way),
      /session-manager setup .*--role-name Audit .*--external-id a:b .*--profiles base .*--accounts 444455556666/,
    );
    const inSandbox = await adviceAfter(['--sandbox'], { AWS_PROFILE: 'base' });
    assert.doesNotMatch(inSandbox, /--profiles/);
  });

  it('are not looked at where nothing is called, or only the sandbox is', async () => {
    for (const line of ['setup --noop', 'plan --sandbox -r us-east-1']) {
      const { code } = await home.run(words(line), { ...env, AWS_ACCESS_KEY_ID: 'AKIAX', AWS_ENDPOINT_URL: '' });
      assert.equal(code, 0, line);
    }
  });
});
