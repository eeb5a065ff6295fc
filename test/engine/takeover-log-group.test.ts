// Log groups that others made: used as they are, or taken over with `--overwrite`; `delete` puts them back, and deletes none.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { LogGroup } from '../../src/sandbox/state/logs.ts';
import { courseOf } from './kills.ts';
import { plantInputs, plantKey, plantLogGroup } from './planted.ts';
import { intercept, world, type World } from './world.ts';

const THEIRS = { tags: { team: 'payments' }, retentionInDays: 7 };

const groupOf = async (on: World, name = 'sessions'): Promise<LogGroup> =>
  (await on.region()).logGroups[name] ?? assert.fail('the log group is gone');
const written = (on: World): readonly string[] =>
  on.sandbox.calls
    .filter(({ service, operation }) => service === 'logs' && !/^(List|Describe)/.test(operation))
    .map(({ operation }) => operation);
const changeOf = async (run: ReturnType<World['setup']>) => {
  const [report] = await run;
  assert.equal(report?.error, undefined, report?.error?.message);
  return report?.changes.find(({ resource }) => resource === 'log-group') ?? assert.fail();
};

/** What is asked for of a group that keeps its events for seven days, is not protected and has no key. */
const ASKED = [
  ['--retention', { retention: '365' }, 'retentionInDays'],
  ['--retention never', { retention: 'never' }, 'retentionInDays'],
  ['--deletion-protection', { 'deletion-protection': true }, 'deletionProtectionEnabled'],
  ['--log-group', { 'log-group': 'theirs', retention: '1' }, 'retentionInDays'],
] as const satisfies readonly (readonly [string, RawInputs, string])[];

describe('a log group of others', () => {
  for (const [what, inputs, field] of ASKED) {
    const name = 'log-group' in inputs ? inputs['log-group'] : 'sessions';

    it(`is held where ${what} asks for something else, with a warning that says whose it is; plan says the same`, async () => {
      for (const verb of ['setup', 'plan'] as const) {
        const on = world();
        await plantLogGroup(on, name, THEIRS);
        const before = await groupOf(on, name);
        const { action, status, summary, reason, differences } = await changeOf(on[verb](inputs));
        assert.deepEqual([action, status], ['keep', 'kept']);
        assert.equal(summary, `WARN: CloudWatch log group ${name} already exists`);
        assert.match(reason ?? '', /session-manager did not make it \(its tags: team=payments\).*--overwrite/);
        assert.deepEqual(
          differences.map((difference) => difference.field),
          [field],
        );
        assert.deepEqual([await groupOf(on, name), written(on)], [before, []]);
      }
    });

    it(`is taken over by ${what} with --overwrite, and delete puts it back`, async () => {
      const on = world();
      await plantLogGroup(on, name, THEIRS);
      const before = await groupOf(on, name);
      const { action, status, summary } = await changeOf(on.setup({ ...inputs, overwrite: true }));
      assert.deepEqual([action, status], ['update', 'done']);
      assert.equal(summary, `Taking over CloudWatch log group ${name}: session-manager did not make it`);
      assert.equal((await groupOf(on, name)).tags['session-manager:managed'], 'taken-over');
      assert.equal((await changeOf(on.setup(inputs))).action, 'none');
      const removed = await changeOf(on.remove({ 'log-group': name }));
      assert.deepEqual([removed.action, removed.status], ['update', 'done']);
      assert.match(removed.summary, /^Putting back CloudWatch log group/);
      assert.deepEqual(await groupOf(on, name), before);
    });
  }

  it('keeps its protection where --no-deletion-protection asks for none', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', { ...THEIRS, deletionProtection: true });
    assert.equal((await changeOf(on.setup({ 'deletion-protection': false }))).action, 'keep');
    assert.equal((await groupOf(on)).deletionProtection, true);
  });

  it('gets no tags of the user', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    await on.setup({ tag: ['team=ops'], retention: '365', overwrite: true });
    assert.equal((await groupOf(on)).tags['team'], 'payments');
  });

  it('is not looked at for its owner where it is as asked for', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    assert.equal((await changeOf(on.setup({ retention: '7', overwrite: true }))).action, 'none');
    assert.ok(
      on.sandbox.calls.every(({ service, operation }) => service !== 'logs' || operation === 'DescribeLogGroups'),
    );
    assert.deepEqual((await groupOf(on)).tags, THEIRS.tags);
  });

  it('counts as theirs where its tags may not be read; --overwrite then fails with nothing changed', async () => {
    const on = world({ faults: { deniedActions: ['logs:ListTagsForResource'] } });
    await plantLogGroup(on, 'sessions', { ...THEIRS, tags: { 'session-manager:managed': 'log-group' } });
    assert.match((await changeOf(on.setup({ retention: '365' }))).reason ?? '', /its tags cannot be read/);
    const [report] = await on.setup({ retention: '365', overwrite: true });
    assert.equal(report?.error?.code, 'AccessDeniedException');
    assert.deepEqual(written(on), []);
  });

  it('is kept by delete, also where it logs sessions, and goes only with --force', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    await on.setup();
    assert.equal((await changeOf(on.remove())).action, 'keep');
    assert.deepEqual((await groupOf(on)).tags, THEIRS.tags);
    await on.remove({ force: true });
    assert.equal((await on.region()).logGroups['sessions'], undefined);
  });
});

