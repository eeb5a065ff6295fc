// Documents that others have a hand in: `setup --overwrite` must keep their work, and `delete` must not take it away.
import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { plantBucket, plantInputs, preferencesText } from './planted.ts';
import {
  comparable,
  documentOf,
  forgetVersionNames,
  intercept,
  outlineOf,
  refusal,
  stateWithForeignDocument,
  world,
  type World,
  writeByHand,
} from './world.ts';

const OVERWRITE: RawInputs = { overwrite: true, 'log-group': 'sessions' };
const BY_HAND = { cloudWatchLogGroupName: 'theirs', idleSessionTimeout: '7' };

const done = async (on: World, inputs: RawInputs = {}): Promise<Record<string, string>> => {
  const [report] = await on.remove(inputs);
  assert.equal(report?.error, undefined, report?.error?.message);
  return Object.fromEntries(
    (report?.changes ?? []).map(({ resource, status, action, reason }) => [resource, reason ?? `${action} ${status}`]),
  );
};
const setUp = async (on: World, inputs: RawInputs): Promise<void> => {
  const [report] = await on.setup(inputs);
  assert.equal(report?.error, undefined, report?.error?.message);
};
const inputsInEffect = async (on: World): Promise<Record<string, unknown>> => {
  const { versions, defaultVersion } = await documentOf(on);
  const { content = '{}' } = versions.find(({ version }) => version === defaultVersion) ?? {};
  return (JSON.parse(content) as { readonly inputs: Record<string, unknown> }).inputs;
};

describe('preferences that log elsewhere than to our log group', () => {
  const AWS_SAMPLE = {
    s3BucketName: 'audit',
    s3EncryptionEnabled: true,
    cloudWatchLogGroupName: '',
    cloudWatchEncryptionEnabled: true,
  };
  const logGroupOf = (reports: readonly TargetReport[]) =>
    reports[0]?.changes.find(({ resource }) => resource === 'log-group');
  const withInputs = async (inputs: Readonly<Record<string, unknown>>): Promise<World> => {
    const on = world();
    await plantInputs(on, inputs);
    await plantBucket(on, 'audit');
    return on;
  };
  const snapshot = async (on: World): Promise<unknown> => comparable(await on.sandbox.snapshot());

  for (const [where, inputs, reason] of [
    ['to S3 only, as in the sample of AWS', AWS_SAMPLE, /to S3 only/],
    ['to another log group', { cloudWatchLogGroupName: '/aws/ssm/sessions' }, /to \/aws\/ssm\/sessions/],
    ['nowhere', { s3BucketName: null }, /nowhere/],
  ] as const) {
    for (const flags of [{ overwrite: true }, { overwrite: true, retention: '30' }, {}]) {
      it(`keep their destination (${where}), and get no log group, with ${Object.keys(flags).join() || 'no flags'}`, async () => {
        const on = await withInputs(inputs);
        const raw = { ...flags, 'idle-timeout': '15' };
        const planned = logGroupOf(await on.plan(raw));
        await setUp(on, raw);
        assert.equal(planned?.action, 'keep');
        assert.match(planned.reason ?? '', reason);
        assert.deepEqual(planned.differences, []);
        assert.deepEqual((await on.region()).logGroups, {});
        const after = await inputsInEffect(on);
        assert.equal(after['cloudWatchLogGroupName'] ?? '', inputs.cloudWatchLogGroupName ?? '');
        assert.equal(after['idleSessionTimeout'], 'overwrite' in flags ? '15' : undefined);
      });
    }
  }

  it('get the log group that is asked for, with the key that they require', async () => {
    const on = await withInputs(AWS_SAMPLE);
    await setUp(on, { ...OVERWRITE, kms: true });
    assert.equal((await inputsInEffect(on))['cloudWatchLogGroupName'], 'sessions');
    assert.ok((await on.region()).logGroups['sessions']?.kmsKeyId);
  });

  for (const [what, inputs, raw, message] of [
    [
      'a log group without the key that is required',
      AWS_SAMPLE,
      { 'log-group': 'sessions' },
      /log group sessions .* no KMS key/,
    ],
    [
      'one of theirs that does not exist',
      { ...AWS_SAMPLE, cloudWatchLogGroupName: 'gone' },
      {},
      /log group gone .* does not exist/,
    ],
    ['a bucket that is not encrypted', { ...AWS_SAMPLE, s3BucketName: 'plain' }, {}, /bucket plain .* it is not/],
    [
      'more than a document may hold',
      { ...AWS_SAMPLE, shellProfile: { linux: 'x'.repeat(65_000) } },
      { 'shell-profile-windows': 'y'.repeat(600) },
      /AWS takes 65536/,
    ],
  ] as const) {
    it(`are not written, nor anything else, where that would mean ${what}; plan says so`, async () => {
      const on = await withInputs(inputs);
      await plantBucket(on, 'plain', { encryption: 'none' });
      const before = await snapshot(on);
      const flags = { overwrite: true, 'idle-timeout': '15', tag: ['team=ops'], ...raw };
      for (const [report] of [await on.plan(flags), await on.setup(flags)]) {
        assert.equal(report?.status, 'failed');
        assert.match(report.error?.message ?? '', message);
      }
      assert.deepEqual(await snapshot(on), before);
      const held = await on.setup({ 'idle-timeout': '15', 'agent-update': false });
      assert.equal(held[0]?.error, undefined, 'what is not asked to change is held, as ever');
    });
  }

  it('are judged again where somebody is faster', async () => {
    const on = await withInputs({ s3BucketName: 'audit' });
    let met = 0;
    intercept(on, /\.UpdateDocument$/, async () => {
      met += 1;
      if (met === 1) {
        await on.edit(({ documents }) => {
          const document = documents['SSM-SessionManagerRunShell'] ?? assert.fail();
          const content = preferencesText({ cloudWatchLogGroupName: 'gone', cloudWatchEncryptionEnabled: true });
          document.lastVersion = 2;
          document.versions.push({ version: '2', format: 'JSON', content, hash: '2', created: '2025-01-02T00:00:00Z' });
          document.defaultVersion = '2';
        });
      }
      return undefined;
    });
    const [report] = await on.setup({ overwrite: true, 'idle-timeout': '15' });
    assert.match(report?.error?.message ?? '', /log group gone .* does not exist/);
    assert.equal((await documentOf(on)).lastVersion, 2);
  });
});

