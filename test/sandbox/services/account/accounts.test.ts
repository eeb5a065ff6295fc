import assert from 'node:assert/strict';
import { ListRegionsCommand, paginateListRegions } from '@aws-sdk/client-account';
import { CreateKeyCommand, DescribeKeyCommand } from '@aws-sdk/client-kms';
import { ListAccountsCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
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

describe('sandbox: account and organisation', () => {
  it('lists regions by status, page by page', async () => {
    const sandbox = createSandbox();
    const { account } = clientsOf(sandbox);
    const enabled = ['ENABLED', 'ENABLED_BY_DEFAULT'] as const;
    const list = async () =>
      (await account.send(new ListRegionsCommand({ RegionOptStatusContains: [...enabled] }))).Regions;
    assert.equal((await list())?.length, 17);
    await sandbox.edit((state) => {
      state.optInRegions['123456789012'] = ['eu-south-1'];
    });
    assert.equal((await list())?.length, 18);
    let pages = 0;
    const names = new Set<string | undefined>();
    for await (const page of paginateListRegions({ client: account, pageSize: 10 }, {})) {
      pages += 1;
      for (const region of page.Regions ?? []) names.add(region.RegionName);
    }
    assert.equal(pages, 4);
    assert.equal(names.size, 34);
    await refused(account.send(new ListRegionsCommand({ MaxResults: 51 })), 'ValidationException');
    await refused(account.send(new ListRegionsCommand({ NextToken: 'x' })), 'ValidationException');
  });

  it('refuses calls to regions that the account has not enabled', async () => {
    const sandbox = createSandbox();
    const { kms, sts } = clientsOf(sandbox, { region: 'eu-south-1' });
    await refused(
      kms.send(new CreateKeyCommand({})),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    );
    await refused(sts.send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId');
    await sandbox.edit((state) => {
      state.optInRegions['123456789012'] = ['eu-south-1'];
    });
    await kms.send(new CreateKeyCommand({}));
  });

  it('lists the accounts of the organisation to its management account only', async () => {
    const sandbox = createSandbox();
    const { organizations } = clientsOf(sandbox);
    const accounts: unknown[] = [];
    for await (const page of paginateListAccounts({ client: organizations, pageSize: 3 }, {})) {
      accounts.push(...(page.Accounts ?? []).map(({ Id, State, Status }) => [Id, State, Status]));
    }
    assert.deepEqual(accounts, [
      ['111111111111', 'ACTIVE', 'ACTIVE'],
      ['123456789012', 'ACTIVE', 'ACTIVE'],
      ['222222222222', 'ACTIVE', 'ACTIVE'],
      ['999999999999', 'SUSPENDED', 'SUSPENDED'],
    ]);
    await refused(organizations.send(new ListAccountsCommand({ MaxResults: 21 })), 'InvalidInputException');
    const member = clientsOf(sandbox, { credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' } });
    await refused(member.organizations.send(new ListAccountsCommand({})), 'AccessDeniedException');
    await sandbox.edit((state) => {
      state.organization = null;
    });
    await refused(organizations.send(new ListAccountsCommand({})), 'AWSOrganizationsNotInUseException');
  });
});
