import assert from 'node:assert/strict';
import { readExisting } from '../../src/engine/existing.ts';
import { readEach } from '../../src/engine/read-each.ts';
import type { Found } from '../../src/export/found.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { emptyState } from '../../src/sandbox/state/state.ts';
import { orderOn } from './listings.ts';
import { ACCOUNT, stateWithForeignAssociation, stateWithForeignDocument, type World, world } from './world.ts';

async function foundOn(on: World, flags: RawInputs): Promise<Found> {
  const order = { ...(await orderOn(on)), inputs: parseInputs(flags) };
  const [found] = await readEach(order, (target) => readExisting(target, order.inputs));
  return found ?? assert.fail('nothing was read');
}

const FLAGS: RawInputs = { kms: true, 'encrypt-sessions': true, retention: '30', grant: true, tag: ['a=b'] };

describe('what there is already for another engine to take over', () => {
  it('is nothing where nothing is, and nothing is changed by looking', async () => {
    const on = world();
    const before = await on.sandbox.snapshot();
    const { place, ...found } = await foundOn(on, FLAGS);
    assert.deepEqual([place.account, place.region, found], [ACCOUNT, 'us-east-1', {}]);
    assert.deepEqual((await on.sandbox.snapshot()).accounts, before.accounts);
  });

  it('is everything that setup has made, with its tags, and the document to the letter', async () => {
    const on = world();
    const { grant: _grant, ...flags } = FLAGS;
    await on.setup(flags);
    const { key, logGroup, document, association, policy, covering } = await foundOn(on, FLAGS);
    assert.deepEqual([key?.alias, key?.rotationDays, key?.tags['a']], ['alias/session', 365, 'b']);
    assert.deepEqual([logGroup?.retention, logGroup?.keyArn], [30, key?.arn]);
    assert.equal(logGroup?.tags['session-manager:managed'], 'log-group');
    const [version] = (await on.region()).documents['SSM-SessionManagerRunShell']?.versions ?? [];
    assert.deepEqual([document?.text, document?.versionName], [version?.content, version?.name]);
    assert.equal(association?.described.AssociationId, association?.found.id);
    assert.deepEqual([policy, covering], [undefined, undefined]);
  });

  it('is no key where none is asked for, and no association', async () => {
    const on = world();
    await on.setup({ kms: true });
    const { key, association } = await foundOn(on, { 'agent-update': false });
    assert.deepEqual([key, association], [undefined, undefined]);
  });

  it('is what others made, too', async () => {
    const { document } = await foundOn(world({ state: await stateWithForeignDocument() }), {});
    assert.deepEqual([document?.preferences.inEffect.number, document?.preferences.latest?.number], ['2', '3']);
    const { association } = await foundOn(world({ state: stateWithForeignAssociation() }), {});
    assert.deepEqual([association?.described.MaxErrors, association?.tags], ['10%', { team: 'dev' }]);
  });

  it('is an association of another name that does the same', async () => {
    const state = stateWithForeignAssociation();
    const [association] = Object.values(state.accounts[ACCOUNT]?.['us-east-1']?.associations ?? {});
    if (association)
      association.parameters = {
        ...association.parameters,
        AssociationName: 'theirs',
        Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
      };
    const found = await foundOn(world({ state }), {});
    assert.deepEqual([found.covering?.name, found.association], ['theirs', undefined]);
  });

  it('is also a key that is pending deletion, and a document of another type: whether an engine takes them is its business', async () => {
    const on = world({ state: emptyState() });
    await on.setup({ kms: true });
    await on.edit(({ keys, documents }) => {
      for (const key of Object.values(keys)) key.state = 'PendingDeletion';
      for (const document of Object.values(documents)) document.type = 'Command';
    });
    const { key, document } = await foundOn(on, { kms: true });
    assert.deepEqual([key?.state, document?.preferences.type], ['PendingDeletion', 'Command']);
    assert.equal(document?.preferences.inEffect.document, undefined);
  });
});
