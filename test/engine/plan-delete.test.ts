import assert from 'node:assert/strict';
import { blankDelete } from '../../src/engine/plan-delete.ts';
import { parseInputs } from '../../src/inputs.ts';
import { comparable, stateWithForeignDocument, world, type World } from './world.ts';

const actions = async (on: World, inputs = {}): Promise<Record<string, string>> => {
  const [report] = await on.remove(inputs);
  assert.equal(report?.error, undefined);
  return Object.fromEntries(
    (report?.changes ?? []).map(({ resource, action, reason }) => [resource, reason ?? action]),
  );
};

describe('a plan of delete', () => {
  it('goes backwards, and names what is lost', async () => {
    const on = world();
    await on.setup({ kms: true });
    await on.edit((region) => {
      const group = region.logGroups['sessions'];
      if (group) group.storedBytes = 12_345_678;
    });
    const [report] = await on.planRemoval();
    assert.deepEqual(
      report?.changes.map(({ resource, loss }) => [resource, loss === undefined]),
      [
        ['agent-update', false],
        ['preferences', false],
        ['log-group', false],
        ['kms-key', false],
      ],
    );
    assert.match(report?.changes[2]?.loss ?? '', /^about 12.3 MB of session logs/);
    assert.match(report?.changes[3]?.loss ?? '', /on \d{4}-\d\d-\d\d/);
  });

  it('keeps what others made, and what that needs', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await on.setup({ kms: true, 'log-group': 'theirs' });
    const done = await actions(on, { 'log-group': 'theirs' });
    assert.equal(done['agent-update'], 'delete');
    assert.match(done['preferences'] ?? '', /tag of session-manager/);
    assert.match(done['log-group'] ?? '', /preferences document, which is kept, still logs to it/);
    assert.match(done['kms-key'] ?? '', /still needs it/);
  });

  it('keeps the logs, and the key they need, with --keep-logs', async () => {
    const on = world();
    await on.setup({ kms: true });
    assert.deepEqual(await actions(on, { 'keep-logs': true }), {
      'agent-update': 'delete',
      preferences: 'delete',
      'log-group': '--keep-logs',
      'kms-key': 'what is kept here still needs it',
    });
  });

  it('keeps a protected log group unless it is forced', async () => {
    const on = world();
    await on.setup({ 'deletion-protection': true });
    assert.match((await actions(on))['log-group'] ?? '', /deletion protection/);
    assert.equal((await actions(on, { force: true }))['log-group'], 'delete');
    assert.deepEqual((await on.region()).logGroups, {});
  });

  it('deletes what does not carry our tag only when it is forced', async () => {
    const on = world();
    await on.setup({ kms: true });
    await on.edit((region) => {
      const things = [region.keys, region.logGroups, region.documents, region.associations];
      for (const thing of things.flatMap((all) => Object.values<{ tags: Record<string, string> }>(all)))
        thing.tags = {};
    });
    const before = comparable(await on.sandbox.snapshot());
    await actions(on);
    assert.deepEqual(comparable(await on.sandbox.snapshot()), before);
    assert.deepEqual(Object.values(await actions(on, { force: true })), ['delete', 'delete', 'delete', 'delete']);
  });

  it('finds a key without alias that an interrupted setup left', async () => {
    const on = world();
    await on.setup({ kms: true });
    await on.edit((region) => {
      region.aliases = {};
    });
    assert.equal((await actions(on))['kms-key'], 'delete');
    assert.deepEqual(
      Object.values((await on.region()).keys).map(({ state }) => state),
      ['PendingDeletion'],
    );
  });

  it('puts back what was there before, also after several overwrites', async () => {
    const before = await stateWithForeignDocument();
    const on = world({ state: before });
    await on.setup({ overwrite: true });
    await on.setup({ overwrite: true, 'idle-timeout': '5' });
    await on.setup({ overwrite: true, 'idle-timeout': '20' });
    await actions(on);
    const document = (await on.region()).documents['SSM-SessionManagerRunShell'];
    const was = before.accounts['123456789012']?.['us-east-1']?.documents['SSM-SessionManagerRunShell'];
    assert.deepEqual({ ...document, lastVersion: 0 }, { ...was, lastVersion: 0 });
  });

  it('without asking anybody names everything, and what flags keep', () => {
    assert.deepEqual(
      blankDelete(parseInputs({ 'keep-logs': true })).map(({ summary, action }) => `${action}: ${summary}`),
      [
        'delete: Deleting association SsmAgent of AWS-UpdateSSMAgent',
        'delete: Deleting SSM Document SSM-SessionManagerRunShell',
        'keep: CloudWatch log group sessions',
        'delete: Deleting KMS key alias/session',
      ],
    );
  });
});