describe('a document that we created and somebody has changed', () => {
  it('gets their version back when setup --overwrite has changed it again', async () => {
    const on = world();
    await setUp(on, {});
    await writeByHand(on, BY_HAND);
    await setUp(on, OVERWRITE);
    assert.equal((await inputsInEffect(on))['cloudWatchLogGroupName'], 'sessions');
    await done(on);
    assert.deepEqual(await inputsInEffect(on), BY_HAND);
  });
});

describe('a document that setup --overwrite has taken over', () => {
  it('keeps a version in effect that somebody has written since: delete takes only ours and our tags', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await setUp(on, OVERWRITE);
    assert.equal(await writeByHand(on, BY_HAND), '5');
    await done(on);
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3 5', inEffect: '5', tags: {} });
    assert.deepEqual(await inputsInEffect(on), BY_HAND);
  });

  it('gets back the version that somebody has written since, also when it was overwritten in turn', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await setUp(on, OVERWRITE);
    await writeByHand(on, BY_HAND);
    await setUp(on, { ...OVERWRITE, 'max-duration': '60' });
    const overwritten = await inputsInEffect(on);
    assert.deepEqual(
      [overwritten['idleSessionTimeout'], overwritten['maxSessionDuration'], overwritten['cloudWatchLogGroupName']],
      ['7', '60', 'sessions'],
    );
    await done(on);
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3 5', inEffect: '5', tags: {} });
    assert.deepEqual(await inputsInEffect(on), BY_HAND);
  });

  for (const [effect, inEffect] of [
    ['promoted', '4'],
    ['draft', '2'],
  ] as const) {
    it(`loses nothing of others where UpdateDocument was denied after it was tagged (a version ${effect})`, async () => {
      const denied = world({
        state: await stateWithForeignDocument(),
        faults: { deniedActions: ['ssm:UpdateDocument'] },
      });
      const [report] = await denied.setup(OVERWRITE);
      assert.equal(report?.changes.find(({ resource }) => resource === 'preferences')?.status, 'failed');
      assert.notDeepEqual((await documentOf(denied)).tags, {}, 'it was tagged before');
      const on = world({ state: await denied.sandbox.snapshot() });
      await writeByHand(on, BY_HAND, effect);
      await done(on);
      assert.deepEqual(await outlineOf(on), { versions: '1 2 3 4', inEffect, tags: {} });
    });
  }

  it('keeps the settings that another writer puts into effect between our reading and our writing', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    let written: string | undefined;
    intercept(on, /\.UpdateDocument$/, async () => {
      written ??= await writeByHand(on, BY_HAND);
      return undefined;
    });
    await setUp(on, OVERWRITE);
    assert.equal(written, '4');
    const { idleSessionTimeout, cloudWatchLogGroupName } = await inputsInEffect(on);
    assert.deepEqual([idleSessionTimeout, cloudWatchLogGroupName], ['7', 'sessions']);
    await done(on);
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3 4', inEffect: '4', tags: {} });
  });

  for (const [what, gone, since, after] of [
    ['from before', ['2'], false, { versions: '1', inEffect: '1' }],
    ['written since', ['2'], true, { versions: '1 5', inEffect: '5' }],
    ['that is left, whatever its number', ['1', '2'], true, { versions: '5', inEffect: '5' }],
  ] as const) {
    it(`gets the newest other version ${what} where somebody deleted the remembered one`, async () => {
      const on = world({ state: await stateWithForeignDocument() });
      await setUp(on, OVERWRITE);
      if (since) await writeByHand(on, BY_HAND, 'draft');
      await on.edit(({ documents }) => {
        const document = documents['SSM-SessionManagerRunShell'] ?? assert.fail();
        const removed: readonly string[] = [...gone, '3'];
        document.versions = document.versions.filter(({ version }) => !removed.includes(version));
      });
      await done(on);
      assert.deepEqual(await outlineOf(on), { ...after, tags: {} });
    });
  }

  it('needs what the version that is put back logs to: the log group and its key are kept', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    const group = { 'log-group': 'theirs' };
    await setUp(on, { ...OVERWRITE, ...group, kms: true, 'idle-timeout': '5' });
    const outcome = await done(on, group);
    assert.equal(outcome['preferences'], 'update done');
    assert.match(outcome['log-group'] ?? '', /still logs to it/);
    assert.match(outcome['kms-key'] ?? '', /still needs it/);
    const { keys, logGroups, aliases } = await on.region();
    assert.deepEqual([Object.keys(logGroups), Object.keys(aliases)], [['theirs'], ['alias/session']]);
    assert.deepEqual(
      Object.values(keys).map(({ state }) => state),
      ['Enabled'],
    );
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3', inEffect: '2', tags: {} });
  });

  it('is overwritten also where somebody has already saved the same as a draft, which stays', async () => {
    const first = world({ state: await stateWithForeignDocument() });
    await setUp(first, OVERWRITE);
    const { content = '' } = (await documentOf(first)).versions.at(-1) ?? {};
    const on = world({ state: await stateWithForeignDocument() });
    await writeByHand(on, {}, 'draft');
    await on.edit(({ documents }) => {
      const draft = documents['SSM-SessionManagerRunShell']?.versions.at(-1) ?? assert.fail();
      draft.content = content;
    });
    await setUp(on, OVERWRITE);
    assert.equal((await inputsInEffect(on))['cloudWatchLogGroupName'], 'sessions');
    await done(on);
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3 4', inEffect: '2', tags: {} });
  });

  it('is put back also after several overwrites where the endpoint keeps no names of versions', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    forgetVersionNames(on);
    await setUp(on, OVERWRITE);
    await setUp(on, { ...OVERWRITE, 'idle-timeout': '5' });
    await done(on);
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3', inEffect: '2', tags: {} });
  });

  it('is put back to what somebody put into effect while delete waited for a yes', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await setUp(on, OVERWRITE);
    await on.remove({}, {}, { afterPlan: async () => void (await writeByHand(on, BY_HAND)) });
    assert.deepEqual(await outlineOf(on), { versions: '1 2 3 5', inEffect: '5', tags: {} });
  });
});

