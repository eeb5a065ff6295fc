import assert from 'node:assert/strict';
import { type Chosen, chosenAccounts } from '../../../src/targets/organization/chosen.ts';
import { isInShard, shardOf } from '../../../src/targets/organization/shard.ts';
import type { Scope } from '../../../src/targets/scope.ts';
import { badInputLater } from '../../aws.ts';
import { large, PAYMENTS, readerOn, ROOT, small, tally, WORKLOADS } from './made-up.ts';

type Asked = Partial<Scope>;

const choose = (asked: Asked, state = small()): Promise<readonly Chosen[]> =>
  chosenAccounts(readerOn(state).reader, { accounts: 'all', excludeAccounts: [], ...asked });
const idsOf = async (asked: Asked): Promise<readonly string[]> => (await choose(asked)).map(({ id }) => id);
// What the list of accounts says is enough for these.
const isForeseeable = (asked: Asked): boolean =>
  Object.keys(asked).every((name) => ['accountNames', 'excludeAccounts'].includes(name));
const tag = (key: string, value: string) => ({ key, value });

describe('accounts that are chosen', () => {
  const all = ['111111111111', '123456789012', '222222222222', '333333333333', '444444444444'];
  const cases: readonly (readonly [title: string, asked: Asked, ids: readonly string[]])[] = [
    ['are the active ones, by their ids', {}, all],
    ['are those below units', { orgUnits: [PAYMENTS] }, ['333333333333', '444444444444']],
    ['are all below the root', { orgUnits: [ROOT] }, all],
    ['are without those below excluded units', { excludeOrgUnits: [WORKLOADS] }, ['123456789012']],
    [
      'are without those of excluded units among the named ones',
      { orgUnits: [WORKLOADS], excludeOrgUnits: [PAYMENTS] },
      ['111111111111', '222222222222'],
    ],
    ['have all of the tags', { accountTags: [tag('env', 'prod'), tag('team', '*')] }, ['222222222222', '444444444444']],
    ['have tags that fit a pattern', { accountTags: [tag('team', 'pay*')] }, ['333333333333', '444444444444']],
    [
      'have any of the names',
      { accountNames: ['pay*', 'production'] },
      ['222222222222', '333333333333', '444444444444'],
    ],
    ['fit every filter', { orgUnits: [PAYMENTS], accountTags: [tag('env', 'prod')] }, ['444444444444']],
    ['are not those that are left out', { excludeAccounts: ['222222222222', '101010101010'] }, all.toSpliced(2, 1)],
    [
      'are those of the named ones that fit, in that order',
      { accounts: ['444444444444', '111111111111', '222222222222'], accountTags: [tag('env', 'prod')] },
      ['444444444444', '222222222222'],
    ],
    ['are those of the named ones that are below units', { accounts: all, orgUnits: [PAYMENTS] }, all.slice(3)],
  ];
  for (const [title, asked, ids] of cases) {
    it(title, async () => assert.deepEqual(await idsOf(asked), ids));
  }

  for (const [title, asked, ids, foreseen] of cases.map((one) => [...one, isForeseeable(one[1])] as const)) {
    it(`${title}: ${foreseen ? 'all' : 'none'} of which is foreseen`, async () => {
      const told: string[] = [];
      const { reader } = readerOn(small());
      await chosenAccounts(reader, { accounts: 'all', excludeAccounts: [], ...asked }, ({ id }) => told.push(id));
      assert.deepEqual(told.toSorted(), foreseen ? ids : []);
    });
  }

  it('are foreseen while others are still to be listed, of a shard only its own', async () => {
    const { reader, calls } = readerOn(large(200));
    const told: number[] = [];
    const shard = { k: 1, n: 4 };
    const chosen = await chosenAccounts(reader, { accounts: 'all', excludeAccounts: [], shard }, ({ id }) => {
      assert.ok(isInShard(id, shard));
      told.push(calls.length);
    });
    assert.equal(told.length, chosen.length);
    assert.ok((told[0] ?? Infinity) < (told.at(-1) ?? 0));
  });

  it('may have tags without a value', async () => {
    const state = small();
    for (const account of state.organization?.accounts ?? []) {
      if (account.unit === WORKLOADS) account.tags = { ...account.tags, 'cost center': '' };
    }
    const chosen = async (...accountTags: readonly ReturnType<typeof tag>[]): Promise<readonly string[]> =>
      (await choose({ accountTags }, state)).map(({ id }) => id);
    const both = ['111111111111', '222222222222'];
    assert.deepEqual(await chosen(tag('cost center', '')), both);
    assert.deepEqual(await chosen(tag('cost center', '*')), both);
    assert.deepEqual(await chosen(tag('cost center', ''), tag('env', 'prod')), ['222222222222']);
    await badInputLater(chosen(tag('env', '')), '--account-tags "env=": it leaves no account of 5');
  });

  it('have tags and units only where somebody needs them', async () => {
    const [first] = await choose({});
    assert.deepEqual(first?.member, { id: '111111111111', name: 'development', email: 'development@example.com' });
    const [known] = await choose({ memberFacts: { tags: true, orgUnits: true } });
    assert.deepEqual(known?.member, {
      ...first?.member,
      tags: { env: 'dev', team: 'platform' },
      orgUnits: [ROOT, WORKLOADS],
    });
  });

  it('are found with as few calls as there can be', async () => {
    const callsOf = async (asked: Asked): Promise<object> => {
      const { reader, calls } = readerOn(large(2000));
      await chosenAccounts(reader, { accounts: 'all', excludeAccounts: [], ...asked });
      return tally(calls);
    };
    assert.deepEqual(await callsOf({}), { ListAccounts: 100 });
    assert.deepEqual(await callsOf({ accountNames: ['production', 'nobody gets in'] }), { ListAccounts: 100 });
    const tagged = await callsOf({ accountNames: ['p*-prod-?'], accountTags: [tag('env', 'prod')] });
    assert.deepEqual(tagged, { ListAccounts: 100, ListTagsForResource: 2 });
  });

  it('that are named are passed over for the reason that is known', async () => {
    const found = await choose({ accounts: ['999999999999', '101010101010', '222222222222'], accountNames: ['*'] });
    assert.deepEqual(
      found.map(({ id, passedOver }) => [id, passedOver?.code]),
      [
        ['999999999999', 'AccountNotActive'],
        ['101010101010', 'NotInOrganization'],
        ['222222222222', undefined],
      ],
    );
    assert.match(found[0]?.passedOver?.message ?? '', /the organization says SUSPENDED/);
  });

  it('that are named need not be of the organization where nothing but their names is asked of it', async () => {
    assert.deepEqual(await choose({ accounts: ['101010101010'], orgProfile: 'audit' }), [{ id: '101010101010' }]);
  });

  it('are of one shard, and of no other', async () => {
    const shards = await Promise.all([1, 2, 3].map((k) => idsOf({ shard: { k, n: 3 } })));
    assert.deepEqual(shards.flat().toSorted(), all);
    for (const [index, ids] of shards.entries()) {
      for (const id of ids) assert.equal(shardOf(id, 3), index + 1);
    }
  });

  it('can be none in a shard', async () => {
    const empty = Array.from({ length: 256 }, (_, index) => index + 1).find(
      (k) => !all.some((id) => isInShard(id, { k, n: 256 })),
    );
    assert.deepEqual(await idsOf({ shard: { k: empty ?? 0, n: 256 } }), []);
    const k = shardOf('123456789012', 3);
    const asked = { shard: { k, n: 3 }, accountNames: ['management'], accountTags: [tag('env', 'prod')] };
    assert.deepEqual(await idsOf(asked), []);
  });

  describe('are an error where there are none, which says why:', () => {
    for (const [asked, ...words] of [
      [{ accountTags: [tag('env', 'prd')] }, '--account-tags "env=prd": it leaves no account of 5'],
      [{ accountNames: ['PROD*', 'x'] }, '--account-names "PROD*,x": it leaves no account of 5'],
      [{ orgUnits: [PAYMENTS], excludeAccounts: ['333333333333', '444444444444'] }, '--exclude-accounts', 'of 2'],
      [{ excludeOrgUnits: [ROOT] }, '--exclude-org-units "r-abcd": it leaves no account of 6'],
      [{ orgUnits: [PAYMENTS], excludeOrgUnits: [WORKLOADS] }, '--org-units', 'no active account', WORKLOADS],
      [{ accounts: ['111111111111'], orgUnits: [PAYMENTS] }, '--org-units', 'it leaves no account of one'],
      [{ orgUnits: ['ou-abcd-99999999'] }, '--org-units "ou-abcd-99999999": the organization has no such unit'],
      [{ orgUnits: [WORKLOADS, 'ou-abcd-88888888', 'ou-abcd-99999999'] }, '88888888,ou-abcd-99999999', 'no such units'],
      [{ excludeOrgUnits: ['ou-abcd-99999999'] }, '--exclude-org-units "ou-abcd-99999999"', 'no such unit'],
    ] as const) {
      it(JSON.stringify(asked), async () => {
        await badInputLater(choose(asked), ...words);
      });
    }

    it('an organization without any active account', async () => {
      const accounts = small().organization?.accounts.map((account) => ({ ...account, state: 'SUSPENDED' as const }));
      await badInputLater(choose({}, small({ accounts: accounts ?? [] })), 'the organization has no active account');
    });
  });
});
