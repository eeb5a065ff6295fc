import assert from 'node:assert/strict';
import { doctorFlags, setupFlags } from '../../src/cli/flags.ts';
import { sandboxOptions } from '../../src/cli/sandbox-connection.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { parsePreferences } from '../../src/inputs/preferences.ts';
import { preferenceInputs, type PreferenceTable } from '../../src/inputs/tables/preferences.ts';
import { schemaProblems } from '../../src/resources/preferences/document-problems.ts';
import { newDocument } from '../../src/resources/preferences/session-document.ts';
import { FIELDS } from '../../src/resources/preferences/session-fields.ts';
import { checkContent } from '../../src/sandbox/services/ssm/session-content.ts';
import { emptyState } from '../../src/sandbox/state/state.ts';
import { badInput } from '../aws.ts';
import { bucketOf, documentOf, type World, world } from '../engine/world.ts';

type Written = Readonly<Record<string, unknown>>;

/** A line for each preference: a value that is asked for, and what then stands in the document, as it is to be typed. */
const WRITTEN: Readonly<Record<keyof typeof preferenceInputs, readonly [asked: RawInputs, inputs: Written]>> = {
  's3-bucket': [{ 's3-bucket': 'logs' }, { s3BucketName: 'logs', s3EncryptionEnabled: true }],
  's3-prefix': [
    { 's3-bucket': 'logs', 's3-prefix': 'ssm' },
    { s3BucketName: 'logs', s3KeyPrefix: 'ssm', s3EncryptionEnabled: true },
  ],
  's3-encryption': [{ 's3-bucket': 'logs', 's3-encryption': false }, { s3BucketName: 'logs' }],
  streaming: [{ streaming: false }, { cloudWatchStreamingEnabled: false }],
  'idle-timeout': [{ 'idle-timeout': '5' }, { idleSessionTimeout: '5' }],
  'max-duration': [{ 'max-duration': '90' }, { maxSessionDuration: '90' }],
  'run-as': [{ 'run-as': 'ann' }, { runAsEnabled: true, runAsDefaultUser: 'ann' }],
  'shell-profile-linux': [{ 'shell-profile-linux': 'bash' }, { shellProfile: { windows: '', linux: 'bash' } }],
  'shell-profile-windows': [{ 'shell-profile-windows': 'cls' }, { shellProfile: { windows: 'cls', linux: '' } }],
};

const TABLE: PreferenceTable = preferenceInputs;

const withBuckets = (): World =>
  world({ state: { ...emptyState(), buckets: { logs: bucketOf(), other: bucketOf() } } });

const inputsOn = async (on: World): Promise<Written> => {
  const { versions, defaultVersion } = await documentOf(on);
  const { content } = versions.find(({ version }) => version === defaultVersion) ?? assert.fail('no version');
  return (JSON.parse(content) as { readonly inputs: Written }).inputs;
};

const statuses = async (reports: ReturnType<World['setup']>): Promise<readonly string[]> =>
  (await reports).map(({ status }) => status);

