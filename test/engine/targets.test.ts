import assert from 'node:assert/strict';
import { listShards, listTargets } from '../../src/engine/targets.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { madeUpOrganization } from '../../src/sandbox/fleet/organization.ts';
import { smallOrganization } from '../../src/sandbox/state/organization.ts';
import { emptyState, type State } from '../../src/sandbox/state/state.ts';
import type { RawScope } from '../../src/targets/scope.ts';
import { badInputLater, targetFault } from '../aws.ts';
import { keepsSchema, orderOn } from './listings.ts';
import { world } from './world.ts';

const BOTH = ['us-east-1', 'eu-west-1'];

const calls = (on: ReturnType<typeof world>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { operation } of on.sandbox.calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};

const targetsOn = async (raw: RawScope, state: State = emptyState()) => {
  const on = world({ state });
  return { on, listing: await listTargets(await orderOn(on, raw)) };
};

describe('targets', () => {
  it('are the regions of the accounts that are meant, with their names, and nobody is entered', async () => {
    const { on, listing } = await targetsOn({ 'account-names': ['p*'], regions: BOTH });
    assert.deepEqual(
      listing.targets.map(({ account, accountName, region }) => [account, accountName, region]),
      ['222222222222 production', '333333333333 payments-test', '444444444444 payments'].flatMap((one) =>
        BOTH.map((region) => [...one.split(' '), region]),
      ),
    );
    assert.deepEqual(listing.summary, { targets: 6, listed: 6, failed: 0, skipped: 0, accounts: 3 });
    assert.deepEqual(calls(on), { GetCallerIdentity: 1, ListAccounts: 1 });
    keepsSchema('targets', listing);
  });

  it('of 2,000 accounts take as many calls as pages, and one a parent for those of units', async () => {
    const state = { ...fleetState(), organization: madeUpOrganization(2000) };
    if (state.organization) delete state.organization.emptyPages;
    const { on, listing } = await targetsOn({ accounts: ['all'], regions: BOTH }, state);
    assert.ok(listing.summary.accounts > 1990);
    assert.deepEqual(calls(on), { GetCallerIdentity: 1, ListAccounts: 100 });
    const below = await targetsOn({ 'org-units': ['ou-abcd-77777777'], regions: BOTH }, state);
    const pages = Math.ceil(below.listing.summary.accounts / 20);
    assert.deepEqual(calls(below.on), {
      GetCallerIdentity: 1,
      ListAccountsForParent: pages,
      ListOrganizationalUnitsForParent: 1,
    });
  });

  it('are all regions of accounts that are entered for that, and the others go on', async () => {
    const state = emptyState();
    state.organization = smallOrganization();
    for (const account of state.organization.accounts) if (account.id === '444444444444') account.shut = true;
    const { listing } = await targetsOn({ 'org-units': ['ou-abcd-22222222'], regions: ['all'] }, state);
    assert.deepEqual(listing.targets.map(({ account, region, status }) => `${account} ${region} ${status}`).slice(-2), [
      '333333333333 us-west-2 listed',
      '444444444444 all failed',
    ]);
    keepsSchema('targets', listing);
  });

  it('have the tags that were asked for', async () => {
    const { listing } = await targetsOn({ 'account-tags': ['team=payments'], regions: ['us-east-1'] });
    const [first] = listing.targets;
    assert.deepEqual(first?.status === 'listed' && first.tags, { env: 'test', team: 'payments' });
    keepsSchema('targets', listing);
  });

  it('that are passed over say why', async () => {
    const { listing } = await targetsOn({ accounts: ['999999999999', '222222222222'], 'account-names': ['*'] });
    const [first] = listing.targets;
    assert.equal(first?.status === 'skipped' && first.error.code, 'AccountNotActive');
    keepsSchema('targets', listing);
  });

  it('of an organization that may not be asked fail in one entry, which names nobody', async () => {
    const on = world({ faults: { deniedActions: ['organizations:*'] } });
    const listing = await listTargets(await orderOn(on, { accounts: ['all'] }));
    assert.deepEqual(
      listing.targets.map(({ account, status }) => [account, status]),
      [[null, 'failed']],
    );
    keepsSchema('targets', listing);
  });

  it('that are none end the run, with the filter', async () => {
    await badInputLater(targetsOn({ 'account-tags': ['env=prd'] }), '--account-tags "env=prd": it leaves no account');
  });
});

describe('shards of targets', () => {
  it('are all n of them, with every account in one, and no region is asked for', async () => {
    const on = world({ state: { ...fleetState(), organization: madeUpOrganization(300) } });
    const matrix = await listShards(await orderOn(on, { accounts: ['all'], regions: ['all'] }), 8);
    assert.deepEqual(
      matrix.include.map(({ shard }) => shard),
      [1, 2, 3, 4, 5, 6, 7, 8].map((k) => `${k}/8`),
    );
    assert.equal(
      matrix.include.reduce((sum, { accounts }) => sum + accounts, 0),
      296,
    );
    assert.deepEqual(Object.keys(calls(on)).toSorted(), ['GetCallerIdentity', 'ListAccounts']);
    keepsSchema('targets', matrix);
  });

  it('are what --shard does: together all accounts, and none twice', async () => {
    const found = await Promise.all(
      [1, 2, 3].map(async (k) => {
        const { listing } = await targetsOn({ accounts: ['all'], shard: `${k}/3` });
        return listing.targets.map(({ account }) => account);
      }),
    );
    const { listing } = await targetsOn({ accounts: ['all'] });
    assert.equal(found.flat().length, listing.targets.length);
    assert.deepEqual(new Set(found.flat()), new Set(listing.targets.map(({ account }) => account)));
    const matrix = await listShards(await orderOn(world(), { accounts: ['all'] }), 3);
    assert.deepEqual(
      matrix.include.map(({ accounts }) => accounts),
      found.map(({ length }) => length),
    );
  });

  it('are not known where the accounts are not', async () => {
    const on = world({ faults: { deniedActions: ['organizations:*'] } });
    await targetFault(listShards(await orderOn(on, { accounts: ['all'] }), 4), 'AccessDeniedException');
  });
});
