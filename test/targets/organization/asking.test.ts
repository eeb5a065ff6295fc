import assert from 'node:assert/strict';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { askedAccounts } from '../../../src/targets/organization/asking.ts';
import type { Account } from '../../../src/targets/identity.ts';
import type { Scope } from '../../../src/targets/scope.ts';
import { awsError, CREDENTIALS, mockAws, NOWHERE, targetFault } from '../../aws.ts';

const AUDIT = '333333333333';
const ROLE = `arn:aws:iam::${AUDIT}:role/reader`;

describe('asking the organization', () => {
  const aws = mockAws();
  const connection = { ...NOWHERE, credentials: () => Promise.resolve(CREDENTIALS) };
  const { signal } = new AbortController();
  const caller: Account = {
    id: '111111111111',
    partition: 'aws',
    arn: 'arn:aws:iam::111111111111:user/ann',
    region: 'eu-west-1',
    credentials: connection.credentials,
  };
  const ask = (scope: Partial<Scope>) =>
    askedAccounts(
      {
        scope: { regions: undefined, accounts: 'all', excludeAccounts: [], timeout: 300, ...scope } as unknown as Scope,
        connection,
        signal,
      },
      caller,
      signal,
    );
  const accountsAre = (): void => {
    aws.organizations.on(ListAccountsCommand).resolves({ Accounts: [{ Id: AUDIT, State: 'ACTIVE', Name: 'audit' }] });
  };

  it('is done by the caller, in the region that answers for the partition', async () => {
    accountsAre();
    assert.deepEqual(await ask({}), [{ id: AUDIT, member: { id: AUDIT, name: 'audit' }, isManagement: false }]);
    assert.deepEqual(aws.names(), ['organizations.ListAccounts']);
    assert.equal(await aws.calls()[0]?.client.config.region(), 'us-east-1');
  });

  it('is done by a role, where one is named', async () => {
    accountsAre();
    aws.sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: 'ASIAORG', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(2 ** 42) },
    });
    await ask({ orgRole: ROLE });
    assert.deepEqual(aws.names(), ['sts.AssumeRole', 'organizations.ListAccounts']);
    assert.equal((aws.inputs('sts.AssumeRole')[0] as { readonly RoleArn?: string }).RoleArn, ROLE);
    const { credentials } = aws.calls()[1]?.client.config ?? assert.fail();
    assert.equal((await credentials()).accessKeyId, 'ASIAORG');
  });

  it('says with what it could not be done', async () => {
    aws.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'no'));
    const { message } = await targetFault(ask({ orgRole: ROLE }), 'AccessDenied');
    assert.match(message, /^the organization cannot be asked with the role arn:aws:iam::333333333333:role\/reader: no/);
    aws.sts.on(GetCallerIdentityCommand).rejects(awsError('ExpiredToken'));
    const expired = await targetFault(ask({ orgProfile: 'audit' }), 'ExpiredToken');
    assert.match(expired.message, /cannot be asked with profile audit/);
    assert.match(expired.advice ?? '', /aws sso login --profile audit/);
  });
});
