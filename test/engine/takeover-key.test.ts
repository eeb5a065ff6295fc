// Keys behind our alias that others made: used as they are, refused, or taken over with `--overwrite`.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { Key } from '../../src/sandbox/state/kms.ts';
import { policyText } from './identities.ts';
import { change, CLOSED_TO_LOGS, keyArn, plantKey } from './planted.ts';
import { ACCOUNT, world, type World } from './world.ts';

const KMS: RawInputs = { kms: true };
const OVERWRITE: RawInputs = { kms: true, overwrite: true };
const theirs = () => ({ alias: 'alias/session', tags: { team: 'payments' }, rotationDays: null });
const GONE = '2030-01-01T00:00:00.000Z';

const keyOf = async (on: World): Promise<Key> => Object.values((await on.region()).keys)[0] ?? assert.fail('no key');
const written = (on: World): readonly string[] =>
  on.sandbox.calls.map(({ operation }) => operation).filter((operation) => !/^(Get|List|Describe)/.test(operation));

const UNFIT = [
  ['disabled', { state: 'Disabled' }],
  ['pending deletion', { state: 'PendingDeletion', deletion: GONE }],
  ['closed to CloudWatch Logs', { policy: CLOSED_TO_LOGS }],
] as const satisfies readonly (readonly [string, Partial<Key>])[];

