import assert from 'node:assert/strict';
import { accountsBelow, type Found } from '../../../src/targets/organization/tree.ts';
import { large, PAYMENTS, readerOn, ROOT, small, tally, WORKLOADS } from './made-up.ts';

const ids = ({ accounts }: Found): readonly string[] => accounts.map(({ member }) => member.id).toSorted();

const DEEPEST = 'ou-abcd-55555555';

describe('accounts below units', () => {
  it('are found at any depth, with one list of accounts and one of units for each', async () => {
    const { reader, calls } = readerOn(small());
    assert.deepEqual(ids(await accountsBelow(reader, { tops: [WORKLOADS] })), [
      '111111111111',
      '222222222222',
      '333333333333',
      '444444444444',
      '999999999999',
    ]);
    assert.deepEqual(tally(calls), { ListAccountsForParent: 2, ListOrganizationalUnitsForParent: 2 });
  });

  it('are all below the root, in as many calls as pages and one a parent, five units deep', async () => {
    const { reader, calls } = readerOn(large(2000));
    const { accounts } = await accountsBelow(reader, { tops: [ROOT] });
    assert.equal(accounts.length, 2000);
    const inUnits = new Map<string, number>();
    for (const { unit = ROOT } of large(2000).organization?.accounts ?? []) {
      inUnits.set(unit, (inUnits.get(unit) ?? 0) + 1);
    }
    const parents = 9;
    const pages = [...inUnits.values()].reduce((sum, size) => sum + Math.ceil(size / 20), 0);
    assert.equal(inUnits.size, parents);
    assert.deepEqual(tally(calls), { ListAccountsForParent: pages, ListOrganizationalUnitsForParent: parents });
  });

  it('are read once where one unit that is named is in another', async () => {
    const { reader, calls } = readerOn(small());
    const { accounts } = await accountsBelow(reader, { tops: [PAYMENTS, WORKLOADS, ROOT] });
    assert.equal(accounts.length, 6);
    assert.deepEqual(tally(calls), { ListAccountsForParent: 3, ListOrganizationalUnitsForParent: 3 });
  });

  it('are without those of excluded units, which are not opened', async () => {
    const { reader, calls } = readerOn(small());
    const found = await accountsBelow(reader, { tops: [WORKLOADS], excluded: [PAYMENTS] });
    assert.deepEqual(ids(found), ['111111111111', '222222222222', '999999999999']);
    assert.deepEqual(tally(calls), {
      ListAccountsForParent: 1,
      ListOrganizationalUnitsForParent: 1,
      ListParents: 1,
    });
  });

  it('are none where what is above them is excluded', async () => {
    const { reader } = readerOn(small());
    assert.deepEqual(await accountsBelow(reader, { tops: [PAYMENTS], excluded: [WORKLOADS] }), {
      accounts: [],
      unknown: [],
    });
  });

  it('come with the units above them, from the root down, where that is asked for', async () => {
    const { reader } = readerOn(large(30));
    const { accounts } = await accountsBelow(reader, { tops: [DEEPEST], paths: true });
    const path = [ROOT, ...[1, 2, 3, 4, 5].map((number) => `ou-abcd-${String(number).repeat(8)}`)];
    for (const { member } of accounts) assert.deepEqual(member.orgUnits, path);
    assert.ok(accounts.length > 0);
  });

  it('are missing where a unit is, and the others are found', async () => {
    const { reader } = readerOn(small());
    const found = await accountsBelow(reader, {
      tops: ['ou-abcd-77777777', PAYMENTS, 'r-none'],
      excluded: ['ou-abcd-88888888'],
    });
    assert.deepEqual(found.unknown, ['ou-abcd-77777777', 'r-none', 'ou-abcd-88888888']);
    assert.deepEqual(ids(found), ['333333333333', '444444444444']);
  });
});