describe('a document that setup made', () => {
  it('is kept by delete, with what it needs, where somebody has changed it by hand, unless it is forced', async () => {
    const on = world();
    await setUp(on, { kms: true });
    await writeByHand(on, { cloudWatchLogGroupName: 'sessions', idleSessionTimeout: '7' });
    const before = comparable({ ...(await on.sandbox.snapshot()) });
    const outcome = await done(on, { 'keep-logs': true });
    assert.match(outcome['preferences'] ?? '', /somebody else has written version 2 of it since; --force/);
    assert.match((await done(on))['log-group'] ?? '', /still logs to it/);
    assert.match((await done(on))['kms-key'] ?? '', /still needs it/);
    assert.deepEqual(await outlineOf(on), {
      versions: '1 2',
      inEffect: '2',
      tags: { 'session-manager:managed': 'preferences' },
    });
    assert.notDeepEqual(comparable(await on.sandbox.snapshot()), before, 'the association has gone');
    assert.equal((await done(on, { force: true }))['preferences'], 'delete done');
    assert.deepEqual((await on.region()).documents, {});
  });

  it('is treated as one of somebody else where it has lost its tags: it is overwritten only, and put back', async () => {
    const on = world();
    await setUp(on, {});
    await on.edit(({ documents }) => {
      for (const document of Object.values(documents)) document.tags = {};
    });
    await setUp(on, { ...OVERWRITE, 'idle-timeout': '5' });
    assert.equal((await inputsInEffect(on))['idleSessionTimeout'], '5');
    assert.equal((await done(on))['preferences'], 'update done');
    assert.deepEqual(await outlineOf(on), { versions: '1', inEffect: '1', tags: {} });
  });

  it('is kept where somebody has changed it by hand and deleted our first version', async () => {
    const on = world();
    await setUp(on, {});
    await writeByHand(on, BY_HAND);
    await on.edit(({ documents }) => void documents['SSM-SessionManagerRunShell']?.versions.shift());
    assert.match((await done(on))['preferences'] ?? '', /version 2 of it since/);
    assert.equal((await documentOf(on)).defaultVersion, '2');
  });

  it('is kept where somebody has changed it while delete waited for a yes', async () => {
    const on = world();
    await setUp(on, {});
    const [report] = await on.remove({}, {}, { afterPlan: async () => void (await writeByHand(on, BY_HAND)) });
    assert.equal(report?.changes.find(({ resource }) => resource === 'preferences')?.status, 'kept');
    assert.equal((await documentOf(on)).defaultVersion, '2');
  });

  it('stays where somebody has taken its tags away while delete waited for a yes', async () => {
    const on = world();
    await setUp(on, { kms: true });
    const afterPlan = (): Promise<void> =>
      on.edit(({ documents }) => {
        for (const document of Object.values(documents)) document.tags = {};
      });
    const [report] = await on.remove({}, {}, { afterPlan });
    assert.deepEqual(
      report?.changes.map(({ resource, action, status }) => `${resource} ${action} ${status}`),
      ['agent-update delete done', 'preferences keep kept', 'log-group keep kept', 'kms-key keep kept'],
    );
    assert.equal((await documentOf(on)).defaultVersion, '1');
  });

  it('stays, with all that it needs, where that turns out only while delete is at work', async () => {
    const on = world();
    await setUp(on, { kms: true, 'encrypt-sessions': true });
    let met = 0;
    intercept(on, /\.DeleteDocument$/, async () => {
      met += 1;
      if (met > 1) return undefined;
      await on.edit(({ documents }) => {
        for (const document of Object.values(documents)) document.tags = {};
      });
      return refusal('TooManyUpdates', 'There are concurrent updates for a resource.');
    });
    const [report] = await on.remove();
    assert.deepEqual(
      report?.changes.map(({ resource, action, status }) => `${resource} ${action} ${status}`),
      ['agent-update delete done', 'preferences keep kept', 'log-group keep kept', 'kms-key keep kept'],
    );
    const [, preferences, group, key] = report?.changes ?? [];
    assert.match(preferences?.reason ?? '', /does not carry the tag of session-manager/);
    assert.equal(preferences?.summary, 'SSM Document SSM-SessionManagerRunShell');
    assert.match(group?.reason ?? '', /still logs to it/);
    assert.match(key?.reason ?? '', /still needs it/);
    assert.equal(met, 1);
    const { keys, logGroups, documents } = await on.region();
    assert.deepEqual([Object.keys(logGroups), Object.keys(documents).length], [['sessions'], 1]);
    assert.equal(Object.values(keys)[0]?.state, 'Enabled');
  });

  it('gets tags without a new version where it is written in another way, and says the same', async () => {
    const on = world();
    await setUp(on, {});
    await on.edit(({ documents }) => {
      const [version] = documents['SSM-SessionManagerRunShell']?.versions ?? [];
      if (version) version.content = JSON.stringify(JSON.parse(version.content)).replaceAll('true', '"true"');
    });
    await setUp(on, { tag: ['team=platform'] });
    assert.deepEqual(await outlineOf(on), {
      versions: '1',
      inEffect: '1',
      tags: { 'session-manager:managed': 'preferences', team: 'platform' },
    });
    const asked = on.sandbox.calls.map(({ operation }) => operation);
    assert.ok(!asked.includes('UpdateDocument') && asked.includes('AddTagsToResource'), asked.join(' '));
  });
});