describe('preferences', () => {
  for (const [flag, row] of Object.entries(TABLE)) {
    describe(`--${flag}`, () => {
      const [asked, written] = WRITTEN[flag as keyof typeof WRITTEN] ?? assert.fail(`WRITTEN lacks a line of ${flag}`);

      it('stands in a new document as AWS documents it, and leaves the rest of it', async () => {
        const on = withBuckets();
        assert.deepEqual(await statuses(on.setup(asked)), ['changed']);
        const { inputs } = newDocument({ cloudWatchLogGroupName: 'sessions' });
        assert.deepEqual(await inputsOn(on), { ...inputs, ...written });
      });

      it('is there once setup was: nothing is planned, and nothing is done', async () => {
        for (const before of [undefined, {}, { ...asked, [flag]: otherThan(flag) }]) {
          const on = withBuckets();
          if (before) await on.setup(before);
          await on.setup({ ...asked, overwrite: true });
          assert.deepEqual(
            (await on.plan(asked)).flatMap(({ changes }) => changes.map(({ action }) => action)),
            Array.from({ length: 3 }, () => 'none'),
          );
          assert.deepEqual(await statuses(on.setup({ ...asked, overwrite: true })), ['unchanged']);
        }
      });

      it('stays where it is not asked for', async () => {
        const on = withBuckets();
        await on.setup(asked);
        const before = await inputsOn(on);
        await on.setup({ overwrite: true, 'log-group': 'others' });
        assert.deepEqual(await inputsOn(on), { ...before, cloudWatchLogGroupName: 'others' });
      });

      it('is advised by doctor, with its flag', async () => {
        const on = withBuckets();
        await on.setup();
        const drift = async () =>
          (await on.diagnose(asked)).targets.flatMap(({ findings }) =>
            findings.flatMap((finding) =>
              finding.check === 'prefs.drift' && finding.verdict === 'warn' ? [finding.remedy] : [],
            ),
          );
        const found = await drift();
        assert.ok(found.length > 0);
        for (const remedy of found) {
          assert.ok(remedy.kind === 'setup', remedy.kind);
          // A bucket that is new to the roles of nodes has to be granted to them.
          const granted = flag.startsWith('s3-') && { grant: true };
          assert.deepEqual(remedy.flags, { ...asked, overwrite: true, 'agent-update': false, ...granted });
        }
        await on.setup({ ...asked, overwrite: true });
        assert.deepEqual(await drift(), []);
      });

      it('is a flag of setup and doctor', () => {
        assert.ok(flag in setupFlags && flag in doctorFlags);
      });

      it('is known to the sandbox, and refused by it outside its range', () => {
        const { sessionInputs = [] } = sandboxOptions('', {});
        const check = (value: string): void =>
          checkContent('Session', 'JSON', JSON.stringify(newDocument({ [row.field]: value })), sessionInputs);
        check('');
        if (row.kind !== 'number') return;
        for (const value of [row.least, row.most]) check(String(value));
        for (const value of [row.least - 1, row.most + 1]) {
          assert.throws(() => check(String(value)), /must be a number/);
        }
      });

      it('is told by type and range from what the agent does not take', () => {
        const problems = (value: unknown) =>
          schemaProblems({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { [row.field]: value } });
        if (row.kind === 'switch') assert.deepEqual(problems('yes')[0]?.field, row.field);
        if (row.kind !== 'number') return;
        const { least, most, unit } = row;
        const minutes = { most: String(most), flag };
        assert.deepEqual([...problems(least), ...problems(String(most))], []);
        assert.deepEqual(problems(most + 1), [
          { field: row.field, have: String(most + 1), want: `${least} to ${most} ${unit}`, minutes },
        ]);
      });
    });
  }

  /** Another value for the same input, which its row allows. */
  function otherThan(flag: string): string | boolean {
    const row = TABLE[flag] ?? assert.fail(flag);
    if (row.kind === 'switch') return WRITTEN[flag as keyof typeof WRITTEN][0][flag as keyof RawInputs] !== true;
    return row.kind === 'number' ? String(row.most) : 'other';
  }

  it('say in their help what a new document says', () => {
    for (const [flag, { kind, otherwise }] of Object.entries(TABLE)) {
      const initial = FIELDS.find((field) => field.flag === flag)?.initial;
      const said = typeof initial === 'boolean' ? initial && 'on in' : kind === 'number' && `${initial || 'none'} in`;
      if (said !== false) assert.equal(otherwise, `${said} a new document`);
    }
  });

  it('have a field each', () => {
    const names = FIELDS.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
  });

  it('that are free texts fit into a document together', () => {
    assert.deepEqual(parsePreferences({ 'shell-profile-linux': 'x'.repeat(59_000) }), {
      shellProfileLinux: 'x'.repeat(59_000),
    });
    badInput(
      () =>
        parsePreferences({ 'shell-profile-linux': 'x'.repeat(30_000), 'shell-profile-windows': 'x'.repeat(30_000) }),
      '--s3-prefix, --shell-profile-linux and --shell-profile-windows have 60012 bytes',
      '60000 fit',
    );
  });
});
