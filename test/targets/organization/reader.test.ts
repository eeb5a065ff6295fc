import assert from 'node:assert/strict';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { Organizations } from '../../../src/aws/clients/organizations.ts';
import { connect } from '../../../src/aws/connection.ts';
import { isMissing, readerFrom } from '../../../src/targets/organization/reader.ts';
import { CREDENTIALS, mockAws, NOWHERE, targetFault } from '../../aws.ts';
import { large, PAYMENTS, readerOn, ROOT, small, tally, WORKLOADS } from './made-up.ts';

describe('reads of an organization', () => {
  it('list accounts with their names, states, and which one owns it', async () => {
    const { reader } = readerOn(small());
    const accounts = await reader.accounts();
    assert.deepEqual(accounts[0], {
      member: { id: '111111111111', name: 'development', email: 'development@example.com' },
      state: 'ACTIVE',
      isManagement: false,
    });
    assert.deepEqual(
      accounts.filter(({ isManagement }) => isManagement).map(({ member }) => member.id),
      ['123456789012'],
    );
    assert.equal(accounts.at(-1)?.state, 'SUSPENDED');
  });

  it('take as many calls as there are pages, of 2,000 accounts too', async () => {
    const { reader, calls } = readerOn(large(2000));
    assert.equal((await reader.accounts()).length, 2000);
    assert.deepEqual(tally(calls), { ListAccounts: 100 });
  });

  it('go on behind empty pages', async () => {
    const { reader, calls } = readerOn(large(45, { emptyPages: true }));
    assert.equal((await reader.accounts()).length, 45);
    assert.deepEqual(tally(calls), { ListAccounts: 6 });
  });

  it('read units, parents, roots and tags', async () => {
    const { reader } = readerOn(small());
    assert.deepEqual(await reader.roots(), [ROOT]);
    assert.deepEqual(await reader.unitsIn(ROOT), [WORKLOADS]);
    assert.deepEqual(await reader.unitsIn(PAYMENTS), []);
    assert.equal(await reader.parentOf(PAYMENTS), WORKLOADS);
    assert.equal(await reader.parentOf('123456789012'), ROOT);
    assert.deepEqual(await reader.tagsOf('444444444444'), { env: 'prod', team: 'payments' });
    assert.deepEqual(await reader.tagsOf('123456789012'), {});
    assert.deepEqual(
      (await reader.accountsIn(WORKLOADS)).map(({ member }) => member.id),
      ['111111111111', '222222222222', '999999999999'],
    );
  });

  it('may be made by a delegated administrator, and by no other member', async () => {
    const { reader } = readerOn(small({ delegatedAdministrators: ['111111111111'] }), { account: '111111111111' });
    assert.equal((await reader.accounts()).length, 6);
    const { reader: other } = readerOn(small(), { account: '222222222222' });
    const { message, advice } = await targetFault(other.tagsOf('111111111111'), 'AccessDeniedException');
    assert.match(message, /^cannot read the tags that the organization has on accounts: /);
    assert.match(advice ?? '', /delegated administrator \(organizations:ListTagsForResource\)/);
  });

  it('say by AWS’s own error what is not there', async () => {
    const { reader } = readerOn(small());
    for (const read of [reader.accountsIn('ou-abcd-33333333'), reader.tagsOf('101010101010')]) {
      await assert.rejects(read, (error) => isMissing(error));
    }
  });

  it('get through where a third of the calls are throttled', async () => {
    const { reader } = readerOn(large(200), { faults: { throttling: 0.3, seed: 3 } });
    assert.equal((await reader.accounts()).length, 200);
  }).timeout(60_000);

  describe('of strange endpoints', () => {
    const aws = mockAws();
    const strange = () =>
      readerFrom(
        connect(Organizations, NOWHERE, {
          place: 'here',
          region: 'us-east-1',
          credentials: () => Promise.resolve(CREDENTIALS),
        }),
        (call) => call(new AbortController().signal),
      );

    it('take an account once, and nothing that is none', async () => {
      const Accounts = [
        { Id: '111111111111', Status: 'ACTIVE' as const, Name: '' },
        { Id: '111111111111', State: 'SUSPENDED' as const },
        { Id: 'x', State: 'ACTIVE' as const },
        { Id: '222222222222', State: '' as never, Status: 'ACTIVE' as const },
        { Id: '333333333333' },
      ];
      aws.organizations.on(ListAccountsCommand).resolves({ Accounts });
      assert.deepEqual(
        (await strange().accounts()).map(({ member, state }) => [member, state]),
        [
          [{ id: '111111111111' }, 'ACTIVE'],
          [{ id: '222222222222' }, 'ACTIVE'],
          [{ id: '333333333333' }, ''],
        ],
      );
    });

    it('end where the pages lead in a circle', async () => {
      aws.organizations.on(ListAccountsCommand).resolves({ Accounts: [], NextToken: 'again' });
      await targetFault(strange().accounts(), 'NotAnAnswer');
    });
  });
});