describe('delete --force', () => {
  it('deletes no log group of others that only the default names, where the preferences log elsewhere', async () => {
    for (const inputs of [{ cloudWatchLogGroupName: 'theirs' }, { s3BucketName: 'audit' }]) {
      const on = world();
      await plantInputs(on, inputs);
      await plantLogGroup(on, 'sessions', THEIRS);
      const planned = await changeOf(on.planRemoval({ force: true }));
      assert.equal(planned.action, 'keep');
      assert.match(planned.reason ?? '', /^the preferences log to .*--log-group/);
      assert.equal((await changeOf(on.remove({ force: true }))).action, 'keep');
      assert.deepEqual((await groupOf(on)).tags, THEIRS.tags);
    }
  });

  it('deletes one that is named, or that the preferences log to, or where there are none', async () => {
    for (const [named, inputs] of [
      [{ cloudWatchLogGroupName: 'theirs' }, { 'log-group': 'sessions' }],
      [{ cloudWatchLogGroupName: 'sessions' }, {}],
      [undefined, {}],
    ] as const) {
      const on = world();
      if (named) await plantInputs(on, named);
      await plantLogGroup(on, 'sessions', THEIRS);
      assert.equal((await changeOf(on.remove({ force: true, ...inputs }))).action, 'delete');
      assert.equal((await on.region()).logGroups['sessions'], undefined);
    }
  });
});

describe('a log group of others without a key', () => {
  it('refuses new preferences with --kms before anything is written, and says what to do', async () => {
    for (const verb of ['setup', 'plan'] as const) {
      const on = world();
      await plantLogGroup(on, 'sessions', THEIRS);
      const [report] = await on[verb]({ kms: true });
      assert.equal(report?.error?.code, 'SessionsRefused');
      assert.match(report.error.message, /log group sessions is encrypted, and it has no KMS key/);
      assert.match(report.error.advice ?? '', /--overwrite.*--log-group/);
      assert.ok(on.sandbox.calls.every(({ operation }) => /^(Get|List|Describe)/.test(operation)));
    }
  });

  it('is encrypted with --overwrite; delete keeps it and its logs encrypted, and the key', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    const before = await groupOf(on);
    await changeOf(on.setup({ kms: true, overwrite: true }));
    const { kmsKeyId } = await groupOf(on);
    assert.ok(kmsKeyId);
    for (const inputs of [{}, {}, { force: true, 'log-group': 'other' }] satisfies readonly RawInputs[]) {
      await on.remove(inputs);
      const [key] = Object.values((await on.region()).keys);
      assert.equal(key?.state, 'Enabled');
      assert.deepEqual(await groupOf(on), { ...before, kmsKeyId });
    }
  });

  it('stays as it is where the preferences that are there are left', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    await plantInputs(on, { cloudWatchLogGroupName: 'sessions' });
    assert.equal((await changeOf(on.setup({ kms: true }))).action, 'keep');
    assert.equal((await groupOf(on)).kmsKeyId, undefined);
  });
});

describe('a log group of others with a key of theirs', () => {
  it('serves as it is, and gets its key back after --overwrite', async () => {
    const on = world();
    const theirs = await plantKey(on, 7);
    await plantLogGroup(on, 'sessions', { ...THEIRS, kmsKeyId: theirs });
    const before = await groupOf(on);
    const held = await changeOf(on.setup({ kms: true }));
    assert.equal(held.action, 'keep');
    assert.deepEqual(await groupOf(on), before);
    await changeOf(on.setup({ kms: true, overwrite: true }));
    const { kmsKeyId: ours } = await groupOf(on);
    assert.notEqual(ours, theirs);
    await on.remove();
    assert.deepEqual(await groupOf(on), before);
    const { keys } = await on.region();
    assert.deepEqual(
      Object.values(keys).map(({ state }) => state),
      ['Enabled', 'Enabled'],
      'events that arrived meanwhile are encrypted with our key',
    );
  });
});