describe('a key of others behind our alias', () => {
  for (const [what, unfit] of UNFIT) {
    it(`that is ${what} fails setup and plan, which write nothing and say whose it is`, async () => {
      for (const verb of ['setup', 'plan'] as const) {
        const on = world();
        await plantKey(on, 1, { ...theirs(), ...unfit });
        const before = await keyOf(on);
        const [report] = await on[verb](KMS);
        assert.equal(report?.error?.code, 'KeyNotOurs');
        assert.match(report.error.message, /session-manager did not make it \(its tags: team=payments\)/);
        assert.match(report.error.advice ?? '', /--kms-alias.*--overwrite/);
        assert.deepEqual([await keyOf(on), written(on)], [before, []]);
      }
    });

    it(`that is ${what} is taken over with --overwrite: made to serve, tagged, its rotation left; delete keeps it`, async () => {
      const on = world();
      await plantKey(on, 1, { ...theirs(), ...unfit });
      const [report] = await on.setup(OVERWRITE);
      assert.equal(report?.error, undefined, report?.error?.message);
      const { state, tags, rotationDays } = await keyOf(on);
      assert.deepEqual([state, tags['session-manager:managed'], rotationDays], ['Enabled', 'taken-over', null]);
      assert.equal((await on.region()).logGroups['sessions']?.kmsKeyId, keyArn());
      assert.equal((await on.setup(KMS))[0]?.status, 'unchanged');
      const [removed] = await on.remove({ 'keep-logs': true });
      const kept = removed?.changes.find(({ resource }) => resource === 'kms-key');
      assert.deepEqual([kept?.action, kept?.status], ['keep', 'kept']);
      assert.match(kept?.reason ?? '', /it was there before/);
      assert.equal((await keyOf(on)).state, 'Enabled');
    });
  }

  it('that serves is used as it is, with --overwrite or without, and delete keeps it', async () => {
    for (const inputs of [KMS, OVERWRITE]) {
      const on = world();
      await plantKey(on, 1, theirs());
      const before = await keyOf(on);
      const [report] = await on.setup(inputs);
      assert.equal(report?.error, undefined, report?.error?.message);
      assert.equal((await on.region()).logGroups['sessions']?.kmsKeyId, keyArn());
      await on.remove();
      assert.deepEqual(await keyOf(on), before);
    }
  });

  for (const [what, unfit] of UNFIT) {
    it(`that was taken over, and that its owner made ${what} since, is theirs again: only --overwrite changes it`, async () => {
      const on = world();
      await plantKey(on, 1, { ...theirs(), policy: CLOSED_TO_LOGS });
      await on.setup(OVERWRITE);
      await change(on, ({ keys }) => Object.values(keys).forEach((key) => Object.assign(key, unfit)));
      for (const verb of ['setup', 'plan'] as const) {
        const [before, calls] = [await keyOf(on), written(on).length];
        const [report] = await on[verb](KMS);
        assert.equal(report?.error?.code, 'KeyNotOurs');
        assert.match(
          report.error.message,
          /did not make it \(setup --overwrite changed it before; its tags: team=payments\)/,
        );
        assert.deepEqual([await keyOf(on), written(on).length], [before, calls]);
      }
      assert.equal((await on.setup(OVERWRITE))[0]?.error, undefined);
      assert.equal((await keyOf(on)).state, 'Enabled');
    });
  }

  it('that was taken over keeps its rotation and its policy in later runs without --overwrite', async () => {
    const on = world();
    await plantKey(on, 1, { ...theirs(), policy: CLOSED_TO_LOGS });
    await on.setup(OVERWRITE);
    const before = await keyOf(on);
    const [rotated] = await on.setup({ ...KMS, 'rotation-days': '90' });
    assert.equal(rotated?.changes.find(({ resource }) => resource === 'kms-key')?.status, 'kept');
    assert.equal((await on.setup({ ...KMS, 'log-group': 'other' }))[0]?.error?.code, 'KeyNotOurs');
    assert.deepEqual(await keyOf(on), before);
  });

  for (const owner of ['alias/other', 'false', '', 'log-group']) {
    it(`whose tag says that it was made for something else (${owner}) is that of others, for setup and for delete`, async () => {
      const on = world();
      await plantKey(on, 1, { ...theirs(), tags: { 'session-manager:managed': owner } });
      const served = await keyOf(on);
      assert.equal((await on.setup({ ...KMS, tag: ['team=ops'] }))[0]?.error, undefined);
      const [removed] = await on.remove();
      assert.equal(removed?.changes.find(({ resource }) => resource === 'kms-key')?.action, 'keep');
      assert.deepEqual(await keyOf(on), served);
      await change(on, ({ keys }) => Object.values(keys).forEach((key) => (key.state = 'Disabled')));
      const [refused] = await on.setup(KMS);
      assert.equal(refused?.error?.code, 'KeyNotOurs');
      assert.ok(refused.error.message.includes(`its tags: session-manager:managed=${owner}`), refused.error.message);
      await on.setup(OVERWRITE);
      const { state, tags } = await keyOf(on);
      assert.deepEqual([state, tags['session-manager:managed']], ['Enabled', 'taken-over']);
    });
  }

  it('keeps its rotation where another one is asked for, unless --overwrite is given', async () => {
    const on = world();
    await plantKey(on, 1, theirs());
    const [kept] = await on.setup({ ...KMS, 'rotation-days': '90' });
    assert.equal(kept?.changes.find(({ resource }) => resource === 'kms-key')?.status, 'kept');
    assert.equal((await keyOf(on)).rotationDays, null);
    await on.setup({ ...OVERWRITE, 'rotation-days': '90' });
    assert.equal((await keyOf(on)).rotationDays, 90);
  });

  it('is not revived by a run that was killed after it cancelled its deletion', async () => {
    const on = world({ faults: { deniedActions: ['kms:TagResource'] } });
    await plantKey(on, 1, { ...theirs(), state: 'PendingDeletion', deletion: GONE });
    await on.setup(OVERWRITE);
    const next = world({ state: await on.sandbox.snapshot() });
    assert.equal((await next.setup(KMS))[0]?.error?.code, 'KeyNotOurs');
    assert.equal((await next.setup(OVERWRITE))[0]?.error, undefined);
    assert.equal((await keyOf(next)).tags['session-manager:managed'], 'taken-over');
  });
});

