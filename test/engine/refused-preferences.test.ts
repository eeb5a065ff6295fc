// Preferences with which no session would start are not written: neither is anything before them.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { keyArn, plantBucket, plantInputs, plantKey } from './planted.ts';
import { comparable, world, type World } from './world.ts';

const ALONE: RawInputs = { 'agent-update': false };
const CHANGE: RawInputs = { ...ALONE, overwrite: true, 'idle-timeout': '15' };

describe('preferences with which every session would be refused', () => {
  const REQUIRED = { s3EncryptionEnabled: true };
  const keyNamed =
    (kmsKeyId: string, overrides: Parameters<typeof plantKey>[2]) =>
    async (on: World): Promise<void> => {
      await plantKey(on, 1, overrides);
      await plantInputs(on, { kmsKeyId });
    };

  for (const [what, plant, raw, reason] of [
    [
      'a bucket that does not exist, in a new document',
      async () => undefined,
      { ...ALONE, 's3-bucket': 'nope-nope' },
      /does not exist/,
    ],
    [
      'a bucket that does not exist',
      (on: World) => plantInputs(on, {}),
      { ...CHANGE, 's3-bucket': 'nope-nope' },
      /does not exist/,
    ],
    [
      'a bucket that has gone since',
      (on: World) => plantInputs(on, { ...REQUIRED, s3BucketName: 'gone' }),
      CHANGE,
      /does not exist/,
    ],
    [
      'the ARN of a bucket',
      (on: World) => plantInputs(on, { ...REQUIRED, s3BucketName: 'arn:aws:s3:::b' }),
      CHANGE,
      /and not its ARN/,
    ],
    ['a key that is disabled', keyNamed(keyArn(1), { state: 'Disabled' }), CHANGE, /is disabled/],
    [
      'a key that is pending deletion',
      keyNamed('alias/theirs', { alias: 'alias/theirs', state: 'PendingDeletion' }),
      CHANGE,
      /about to be deleted/,
    ],
    ['a key that is asymmetric', keyNamed(keyArn(1), { spec: 'RSA_2048' }), CHANGE, /of kind RSA_2048/],
    [
      'a key that does not exist',
      (on: World) => plantInputs(on, { kmsKeyId: 'alias/gone' }),
      { ...CHANGE, kms: true },
      /does not exist/,
    ],
  ] as const) {
    it(`fail the target before anything is written, by setup and by plan: ${what}`, async () => {
      const on = world();
      await plant(on);
      const before = comparable(await on.sandbox.snapshot());
      for (const [report] of [await on.plan(raw), await on.setup(raw)]) {
        assert.equal(report?.error?.code, 'SessionsRefused');
        assert.match(report.error.message, reason);
      }
      assert.deepEqual(comparable(await on.sandbox.snapshot()), before);
    });
  }

  it('are written where the bucket exists, or need not be encrypted, and where setup makes the key usable', async () => {
    const on = world();
    await plantBucket(on, 'logs');
    const [made] = await on.setup({ ...ALONE, 's3-bucket': 'logs' });
    assert.equal(made?.error, undefined);
    const [loose] = await world().setup({ ...ALONE, 's3-bucket': 'nope-nope', 's3-encryption': false });
    assert.equal(loose?.error, undefined);
    const repaired = world();
    await plantKey(repaired, 1, {
      alias: 'alias/session',
      state: 'Disabled',
      tags: { 'session-manager:managed': 'alias/session' },
    });
    await plantInputs(repaired, { kmsKeyId: keyArn(1) });
    const [report] = await repaired.setup({ ...CHANGE, kms: true });
    assert.equal(report?.error, undefined);
  });

  it('are left where nothing is to be written', async () => {
    const on = world();
    await plantInputs(on, { idleSessionTimeout: '15', kmsKeyId: 'alias/gone' });
    const [report] = await on.setup(CHANGE);
    assert.equal(report?.error, undefined);
  });
});