describe('a log group whose earlier key serves no more', () => {
  for (const [what, lose, words] of [
    ['is to be deleted', (on: World) => plantKey(on, 7, { state: 'PendingDeletion' }), 'is in state PendingDeletion'],
    ['is disabled', (on: World) => plantKey(on, 7, { state: 'Disabled' }), 'is in state Disabled'],
    [
      'is gone',
      (on: World) =>
        on.edit(({ keys }) => {
          for (const id of Object.keys(keys)) if (id.startsWith('00000007')) delete keys[id];
        }),
      'does not exist',
    ],
  ] as const) {
    it(`gets back the rest where that ${what}, as plan says`, async () => {
      const on = world();
      await plantLogGroup(on, 'sessions', { ...THEIRS, kmsKeyId: await plantKey(on, 7) });
      await changeOf(on.setup({ kms: true, retention: '30', 'deletion-protection': true, overwrite: true }));
      const { kmsKeyId: ours } = await groupOf(on);
      await lose(on);
      const planned = await changeOf(on.planRemoval());
      assert.ok(planned.summary.endsWith(`which it had before, ${words}, so it keeps ${ours}`), planned.summary);
      const removed = await changeOf(on.remove());
      assert.deepEqual([removed.summary, removed.status], [planned.summary, 'done']);
      const { retentionInDays, deletionProtection, tags, kmsKeyId } = await groupOf(on);
      assert.deepEqual([retentionInDays, deletionProtection, tags, kmsKeyId], [7, false, THEIRS.tags, ours]);
    });
  }
});

describe('a log group with as many tags as AWS takes', () => {
  it('is not taken over, and nothing is written', async () => {
    const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, 'x']));
    for (const verb of ['plan', 'setup'] as const) {
      const on = world();
      await plantLogGroup(on, 'sessions', { ...THEIRS, tags: tagsOf(49) });
      const [report] = await on[verb]({ retention: '365', overwrite: true });
      assert.equal(report?.error?.code, 'TooManyTags');
      assert.match(report.error.message, /log group sessions would have 51 tags, and AWS takes 50/);
      assert.ok(on.sandbox.calls.every(({ operation }) => /^(Get|List|Describe)/.test(operation)));
    }
    const on = world();
    await plantLogGroup(on, 'sessions', { ...THEIRS, tags: tagsOf(48) });
    assert.equal((await changeOf(on.setup({ retention: '365', overwrite: true }))).action, 'update');
  });
});

describe('a log group that was taken over', () => {
  const taken = async (inputs: RawInputs = { retention: '365' }): Promise<World> => {
    const on = world();
    await plantLogGroup(on, 'sessions', { ...THEIRS, storedBytes: 12_345 });
    await changeOf(on.setup({ ...inputs, overwrite: true }));
    return on;
  };

  it('is not deleted with --force either', async () => {
    const on = await taken();
    assert.equal((await changeOf(on.remove({ force: true }))).action, 'update');
    assert.equal((await groupOf(on)).retentionInDays, 7);
  });

  it('is left with --keep-logs', async () => {
    const on = await taken();
    assert.equal((await changeOf(on.remove({ 'keep-logs': true }))).action, 'keep');
    assert.equal((await groupOf(on)).retentionInDays, 365);
  });

  it('keeps what somebody else has set since', async () => {
    const on = await taken();
    await on.edit(({ logGroups }) => Object.assign(logGroups['sessions'] ?? {}, { retentionInDays: 90 }));
    await on.remove();
    const { retentionInDays, tags } = await groupOf(on);
    assert.deepEqual([retentionInDays, tags], [90, THEIRS.tags]);
  });

  it('gets back what it was before the first of several changes', async () => {
    const on = await taken();
    await changeOf(on.setup({ retention: '30' }));
    await changeOf(on.setup({ retention: 'never', 'deletion-protection': true }));
    assert.match((await changeOf(on.planRemoval())).loss ?? '', /older than 7 days/);
    await on.remove();
    const { retentionInDays, deletionProtection, tags } = await groupOf(on);
    assert.deepEqual([retentionInDays, deletionProtection, tags], [7, false, THEIRS.tags]);
  });

  it('is put back although the preferences that are put back log to it', async () => {
    const on = world();
    await plantLogGroup(on, 'sessions', THEIRS);
    await plantInputs(on, { cloudWatchLogGroupName: 'sessions' });
    await changeOf(on.setup({ retention: '365', 'idle-timeout': '15', overwrite: true }));
    await on.remove();
    const { retentionInDays, tags } = await groupOf(on);
    assert.deepEqual([retentionInDays, tags], [7, THEIRS.tags]);
  });

  it('is put back as it was after any death of the run that took it over', async () => {
    const inputs = { overwrite: true, retention: '365', 'deletion-protection': true } as const;
    const start = world();
    await plantLogGroup(start, 'sessions', THEIRS);
    const before = await groupOf(start);
    const { remains } = await courseOf({ state: await start.sandbox.snapshot() }, (on) => on.setup(inputs));
    for (const { state, last } of remains) {
      const killed = world({ state });
      await killed.remove();
      assert.deepEqual(await groupOf(killed), before, `deleted after ${last}`);
      const again = world({ state });
      await again.setup({ ...inputs, retention: '30' });
      assert.equal((await groupOf(again)).retentionInDays, 30);
      await again.remove();
      assert.deepEqual(await groupOf(again), before, `set up again after ${last}`);
    }
  });

  it('is the same after two runs at once, and is put back', async () => {
    for (const seed of [1, 2, 3]) {
      const on = world({ faults: { latency: 1, seed } });
      await plantLogGroup(on, 'sessions', THEIRS);
      const before = await groupOf(on);
      const inputs = { overwrite: true, retention: '365', 'deletion-protection': true } as const;
      await Promise.all([changeOf(on.setup(inputs)), changeOf(on.setup(inputs))]);
      const { retentionInDays, tags } = await groupOf(on);
      assert.deepEqual([retentionInDays, tags['session-manager:replaced-retention']], [365, '7 365']);
      await on.remove();
      assert.deepEqual(await groupOf(on), before);
    }
  });
});