describe('a key whose rotation AWS does not change', () => {
  const ours = () => ({
    alias: 'alias/session',
    tags: { 'session-manager:managed': 'alias/session' },
    rotationDays: null,
  });
  const replica = { multiRegion: true, replicaOf: keyArn(1, 'us-west-2') };
  for (const [what, fixed] of [
    ['a replica of a multi-Region key', replica],
    ['a key with imported material', { origin: 'EXTERNAL' }],
    ['a key in a CloudHSM cluster', { origin: 'AWS_CLOUDHSM' }],
    ['a key in an external key store', { origin: 'EXTERNAL_KEY_STORE' }],
  ] as const) {
    it(`is used: ${what}, and its rotation is refused by name where it is asked for`, async () => {
      const on = world();
      await plantKey(on, 1, { ...ours(), ...fixed });
      const [refused] = await on.setup({ ...KMS, 'rotation-days': '90' });
      assert.equal(refused?.error?.code, 'KeyNotRotatable');
      assert.deepEqual(written(on), []);
      const [report] = await on.setup(KMS);
      assert.equal(report?.error, undefined, report?.error?.message);
      assert.equal((await on.region()).logGroups['sessions']?.kmsKeyId, keyArn());
      const { targets } = await on.diagnose();
      const faults = targets
        .flatMap(({ findings }) => findings)
        .filter(({ check, verdict }) => check.startsWith('kms.') && verdict !== 'ok');
      assert.deepEqual(faults, []);
    });
  }
});

describe('a key whose policy names a role that was deleted', () => {
  const role = 'AROACKCEVSQ6C2EXAMPLE';
  const IAM = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
  const policy = policyText(IAM, { ...IAM, Principal: { AWS: [role] } });
  for (const [what, tags, inputs] of [
    ['ours', { 'session-manager:managed': 'alias/session' }, KMS],
    ['to be taken over', {}, OVERWRITE],
  ] as const) {
    it(`fails setup and plan by its name, before anything is written, where it is ${what}`, async () => {
      for (const verb of ['setup', 'plan'] as const) {
        const on = world();
        await plantKey(on, 1, { alias: 'alias/session', tags, policy });
        const [report] = await on[verb](inputs);
        assert.equal(report?.error?.code, 'DeletedPrincipals');
        assert.ok(report.error.message.includes(role), report.error.message);
        assert.deepEqual(written(on), []);
      }
    });
  }
});

describe('our statement in the policy of a key that others made', () => {
  const taken = async (inputs: RawInputs = {}): Promise<World> => {
    const on = world();
    await plantKey(on, 1, { ...theirs(), policy: CLOSED_TO_LOGS });
    assert.equal((await on.setup({ ...OVERWRITE, ...inputs }))[0]?.error, undefined);
    return on;
  };
  const keyChange = async (run: ReturnType<World['setup']>) => {
    const [report] = await run;
    assert.equal(report?.error, undefined, report?.error?.message);
    return report?.changes.find(({ resource }) => resource === 'kms-key') ?? assert.fail();
  };

  it('is taken out by delete together with the log group that needs it, and our tags with it', async () => {
    const on = await taken();
    assert.notEqual((await keyOf(on)).policy, CLOSED_TO_LOGS);
    const { action, summary } = await keyChange(on.planRemoval());
    assert.equal(action, 'update');
    assert.match(summary, /^Putting back KMS key alias\/session: our statement for log group sessions/);
    assert.equal((await keyChange(on.remove())).status, 'done');
    const { policy, tags, state } = await keyOf(on);
    assert.deepEqual([JSON.parse(policy), tags, state], [JSON.parse(CLOSED_TO_LOGS), { team: 'payments' }, 'Enabled']);
    assert.equal((await on.region()).logGroups['sessions'], undefined);
    assert.equal((await keyChange(on.remove())).action, 'keep');
  });

  it('stays as long as the log group stays: its events need the key', async () => {
    for (const inputs of [{ 'keep-logs': true }, {}] satisfies readonly RawInputs[]) {
      const on = await taken();
      const { policy } = await keyOf(on);
      if (!('keep-logs' in inputs))
        await on.edit(({ logGroups }) => Object.assign(logGroups['sessions'] ?? {}, { tags: {} }));
      assert.equal((await keyChange(on.remove(inputs))).action, 'keep');
      assert.equal((await keyOf(on)).policy, policy);
    }
  });

  it('stays where its owner wrote it, or has changed it since', async () => {
    const pasted = world();
    const { policy: ours } = await keyOf(await taken());
    await plantKey(pasted, 1, { ...theirs(), policy: ours });
    await pasted.setup({ ...OVERWRITE, 'rotation-days': '90' });
    await pasted.remove();
    assert.equal((await keyOf(pasted)).policy, ours);
    const changed = await taken();
    const narrowed = ours.replace('"kms:Decrypt",', '');
    assert.notEqual(narrowed, ours);
    await changed.edit(({ keys }) => Object.values(keys).forEach((key) => (key.policy = narrowed)));
    await changed.remove();
    assert.equal((await keyOf(changed)).policy, narrowed);
  });

  it('for another log group stays, and is taken out with that one', async () => {
    const on = await taken();
    await on.setup({ ...OVERWRITE, 'log-group': 'other' });
    await on.remove();
    const { tags, policy } = await keyOf(on);
    assert.equal(tags['session-manager:managed'], 'taken-over');
    assert.ok(policy.includes('log-group:other') && !policy.includes('log-group:sessions'), policy);
    await on.remove({ 'log-group': 'other' });
    assert.deepEqual(JSON.parse((await keyOf(on)).policy), JSON.parse(CLOSED_TO_LOGS));
    assert.deepEqual((await keyOf(on)).tags, { team: 'payments' });
  });

  it('stays where AWS would refuse the policy without it', async () => {
    const on = await taken();
    const { policy } = await keyOf(on);
    const deleted = policy.replace(
      '"Statement":[',
      '"Statement":[{"Effect":"Allow","Principal":{"AWS":"AROACKCEVSQ6C2EXAMPLE"},"Action":"kms:Decrypt","Resource":"*"},',
    );
    await on.edit(({ keys }) => Object.values(keys).forEach((key) => (key.policy = deleted)));
    assert.equal((await keyChange(on.remove())).action, 'keep');
    assert.equal((await keyOf(on)).policy, deleted);
  });
});

