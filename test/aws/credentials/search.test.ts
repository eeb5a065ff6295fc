import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { HttpResponse } from '@smithy/core/protocols';
import type { Connection } from '../../../src/aws/connection.ts';
import { searchCredentials } from '../../../src/aws/credentials/search.ts';
import { TargetError } from '../../../src/errors.ts';
import { awsError, mockAws, NOWHERE } from '../../aws.ts';
import { ownEnvironment } from '../../environment.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const DEVICE = 'arn:aws:iam::111122223333:mfa/ann';
const BASE = '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s3cr3t\n';
const MFA = `${BASE}[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${DEVICE}\n`;
const REFUSED = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';

describe('the search for credentials', () => {
  const aws = mockAws();
  ownEnvironment();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-search-'));
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    process.env['HOME'] = folder;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const connection = (part: Partial<Connection> = {}): Connection => ({ ...NOWHERE, ...part });
  const configured = (text: string): void => {
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    writeFileSync(join(folder, 'config'), text);
  };
  const credentials = async (profile?: string, way = connection(), home?: string): Promise<string> =>
    (await (await searchCredentials(way, profile, home)).credentials()).accessKeyId;
  const failure = async (profile?: string, way = connection()): Promise<TargetError> => {
    const error: unknown = await credentials(profile, way).then(
      () => assert.fail('there are credentials'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof TargetError, String(error));
    assert.doesNotMatch(`${error.message} ${error.advice}`, /s3cr3t|123456|hunter2/);
    return error;
  };
  const roleGives = (id = 'ASIAROLE'): void => {
    aws.sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: id, SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(8e15) },
    });
  };
  const regions = (): Promise<readonly string[]> =>
    Promise.all(aws.calls().map(({ client }) => client.config.region()));

  describe('in a profile', () => {
    it('finds keys, and roles behind it', async () => {
      configured(
        `${BASE}[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nexternal_id = e\nregion = eu-west-1\n`,
      );
      roleGives();
      assert.equal(await credentials('base'), 'AKIABASE');
      assert.equal(await credentials('dev', connection(), 'us-west-2'), 'ASIAROLE');
      const [input] = aws.inputs('sts.AssumeRole') as [{ RoleArn: string; ExternalId: string; TokenCode?: string }];
      assert.deepEqual([input.RoleArn, input.ExternalId, input.TokenCode], [ROLE, 'e', undefined]);
      assert.deepEqual(await regions(), ['eu-west-1']);
    });

    it('assumes a role in its own partition, whatever the region at home', async () => {
      const china = ROLE.replace('aws', 'aws-cn');
      configured(
        `${BASE}[profile dev]\nrole_arn = ${china}\nsource_profile = base\n[profile gov]\nrole_arn = ${ROLE.replace('aws', 'aws-us-gov')}\nsource_profile = base\n`,
      );
      roleGives();
      await credentials('dev', connection(), 'us-east-1');
      await credentials('gov', connection(), 'us-gov-east-1');
      assert.deepEqual(await regions(), ['cn-northwest-1', 'us-gov-east-1']);
    });

    it('names the role, and the profile that asks for it, where one in a chain is refused', async () => {
      configured(
        `${BASE}[profile mid]\nrole_arn = ${ROLE}Mid\nsource_profile = base\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = mid\n`,
      );
      aws.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'User: x is not authorized'));
      const { code, message, cause } = await failure('dev');
      assert.equal(code, 'AssumeRoleDenied');
      assert.match(message, /^profile mid: .*:role\/AdminMid may not be assumed \(User: x is not authorized\)$/);
      assert.equal((cause as Error).name, 'AccessDenied');
      aws.sts.on(AssumeRoleCommand).rejects(awsError('ExpiredToken', 'expired'));
      assert.match(
        (await failure('dev')).message,
        /^profile mid: .*AdminMid cannot be assumed: the credentials have exp/,
      );
    });

    it('runs a program, and says why it gave none', async () => {
      configured(
        `[profile good]\ncredential_process = echo '{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"s"}'\n` +
          `[profile bad]\ncredential_process = sh -c "echo locked hunter2 >&2; exit 3"\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = bad\n` +
          '[profile none]\ncredential_process = /no/such/helper --token hunter2\n[profile text]\ncredential_process = echo hunter2\n',
      );
      assert.equal(await credentials('good'), 'AKIAPROC');
      const { code, message } = await failure('dev');
      assert.equal(code, 'CredentialProcess');
      assert.match(message, /^profile bad: credential_process \(sh\) gave no credentials: it failed with exit code 3$/);
      assert.match((await failure('none')).message, /\(helper\) gave no credentials: it was not found/);
      assert.match((await failure('text')).message, /it printed no JSON/);
    });

    it('never goes on to the next place where a profile says where its credentials are', async () => {
      configured('[profile bad]\ncredential_process = exit 1\n');
      process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = 'http://127.0.0.1:9/';
      assert.equal((await failure('bad')).code, 'CredentialProcess');
    });

    it('says which login to run, for the profile that needs it', async () => {
      configured(
        `[profile corp]\nsso_session = s\nsso_account_id = 1\nsso_role_name = A\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = x\n` +
          `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = corp\n[profile "my login"]\nlogin_session = arn:aws:iam::1:user/a\n`,
      );
      const sso = await failure('dev');
      assert.deepEqual([sso.code, sso.advice], ['ExpiredToken', 'run aws sso login --profile corp']);
      const login = await failure('my login');
      assert.deepEqual([login.code, login.advice], ['ExpiredToken', "run aws login --profile 'my login'"]);
    });

    it('names the profile whose SSO session has expired, or was never begun', async () => {
      const own = 'sso_account_id = 1\nsso_role_name = A\n';
      const where = 'sso_region = eu-west-1\nsso_start_url = https://x.test/';
      configured(
        `[profile s1]\nsso_session = s\n${own}[sso-session s]\n${where}s\n` +
          `[profile old]\n${own}${where}old\n[profile new]\n${own}${where}new\n[profile dev]\nrole_arn = ${ROLE}\nsource_profile = old\n`,
      );
      const cache = join(folder, '.aws/sso/cache');
      mkdirSync(cache, { recursive: true });
      for (const key of ['s', 'https://x.test/old']) {
        const file = join(cache, `${createHash('sha1').update(key).digest('hex')}.json`);
        // As an AWS CLI of long ago wrote it: with nothing to get a new one by.
        writeFileSync(file, JSON.stringify({ accessToken: 'hunter2', expiresAt: '2020-01-01T00:00:00Z' }));
      }
      for (const [profile, message, login] of [
        ['s1', 'profile s1: its SSO session has expired', 's1'],
        ['old', 'profile old: its SSO session has expired', 'old'],
        ['dev', 'profile old: its SSO session has expired', 'old'],
        ['new', 'profile new: its SSO session was never begun, or is not one that can be used', 'new'],
      ] as const) {
        const error = await failure(profile);
        assert.deepEqual([error.message, error.advice], [message, `run aws sso login --profile ${login}`]);
      }
    });

    it('names the instance metadata, where it was to be asked and gives none', async () => {
      configured(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`);
      process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = 'http://127.0.0.1:9';
      const { code, message } = await failure('dev');
      assert.equal(code, 'InstanceCredentials');
      assert.match(message, /^profile dev: credential_source is Ec2InstanceMetadata, but .* \(ECONNREFUSED\)$/);
    });
  });

  describe('with an MFA code', () => {
    it('asks for it, once for all profiles of a device', async () => {
      configured(`${MFA}[profile prod]\nrole_arn = ${ROLE}2\nsource_profile = base\nmfa_serial = ${DEVICE}\n`);
      roleGives();
      const asked: string[] = [];
      const way = connection({
        mfaCode: (serial) => {
          asked.push(serial);
          return Promise.resolve(' 123456 ');
        },
      });
      await Promise.all([credentials('dev', way), credentials('dev', way)]);
      await credentials('prod', way);
      assert.deepEqual(asked, [DEVICE]);
      const inputs = aws.inputs('sts.AssumeRole') as { SerialNumber: string; TokenCode: string }[];
      assert.deepEqual(
        inputs.map(({ SerialNumber, TokenCode }) => [SerialNumber, TokenCode]),
        [
          [DEVICE, '123456'],
          [DEVICE, '123456'],
        ],
      );
    });

    it('asks again where AWS does not take the code of another profile twice', async () => {
      configured(`${MFA}[profile prod]\nrole_arn = ${ROLE}2\nsource_profile = base\nmfa_serial = ${DEVICE}\n`);
      const used = new Set<string>();
      aws.sts.on(AssumeRoleCommand).callsFake(({ TokenCode }: { TokenCode: string }) => {
        if (used.has(TokenCode)) throw awsError('AccessDenied', REFUSED);
        used.add(TokenCode);
        return { Credentials: { AccessKeyId: `ASIA${TokenCode}`, SecretAccessKey: 's', SessionToken: 't' } };
      });
      const codes = ['123456', '654321'];
      const way = connection({ mfaCode: () => Promise.resolve(codes.shift() ?? assert.fail('asked too often')) });
      assert.equal(await credentials('dev', way), 'ASIA123456');
      assert.equal(await credentials('prod', way), 'ASIA654321');
    });

    it('says that AWS refused the code, or that it is none, without showing it', async () => {
      configured(MFA);
      aws.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', REFUSED));
      const wrong = await failure('dev', connection({ mfaCode: () => Promise.resolve('123456') }));
      assert.equal(wrong.code, 'MfaRefused');
      assert.match(wrong.message, /^profile dev: AWS refused the MFA code of arn.*mfa\/ann for arn.*role\/Admin$/);
      const short = await failure('dev', connection({ mfaCode: () => Promise.resolve('hunter2') }));
      assert.match(short.message, /must have six digits/);
      aws.sts.on(AssumeRoleCommand).rejects(awsError('ValidationError', "Value '123456' at 'tokenCode' failed"));
      assert.match(
        (await failure('dev', connection({ mfaCode: () => Promise.resolve('123456') }))).message,
        /Value '…'/,
      );
    });

    it('says that one is required where nobody can be asked, and how to do without', async () => {
      configured(MFA);
      const { code, message, advice } = await failure('dev');
      assert.equal(code, 'MfaRequired');
      assert.equal(message, `profile dev requires an MFA code of ${DEVICE}, and there is no terminal to ask for it`);
      assert.match(
        advice ?? '',
        /aws sts assume-role .*--serial-number arn\S*mfa\/ann --token-code CODE --profile base$/,
      );
      assert.deepEqual(aws.names(), []);
    });

    it('fails alike when it is asked for again: nobody is asked twice', async () => {
      configured(MFA);
      let asked = 0;
      aws.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', REFUSED));
      const way = connection({
        mfaCode: () => {
          asked += 1;
          return Promise.resolve('123456');
        },
      });
      const { first } = await searchCredentials(way, 'dev', undefined);
      for (const _ of [1, 2]) await assert.rejects(first(), { code: 'MfaRefused' });
      assert.equal(asked, 1);
    });

    it('asks nobody when the session of the code ends, while progress is shown', async () => {
      configured(MFA);
      aws.sts.on(AssumeRoleCommand).resolves({
        Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(0) },
      });
      const way = connection({ mfaCode: () => Promise.resolve('123456') });
      const { first, credentials: again } = await searchCredentials(way, 'dev', undefined);
      await assert.rejects(
        first().then(() => again()),
        { code: 'ExpiredToken', message: /session that its MFA code began has expired/ },
      );
    });
  });

  describe('in the environment', () => {
    /** What STS is sent, and the host; every call gets this answer. */
    const answering = (status: number, body: string): { hosts: string[]; way: Connection } => {
      const hosts: string[] = [];
      const handle = (request: { hostname: string }): Promise<object> => {
        hosts.push(request.hostname);
        return Promise.resolve({
          response: new HttpResponse({ statusCode: status, headers: {}, body: Buffer.from(body) }),
        });
      };
      return { hosts, way: connection({ handler: { handle } }) };
    };
    const GIVEN =
      '<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>';
    const refusal = (code: string, message: string): string =>
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    const webIdentity = (role: string): void => {
      aws.sts.restore();
      process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = join(folder, 'token');
      process.env['AWS_ROLE_ARN'] = role;
      writeFileSync(join(folder, 'token'), 'eyJ.hunter2');
    };

    for (const [partition, home, host] of [
      ['aws', undefined, 'sts.us-east-1.amazonaws.com'],
      ['aws-cn', undefined, 'sts.cn-northwest-1.amazonaws.com.cn'],
      ['aws-cn', 'cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
      ['aws-us-gov', 'us-east-1', 'sts.us-gov-west-1.amazonaws.com'],
    ] as const) {
      it(`asks the STS of the role's partition: ${partition}, at home in ${home ?? 'no region'}`, async () => {
        webIdentity(ROLE.replace('aws', partition));
        const { hosts, way } = answering(200, GIVEN);
        assert.equal(await credentials(undefined, way, home), 'ASIAWEB');
        assert.deepEqual(hosts, [host]);
      });
    }

    it('says what is wrong with a web identity', async () => {
      webIdentity(ROLE);
      const expired = await failure(
        undefined,
        answering(400, refusal('ExpiredTokenException', 'Token expired: 1')).way,
      );
      assert.match(
        expired.message,
        /^the web identity token in .*\/token for arn\S*Admin has expired \(Token expired: 1\)$/,
      );
      const other = await failure(undefined, answering(400, refusal('InvalidIdentityToken', 'No provider')).way);
      assert.match(other.message, /\/token for arn\S*Admin is refused by STS \(No provider\)$/);
      for (const [code, message] of [
        ['ValidationError', 'Request ARN is invalid'],
        ['RegionDisabledException', 'STS is not activated in this region'],
        ['Strange', 'Nobody knows'],
      ] as const) {
        const odd = await failure(undefined, answering(400, refusal(code, message)).way);
        assert.match(odd.message, /^the web identity token in .*\/token cannot be used to assume arn\S*Admin: /);
        assert.ok(odd.advice, code);
      }
      const denied = await failure(undefined, answering(403, refusal('AccessDenied', 'Not authorized')).way);
      assert.equal(denied.code, 'AssumeRoleDenied');
      assert.match(denied.message, /^the web identity token in .* may not assume arn.*Admin \(Not authorized\)$/);
    });

    it('names the endpoint of a container that gives none, by its host alone', async () => {
      const server = createServer((_request, response) => response.writeHead(403).end('{"Message":"hunter2"}'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `http://127.0.0.1:${port}/hunter2`;
      const { code, message } = await failure();
      server.close();
      assert.equal(code, 'ContainerCredentials');
      assert.match(
        message,
        new RegExp(`AWS_CONTAINER_CREDENTIALS_FULL_URI \\(127\\.0\\.0\\.1:${port}\\) gave no credentials \\(.*403\\)`),
      );
    });

    it('says where it looked where there are none, and what kept it from looking further', async () => {
      process.env['AWS_ROLE_ARN'] = ROLE;
      const { code, message } = await failure();
      assert.equal(code, 'NoCredentials');
      assert.match(message, /looked in the environment.*AWS_ROLE_ARN is set, but AWS_WEB_IDENTITY_TOKEN_FILE is not/);
      assert.match(message, /AWS_EC2_METADATA_DISABLED keeps from asking the instance metadata/);
    });
  });
});
