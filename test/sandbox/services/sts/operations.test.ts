import assert from 'node:assert/strict';
import { CreateKeyCommand, DescribeKeyCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf, type Credentials, refused } from '../../clients.ts';

async function assume(sandbox: Sandbox, RoleArn: string, credentials?: Credentials): Promise<Credentials> {
  const { sts } = clientsOf(sandbox, credentials ? { credentials } : {});
  const { Credentials: made } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  };
}

describe('sandbox: STS', () => {
  it('takes unknown credentials for a user of the default account, and 12 digits for that account', async () => {
    const sandbox = createSandbox();
    const { sts } = clientsOf(sandbox);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, 'arn:aws:iam::123456789012:user/sandbox');
    const other = clientsOf(sandbox, { credentials: { accessKeyId: '222222222222', secretAccessKey: 'x' } });
    assert.equal((await other.sts.send(new GetCallerIdentityCommand({}))).Account, '222222222222');
    const chosen = clientsOf(createSandbox({ account: '333333333333' }));
    assert.equal((await chosen.sts.send(new GetCallerIdentityCommand({}))).Account, '333333333333');
  });

  it('hands out credentials that act in the role’s account', async () => {
    const sandbox = createSandbox();
    const credentials = await assume(sandbox, 'arn:aws:iam::111111111111:role/path/admin');
    const { sts, kms } = clientsOf(sandbox, { credentials });
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, 'arn:aws:sts::111111111111:assumed-role/admin/test');
    assert.equal(identity.Account, '111111111111');
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
    assert.equal(key?.AWSAccountId, '111111111111');
    await refused(clientsOf(sandbox).kms.send(new DescribeKeyCommand({ KeyId: key?.KeyId })), 'NotFoundException');
  });

  it('remembers a role and session name once', async () => {
    const sandbox = createSandbox();
    const role = 'arn:aws:iam::111111111111:role/admin';
    assert.deepEqual(await assume(sandbox, role), await assume(sandbox, role));
    assert.equal(Object.keys((await sandbox.snapshot()).sessions).length, 1);
  });

  it('hands out credentials for a web identity, whoever asks', async () => {
    const sandbox = createSandbox({ faults: { expired: true, deniedAccounts: ['222222222222'] } });
    for (const [partition, region] of [
      ['aws', 'us-east-1'],
      ['aws-cn', 'cn-north-1'],
      ['aws-us-gov', 'us-gov-east-1'],
    ] as const) {
      const { sts } = clientsOf(sandbox, { region });
      const ask = (account: string, WebIdentityToken: string) =>
        sts.send(
          new AssumeRoleWithWebIdentityCommand({
            RoleArn: `arn:${partition}:iam::${account}:role/path/web`,
            RoleSessionName: 'test',
            WebIdentityToken,
          }),
        );
      const { Credentials: made, AssumedRoleUser: user } = await ask('111111111111', 'eyJ.e30.x');
      assert.equal(user?.Arn, `arn:${partition}:sts::111111111111:assumed-role/web/test`);
      assert.match(made?.AccessKeyId ?? '', /^ASIA/);
      await refused(ask('111111111111', ''), 'ValidationError');
      await refused(ask('222222222222', 'eyJ.e30.x'), 'AccessDenied');
    }
  });

  it('refuses handed out credentials without their token, or after their time', async () => {
    const sandbox = createSandbox();
    const credentials = await assume(sandbox, 'arn:aws:iam::111111111111:role/admin');
    const { sessionToken: _, ...bare } = credentials;
    const { sts, kms } = clientsOf(sandbox, { credentials: bare });
    await refused(sts.send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId');
    await refused(kms.send(new CreateKeyCommand({})), 'UnrecognizedClientException');
    await sandbox.edit((state) => {
      for (const session of Object.values(state.sessions)) session.expires = new Date(0).toISOString();
    });
    await refused(clientsOf(sandbox, { credentials }).kms.send(new CreateKeyCommand({})), 'ExpiredTokenException');
  });

  it('refuses roles that cannot be and sessions that AWS does not give', async () => {
    const sandbox = createSandbox();
    const { sts } = clientsOf(sandbox);
    const ask = (input: object) =>
      sts.send(
        new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111111111111:role/admin', RoleSessionName: 'test', ...input }),
      );
    await refused(ask({ RoleArn: 'arn:aws:iam::111111111111:user/admin' }), 'ValidationError', /is invalid/);
    await refused(ask({ RoleArn: 'arn:aws-cn:iam::111111111111:role/admin' }), 'ValidationError');
    await refused(ask({ RoleSessionName: 'a b' }), 'ValidationError', /regular expression/);
    await refused(ask({ DurationSeconds: 899 }), 'ValidationError');
    await refused(ask({ ExternalId: 'x' }), 'ValidationError');
    await refused(
      ask({ RoleArn: 'arn:aws:iam::999999999999:role/admin' }),
      'AccessDenied',
      /not authorized to perform: sts:AssumeRole/,
    );
    await ask({ DurationSeconds: 7200, ExternalId: 'xyz', Tags: [{ Key: 'a', Value: 'b c+d=e' }] });
    const credentials = await assume(sandbox, 'arn:aws:iam::111111111111:role/admin');
    const chained = clientsOf(sandbox, { credentials }).sts;
    const next = { RoleArn: 'arn:aws:iam::222222222222:role/admin', RoleSessionName: 'test' };
    await refused(
      chained.send(new AssumeRoleCommand({ ...next, DurationSeconds: 7200 })),
      'ValidationError',
      /role chaining/,
    );
  });
});