describe('what setup --overwrite changed of a key that others made', () => {
  const policyWith = (...statements: readonly object[]) =>
    policyText(
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      ...statements,
    );
  const logs = (more: object) => ({
    Sid: 'CloudWatchLogssessions',
    Effect: 'Allow',
    Principal: { Service: 'logs.us-east-1.amazonaws.com' },
    Action: 'kms:Decrypt',
    Resource: '*',
    ...more,
  });
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x']));

  for (const [what, key, inputs] of [
    ['that was disabled', { state: 'Disabled' }, {}],
    ['that was pending deletion', { state: 'PendingDeletion', deletion: GONE }, {}],
    ['that was not rotated', {}, { 'rotation-days': '90' }],
    ['that was rotated in another period', { rotationDays: 180 }, { 'rotation-days': '90' }],
    [
      'that was pending deletion and rotated',
      { state: 'PendingDeletion', deletion: GONE, rotationDays: 400 },
      { 'rotation-days': '90' },
    ],
    ['that was closed and not rotated', { policy: CLOSED_TO_LOGS }, { 'rotation-days': '90' }],
  ] as const satisfies readonly (readonly [string, Partial<Key>, RawInputs])[]) {
    it(`is put back by delete, and no tag of ours stays: of one ${what}, which stays enabled`, async () => {
      const on = world();
      await plantKey(on, 1, { ...theirs(), ...key });
      const { deletion: _, ...before } = await keyOf(on);
      assert.equal((await on.setup({ ...OVERWRITE, ...inputs }))[0]?.error, undefined);
      await on.setup({ ...OVERWRITE, ...inputs });
      const [removed] = await on.remove();
      assert.equal(removed?.error, undefined, removed?.error?.message);
      const after = await keyOf(on);
      assert.deepEqual(
        { ...after, policy: JSON.parse(after.policy) },
        { ...before, state: 'Enabled', policy: JSON.parse(before.policy) },
      );
      await change(on, ({ keys }) => Object.values(keys).forEach((each) => (each.state = 'Disabled')));
      assert.equal((await on.setup(KMS))[0]?.error?.code, 'KeyNotOurs');
    });
  }

  it('is not put back where its owner has changed it since', async () => {
    const on = world();
    await plantKey(on, 1, theirs());
    await on.setup({ ...OVERWRITE, 'rotation-days': '90' });
    await change(on, ({ keys }) => Object.values(keys).forEach((key) => (key.rotationDays = 200)));
    await on.remove();
    const { rotationDays, tags: left } = await keyOf(on);
    assert.deepEqual([rotationDays, left], [200, { team: 'payments' }]);
  });

  for (const [what, statement] of [
    ['too narrow', logs({})],
    ['for another log group', logs({ Condition: { StringEquals: { 'kms:EncryptionContext:aws:logs:arn': 'x' } } })],
    ['about something else', logs({ Principal: { AWS: ACCOUNT } })],
  ] as const) {
    it(`keeps a statement of theirs with the Sid that ours would have: one that is ${what}`, async () => {
      const on = world();
      const policy = policyWith(statement);
      await plantKey(on, 1, { ...theirs(), policy });
      const [report] = await on.setup(OVERWRITE);
      assert.equal(report?.error, undefined, report?.error?.message);
      const { Statement } = JSON.parse((await keyOf(on)).policy) as { Statement: readonly { Sid?: string }[] };
      assert.deepEqual(Statement.slice(0, 2), JSON.parse(policy).Statement);
      assert.deepEqual(
        Statement.slice(2).map(({ Sid }) => Sid),
        ['CloudWatchLogssessions2'],
      );
      assert.equal((await on.setup(OVERWRITE))[0]?.status, 'unchanged');
      await on.remove();
      const after = await keyOf(on);
      assert.deepEqual([JSON.parse(after.policy), after.tags], [JSON.parse(policy), { team: 'payments' }]);
    });
  }

  it('is nothing where a statement of theirs denies what ours would allow', async () => {
    const on = world();
    await plantKey(on, 1, { ...theirs(), policy: policyWith(logs({ Sid: 'No', Effect: 'Deny' })) });
    const [report] = await on.setup(OVERWRITE);
    assert.equal(report?.error?.code, 'KeyNotUsable');
    assert.match(report.error.advice ?? '', /^remove the statement that denies it/);
    assert.deepEqual(written(on), []);
  });

  it('is remembered in one call, before any other', async () => {
    const on = world();
    await plantKey(on, 1, { ...theirs(), tags: tags(47), policy: CLOSED_TO_LOGS });
    await on.setup({ ...OVERWRITE, 'rotation-days': '90' });
    assert.deepEqual(written(on).slice(0, 3), ['TagResource', 'PutKeyPolicy', 'EnableKeyRotation']);
    assert.equal(Object.keys((await keyOf(on)).tags).length, 50);
    await on.remove();
    assert.deepEqual((await keyOf(on)).tags, tags(47));
  });

  for (const [count, key, inputs] of [
    [48, { policy: CLOSED_TO_LOGS }, { 'rotation-days': '90' }],
    [49, { policy: CLOSED_TO_LOGS }, {}],
    [50, { state: 'Disabled' }, {}],
  ] as const satisfies readonly (readonly [number, Partial<Key>, RawInputs])[]) {
    it(`is nothing where its ${count} tags leave no room to remember it`, async () => {
      for (const verb of ['setup', 'plan'] as const) {
        const on = world();
        await plantKey(on, 1, { ...theirs(), ...key, tags: tags(count) });
        const [report] = await on[verb]({ ...OVERWRITE, ...inputs });
        assert.equal(report?.error?.code, 'TooManyTags');
        assert.deepEqual(written(on), []);
      }
    });
  }

  it('is nothing where its policy would be larger than AWS takes', async () => {
    const filler = (count: number) => logs({ Sid: 'x'.repeat(count) });
    const room = 32_768 - policyWith(filler(0)).length;
    for (const verb of ['setup', 'plan'] as const) {
      const on = world();
      await plantKey(on, 1, { ...theirs(), policy: policyWith(filler(room)) });
      const [report] = await on[verb](OVERWRITE);
      assert.equal(report?.error?.code, 'PolicyTooLarge');
      assert.match(report.error.message, /would have 33\d{3} bytes, and AWS takes 32768$/);
      assert.deepEqual(written(on), []);
    }
    const on = world();
    await plantKey(on, 1, { ...theirs(), policy: policyWith(filler(room - 1000)) });
    assert.equal((await on.setup(OVERWRITE))[0]?.error, undefined);
  });

  it('includes for which other alias it was made, which it is again afterwards', async () => {
    const on = world();
    await plantKey(on, 1, { ...theirs(), tags: { 'session-manager:managed': 'alias/other' }, state: 'Disabled' });
    await on.setup(OVERWRITE);
    await on.remove();
    assert.deepEqual((await keyOf(on)).tags, { 'session-manager:managed': 'alias/other' });
  });
});
