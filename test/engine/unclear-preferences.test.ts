// Switches and minutes that AWS or the agent do not take are not replaced by values that nobody asked for.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { plantDocument, plantInputs, PREFERENCES, preferencesText } from './planted.ts';
import { comparable, world, type World } from './world.ts';

const OVERWRITE: RawInputs = { 'agent-update': false, overwrite: true };
const CHANGE: RawInputs = { ...OVERWRITE, 'shell-profile-linux': 'bash' };

const changeOf = async (on: World, raw: RawInputs) => {
  const [report] = await on.plan(raw);
  assert.equal(report?.error, undefined);
  return report?.changes.find(({ resource }) => resource === 'preferences') ?? assert.fail('no change');
};

const writtenIn = async (on: World): Promise<Readonly<Record<string, unknown>>> => {
  const { versions = [] } = (await on.region()).documents[PREFERENCES] ?? {};
  return (JSON.parse(versions.at(-1)?.content ?? '') as { readonly inputs: Readonly<Record<string, unknown>> }).inputs;
};

describe('what preferences say and nobody can take', () => {
  for (const [what, inputs, parameters] of [
    ['a switch without a meaning', { runAsEnabled: 'yes' }, {}],
    ['a parameter without one', { runAsEnabled: '{{ r }}' }, { r: { type: 'String', default: 'yes' } }],
    ['a parameter of too many minutes', { idleSessionTimeout: '{{ i }}' }, { i: { type: 'String', default: '90' } }],
  ] as const) {
    it(`stays as it is written, which plan says: ${what}`, async () => {
      const on = world();
      await plantDocument(on, [preferencesText(inputs, { parameters })]);
      const [field = '', have] = Object.entries(inputs)[0] ?? [];
      const { differences, untouched } = await changeOf(on, CHANGE);
      assert.deepEqual(differences, [{ field: 'shellProfile.linux', have: null, want: 'bash' }]);
      assert.deepEqual(
        untouched?.map((entry) => [entry.field, String(entry.have).replaceAll('"', '')]),
        [[field, have]],
      );
      assert.equal((await on.setup(CHANGE))[0]?.error, undefined);
      assert.equal((await writtenIn(on))[field], have);
    });
  }

  it('is written where it is asked for', async () => {
    const on = world();
    await plantInputs(on, { runAsEnabled: 'yes', idleSessionTimeout: '90' });
    await on.setup({ ...OVERWRITE, 'run-as': 'ann', 'idle-timeout': '10' });
    const { runAsEnabled, idleSessionTimeout } = await writtenIn(on);
    assert.deepEqual([runAsEnabled, idleSessionTimeout], [true, '10']);
  });

  it('is no reason for a new version', async () => {
    const on = world();
    await plantInputs(on, { maxSessionDuration: '0', idleSessionTimeout: '90', runAsEnabled: 'yes' });
    const { action, untouched } = await changeOf(on, OVERWRITE);
    assert.equal(action, 'none');
    assert.deepEqual(
      untouched?.map(({ field }) => field),
      ['runAsEnabled', 'idleSessionTimeout', 'maxSessionDuration'],
    );
  });

  it('fails the target before anything is written where AWS would refuse the new version, with the flags that set it', async () => {
    for (const [inputs, flags] of [
      [{ maxSessionDuration: '0' }, '--max-duration'],
      [{ idleSessionTimeout: 90 }, '--idle-timeout'],
      [{ idleSessionTimeout: 'never', maxSessionDuration: '9999' }, '--idle-timeout and --max-duration'],
    ] as const) {
      const on = world();
      await plantInputs(on, inputs);
      const before = comparable(await on.sandbox.snapshot());
      for (const [report] of [await on.plan({ ...CHANGE, kms: true }), await on.setup({ ...CHANGE, kms: true })]) {
        assert.equal(report?.error?.code, 'DocumentRefused');
        assert.match(report.error.message, new RegExp(`${Object.keys(inputs)[0]} is .*, but must be 1 to`));
        assert.equal(report.error.advice, `say what it is to be with ${flags}`);
      }
      assert.deepEqual(comparable(await on.sandbox.snapshot()), before);
    }
  });

  it('is written in the right type where its meaning is clear', async () => {
    const on = world();
    await plantInputs(on, { cloudWatchStreamingEnabled: 'true', s3EncryptionEnabled: 0, idleSessionTimeout: 20 });
    assert.deepEqual((await changeOf(on, OVERWRITE)).differences, [
      { field: 's3EncryptionEnabled', have: '0', want: false },
      { field: 'cloudWatchStreamingEnabled', have: '"true"', want: true },
    ]);
    await on.setup(OVERWRITE);
    const { cloudWatchStreamingEnabled, s3EncryptionEnabled, idleSessionTimeout } = await writtenIn(on);
    assert.deepEqual([cloudWatchStreamingEnabled, s3EncryptionEnabled, idleSessionTimeout], [true, false, 20]);
  });
});
