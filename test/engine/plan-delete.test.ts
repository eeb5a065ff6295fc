import assert from 'node:assert/strict';
import { blankDelete } from '../../src/engine/plan-delete.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import type { Policy } from '../../src/policies/reading/policy.ts';
import type { LogGroup } from '../../src/sandbox/state/logs.ts';
import {
  comparable,
  intercept,
  interceptCalls,
  missAlias,
  REGION,
  stateWithForeignDocument,
  world,
  type World,
  writeByHand,
} from './world.ts';

const actions = async (on: World, inputs = {}): Promise<Record<string, string>> => {
  const [report] = await on.remove(inputs);
  assert.equal(report?.error, undefined);
  return Object.fromEntries(
    (report?.changes ?? []).map(({ resource, action, reason }) => [resource, reason ?? action]),
  );
};

/** The policy as KMS makes one of itself: no service is in it. */
const iamOnly = (policy: string): string => {
  const { Version, Statement } = JSON.parse(policy) as Policy;
  return JSON.stringify({ Version, Statement: Statement.filter(({ Sid }) => Sid === 'EnableIAM') });
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

  it('does not ask how the key rotates that goes', async () => {
    const on = world();
    await on.setup({ kms: true });
    const before = on.sandbox.calls.length;
    await on.remove();
    const called = on.sandbox.calls.slice(before).map(({ operation }) => operation);
    assert.ok(called.includes('ScheduleKeyDeletion') && !called.includes('GetKeyRotationStatus'), called.join(', '));
  });

  it('done without asking, keeps the association that somebody claims while other targets are still read', async () => {
    const on = world();
    await on.setup({ kms: true });
    let claimed = false;
    // The plan is made when the first thing is looked at again.
    interceptCalls(on, /^ssm:ListAssociations$/, async () => {
      const planned = on.sandbox.calls.some(({ operation }) => operation === 'ListResourceTags');
      if (planned && !claimed) {
        claimed = true;
        await on.edit(({ associations }) => Object.values(associations).forEach((found) => (found.tags = {})));
      }
      return undefined;
    });
    const done = await actions(on);
    assert.equal(claimed, true);
    assert.match(done['agent-update'] ?? '', /does not carry the tag/);
  });

  it('done without asking, keeps the document that somebody works on while the rest goes', async () => {
    const on = world();
    await on.setup({ kms: true });
    let written = false;
    intercept(on, /^AmazonSSM\.DeleteAssociation$/, async () => {
      if (!written) await writeByHand(on, { cloudWatchLogGroupName: 'sessions' });
      written = true;
      return undefined;
    });
    const done = await actions(on);
    assert.match(done['preferences'] ?? '', /somebody else has written version 2 of it since/);
    assert.match(done['log-group'] ?? '', /still logs to it/);
    assert.match(done['kms-key'] ?? '', /still needs it/);
  });

  it('done without asking, keeps the log group that somebody claims while other targets are still read', async () => {
    const on = world();
    const regions = [REGION, 'eu-west-1'];
    await on.setup({ kms: true }, { regions });
    for (const claim of [
      (group: LogGroup) => void (group.tags = {}),
      (group: LogGroup) => void (group.deletionProtection = true),
    ]) {
      const raced = world({ state: await on.sandbox.snapshot() });
      let claimed = false;
      interceptCalls(raced, /^ssm:DeleteAssociation$/, async () => {
        if (!claimed) await raced.edit(({ logGroups }) => claim(logGroups['sessions'] ?? assert.fail()));
        claimed = true;
        return undefined;
      });
      const [report] = await raced.remove({}, { regions });
      assert.deepEqual(
        report?.changes.map(({ resource, status }) => `${resource} ${status}`),
        ['agent-update done', 'preferences done', 'log-group kept', 'kms-key kept'],
      );
      assert.ok((await raced.region()).logGroups['sessions']);
    }
  });

  it('done at once, reads again where it is overtaken', async () => {
    const on = world();
    await on.setup();
    const { associations } = await on.region();
    intercept(on, /^AmazonSSM\.DeleteDocument$/, async () => {
      await on.edit((region) => void (region.logGroups = {}));
      return undefined;
    });
    const [report] = await on.remove();
    assert.deepEqual([report?.status, report?.error, Object.keys(associations).length], ['changed', undefined, 1]);
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

  it('keeps the key that a log group had before, with --keep-logs: it may hold events under it', async () => {
    const on = world();
    await on.setup({ kms: true });
    await on.setup({ kms: true, 'kms-alias': 'other' });
    const { aliases, logGroups, keys } = await on.region();
    const second = keys[aliases['alias/other']?.target ?? ''];
    assert.equal(logGroups['sessions']?.kmsKeyId, second?.arn);
    const done = await actions(on, { 'keep-logs': true });
    assert.equal(done['kms-key'], 'log group sessions, which is kept, may hold events encrypted with it');
    const other = await actions(on, { 'keep-logs': true, 'kms-alias': 'other' });
    assert.equal(other['kms-key'], 'what is kept here still needs it');
    assert.deepEqual(
      Object.values((await on.region()).keys).map(({ state }) => state),
      ['Enabled', 'Enabled'],
    );
  });

  it('does not touch the key that an alias has pointed to before somebody moved it, even by force', async () => {
    const on = world();
    await on.setup({ kms: true });
    const [ours] = Object.values((await on.region()).keys);
    const theirs = '99999999-9999-4999-8999-999999999999';
    await on.edit(({ keys, aliases }) => {
      if (!ours) assert.fail();
      const arn = ours.arn.replace(ours.id, theirs);
      keys[theirs] = { ...ours, id: theirs, arn, policy: iamOnly(ours.policy), tags: {} };
      for (const alias of Object.values(aliases)) alias.target = theirs;
    });
    const done = await actions(on, { force: true, 'keep-logs': true });
    assert.equal(done['log-group'], '--keep-logs');
    const { keys, logGroups } = await on.region();
    assert.equal(keys[ours?.id ?? '']?.state, 'Enabled');
    assert.equal(logGroups['sessions']?.kmsKeyId, ours?.arn);
  });

  it('finds the key although KMS once says that there is no such alias', async () => {
    const on = world();
    await on.setup({ kms: true });
    const missed = missAlias(on);
    assert.equal((await actions(on))['kms-key'], 'delete');
    assert.equal(missed(), 1);
    const { keys, aliases } = await on.region();
    assert.deepEqual([Object.values(keys).map(({ state }) => state), aliases], [['PendingDeletion'], {}]);
  });

  it('goes on without the key where KMS is denied altogether, and says that it stays', async () => {
    const before = world();
    await before.setup({ kms: true });
    const on = world({ state: await before.sandbox.snapshot(), faults: { deniedActions: ['kms:*'] } });
    const [report] = await on.remove();
    assert.deepEqual(
      [report?.status, ...(report?.changes ?? []).map(({ resource, status }) => `${resource} ${status}`)],
      ['changed', 'agent-update done', 'preferences done', 'log-group done', 'kms-key kept'],
    );
    assert.match(report?.changes[3]?.reason ?? '', /^it cannot be read: .*kms:DescribeKey/);
    const { keys, ...rest } = await on.region();
    assert.deepEqual(
      [Object.values(keys).map(({ state }) => state), rest.logGroups, rest.documents, rest.associations],
      [['Enabled'], {}, {}, {}],
    );
  });

  it('keeps the key where only its tags cannot be read, and does not go on where a log group may not', async () => {
    const before = world();
    await before.setup({ kms: true });
    const state = await before.sandbox.snapshot();
    const on = world({ state, faults: { deniedActions: ['kms:ListResourceTags'] } });
    assert.match((await actions(on))['kms-key'] ?? '', /^it cannot be read: .*kms:ListResourceTags/);
    const blind = world({ state, faults: { deniedActions: ['logs:Describe*'] } });
    const [report] = await blind.remove();
    assert.deepEqual([report?.status, report?.changes], ['failed', []]);
    assert.deepEqual(await blind.sandbox.snapshot(), state);
  });

  it('takes every key away that interrupted runs left without alias', async () => {
    const on = world();
    await on.setup({ kms: true });
    await on.edit((region) => {
      const [key] = Object.values(region.keys);
      const id = '99999999-9999-4999-8999-999999999999';
      if (key) region.keys[id] = { ...key, id, arn: key.arn.replace(key.id, id) };
      region.aliases = {};
      region.logGroups = {};
    });
    await actions(on);
    assert.deepEqual(
      Object.values((await on.region()).keys).map(({ state }) => state),
      ['PendingDeletion', 'PendingDeletion'],
    );
  });

  it('puts back what was there before, also after several overwrites', async () => {
    const before = await stateWithForeignDocument();
    const on = world({ state: before });
    await on.setup({ overwrite: true, 'log-group': 'sessions' });
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
        'keep: KMS key alias/session',
        'delete: Deleting IAM policy session-manager-sessions',
      ],
    );
  });
});