describe('a log group that somebody else makes while setup runs', () => {
  const raced = (theirs: Partial<LogGroup>): World => {
    const on = world();
    let made = false;
    intercept(on, /\.CreateLogGroup$/, async () => {
      if (!made) await plantLogGroup(on, 'sessions', theirs);
      made = true;
      return undefined;
    });
    return on;
  };

  it('is held', async () => {
    const on = raced(THEIRS);
    const { action, status } = await changeOf(on.setup({ retention: '365', tag: ['team=ops'] }));
    assert.deepEqual([action, status], ['keep', 'kept']);
    assert.deepEqual((await groupOf(on)).tags, THEIRS.tags);
  });

  it('lets no preferences be written that would refuse every session because of it', async () => {
    const on = raced(THEIRS);
    const [report] = await on.setup({ kms: true });
    assert.equal(report?.error?.code, 'SessionsRefused');
    assert.match(report.error.advice ?? '', /--overwrite/);
    const { documents, logGroups } = await on.region();
    assert.deepEqual([documents, logGroups['sessions']?.tags], [{}, THEIRS.tags]);
  });

  it('is ours where another run of ours made it', async () => {
    const on = raced({ tags: { 'session-manager:managed': 'log-group' } });
    assert.equal((await changeOf(on.setup({ retention: '30' }))).action, 'create');
    assert.equal((await groupOf(on)).retentionInDays, 30);
  });

  it('is kept by delete where it took the place of ours', async () => {
    const on = world();
    await on.setup();
    await on.edit(({ logGroups }) => delete logGroups['sessions']);
    await plantLogGroup(on, 'sessions', { tags: { team: 'web' } });
    assert.equal((await changeOf(on.remove())).action, 'keep');
    assert.deepEqual((await groupOf(on)).tags, { team: 'web' });
  });

  describe('with # in its name, which AWS does not tag', () => {
    const named = { 'log-group': 'audit#1' };

    async function existing(): Promise<World> {
      const on = world();
      await plantLogGroup(on, 'audit#1', THEIRS);
      return on;
    }

    it('is used as it is', async () => {
      const on = await existing();
      for (const { error } of await on.setup(named)) assert.equal(error, undefined);
      assert.deepEqual(Object.keys((await on.region()).logGroups), ['audit#1']);
      for (const { error } of await on.remove(named)) assert.equal(error, undefined);
      assert.deepEqual(Object.keys((await on.region()).logGroups), ['audit#1']);
    });

    it('is neither made nor changed: nothing would show whose it is', async () => {
      for (const [on, asked] of [
        [world(), named],
        [await existing(), { ...named, retention: '30', overwrite: true }],
      ] as const) {
        const before = await on.region();
        const [target] = await on.setup(asked);
        assert.equal(target?.error?.code, 'NotTaggable');
        assert.deepEqual(await on.region(), before);
      }
    });
  });
});
