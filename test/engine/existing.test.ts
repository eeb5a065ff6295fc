import assert from 'node:assert/strict';
import { readExisting } from '../../src/engine/existing.ts';
import type { There } from '../../src/export/cloudformation/import.ts';
import { isListed } from '../../src/engine/listing.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { parseScope } from '../../src/targets/scope.ts';
import { stateWithForeignAssociation, stateWithForeignDocument, type World, world, REGION } from './world.ts';

async function existingOn(on: World, flags: RawInputs): Promise<There> {
  const scope = await parseScope({ regions: [REGION] }, {});
  const [found] = await readExisting({ inputs: parseInputs(flags), scope, connection: on.connection });
  assert.ok(found && isListed(found));
  return found;
}

describe('what there is already for another engine to take over', () => {
  it('is all that setup has made', async () => {
    const on = world();
    const flags = { kms: true, retention: '30' };
    await on.setup(flags);
    const { key, logGroup, preferences, association, policy } = await existingOn(on, { ...flags, grant: true });
    assert.equal(key?.alias, 'alias/session');
    assert.equal(logGroup?.retention, 30);
    assert.ok(preferences?.document);
    assert.equal(association?.schedule, 'cron(0 2 ? * * *)');
    assert.equal(policy, undefined);
  });

  it('is nothing where nothing is, and nothing that is not asked for', async () => {
    const on = world();
    const {
      account: _,
      region: __,
      status,
      ...nothing
    } = (await existingOn(on, { kms: true })) as There & {
      account: string;
      region: string;
      status: string;
    };
    assert.deepEqual([status, nothing], ['listed', {}]);
    await on.setup({ kms: true });
    const { key, association } = await existingOn(on, { 'agent-update': false });
    assert.deepEqual([key, association], [undefined, undefined]);
  });

  it('is also what others made: a document, an association by our name', async () => {
    const { preferences } = await existingOn(world({ state: await stateWithForeignDocument() }), {});
    assert.ok(JSON.stringify(preferences?.document).includes('theirs'));
    const found = await existingOn(world({ state: stateWithForeignAssociation() }), {});
    assert.ok(found.association ?? found.otherAssociation);
  });
});
