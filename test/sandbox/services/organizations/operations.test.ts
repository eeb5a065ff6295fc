import assert from 'node:assert/strict';
import { DescribeOrganizationCommand, ListAccountsCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf, refused } from '../../clients.ts';

describe('sandbox: organizations', () => {
  it('describes the organization to each of its accounts, unless a seed does not say which one it is', async () => {
    const organization = { id: 'o-acme', accounts: [{ id: '111111111111' }] };
    const sandbox = createSandbox({ state: parseSeed(JSON.stringify({ organization })) });
    const credentials = { accessKeyId: '111111111111', secretAccessKey: 'x' };
    const { organizations } = clientsOf(sandbox, { credentials });
    const describe = () => organizations.send(new DescribeOrganizationCommand({}));
    const { Organization } = await describe();
    assert.deepEqual([Organization?.Id, Organization?.MasterAccountId], ['o-acme', '123456789012']);
    await sandbox.edit((state) => {
      state.organization = parseSeed('{ "accounts": {} }').organization;
    });
    await refused(describe(), 'AccessDeniedException');
    await sandbox.edit((state) => {
      state.organization = null;
    });
    await refused(describe(), 'AWSOrganizationsNotInUseException');
  });

  it('lists the accounts of the organization to its management account and delegated administrators only', async () => {
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
      ['333333333333', 'ACTIVE', 'ACTIVE'],
      ['444444444444', 'ACTIVE', 'ACTIVE'],
      ['999999999999', 'SUSPENDED', 'SUSPENDED'],
    ]);
    await refused(organizations.send(new ListAccountsCommand({ MaxResults: 21 })), 'InvalidInputException');
    const member = clientsOf(sandbox, { credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' } });
    await refused(member.organizations.send(new ListAccountsCommand({})), 'AccessDeniedException');
    await sandbox.edit(({ organization }) => {
      Object.assign(organization ?? {}, { delegatedAdministrators: ['111111111111'] });
    });
    assert.equal((await member.organizations.send(new ListAccountsCommand({}))).Accounts?.length, 6);
    await sandbox.edit((state) => {
      state.organization = null;
    });
    await refused(organizations.send(new ListAccountsCommand({})), 'AWSOrganizationsNotInUseException');
  });
});
