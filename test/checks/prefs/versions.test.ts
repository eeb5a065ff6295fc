import assert from 'node:assert/strict';
import { versions } from '../../../src/checks/prefs/versions.ts';
import type { FoundPreferences } from '../../../src/resources/preferences/read-preferences.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';
import { advised, brief, regionOf } from '../observed.ts';
import { fixesOf, findingOf } from '../../engine/prefs-advice.ts';
import {
  change,
  plantBucket,
  plantDocument,
  plantLogGroup,
  preferencesText,
  PREFERENCES,
} from '../../engine/planted.ts';
import type { World } from '../../engine/world.ts';

const LOGGED = { cloudWatchLogGroupName: 'sessions' };
const NOT_LATEST = 'prefs.default-not-latest';

/** The first version in effect, and a later one. */
const drafted =
  (before: object, after: object) =>
  async (on: World): Promise<void> => {
    await plantLogGroup(on);
    await plantBucket(on, 'logs');
    await plantDocument(on, [preferencesText({ ...LOGGED, ...before }), preferencesText({ ...LOGGED, ...after })]);
    await change(on, ({ documents }) => Object.assign(documents[PREFERENCES] ?? {}, { defaultVersion: '1' }));
  };

describe('the latest version of preferences that is not in effect', () => {
  for (const [what, before, after] of [
    ['is as good', { idleSessionTimeout: '10' }, { idleSessionTimeout: '15' }],
    ['puts right what is wrong', { idleSessionTimeout: '90' }, { idleSessionTimeout: '15' }],
  ] as const) {
    it(`is promoted where it ${what}`, async () => {
      const advice = await fixesOf(NOT_LATEST, drafted(before, after));
      assert.match(advice, /^aws ssm update-document-default-version --name \S+ --document-version 2 /);
    });
  }

  for (const [what, after, words] of [
    ['minutes that AWS does not take', { idleSessionTimeout: '90' }, /idleSessionTimeout is "90", but must be/],
    ['a text in place of a switch', { cloudWatchStreamingEnabled: 'true' }, /cloudWatchStreamingEnabled is "true"/],
    ['a log group that is missing', { cloudWatchLogGroupName: 'gone' }, /log group gone does not exist/],
    ['a bucket that is missing', { s3BucketName: 'nowhere' }, /bucket nowhere does not exist/],
    ['no place for logs', { cloudWatchLogGroupName: '' }, /no session would be logged/],
    ['a key that is missing', { kmsKeyId: 'alias/gone' }, /key alias\/gone, and it does not exist/],
    ['encryption that its log group lacks', { cloudWatchEncryptionEnabled: true }, /log group sessions is encrypted/],
  ] as const) {
    it(`is not promoted where it has ${what}: what is in effect is written anew`, async () => {
      const plant = drafted({}, after);
      assert.match((await findingOf(NOT_LATEST, plant)).summary, words);
      assert.match(await fixesOf(NOT_LATEST, plant), /^session-manager setup --regions us-east-1 --overwrite/);
    });
  }

  for (const after of [{ s3BucketName: 'logs' }, { runAsEnabled: true, runAsDefaultUser: 'ops' }]) {
    it(`is left to people where roles and agents may not be ready for it: ${Object.keys(after).join()}`, async () => {
      const advice = await fixesOf(NOT_LATEST, drafted({}, after));
      assert.match(
        advice,
        /^to keep what is in effect, since version 2 has another .*: session-manager setup .* --overwrite/,
      );
    });
  }
});

describe('a version with which SSM is not done', () => {
  const document = newDocument(LOGGED);
  const found = (status: string) => ({ inEffect: { number: '1', ours: false, document, status } });
  const told = async (preferences: FoundPreferences) =>
    (await versions(regionOf(), preferences, 'sessions')).map(advised);

  for (const status of ['Creating', 'Updating', 'Deleting']) {
    it(`is told of: ${status}`, async () => {
      const [only, ...more] = await told(found(status));
      assert.deepEqual([only?.check, only?.verdict, more], ['prefs.status', 'warn', []]);
      assert.match(
        only?.summary ?? '',
        new RegExp(`^SSM is still ${status.toLowerCase()} version 1, which is in effect`),
      );
      assert.match(only?.advice ?? '', /^run doctor again in a minute/);
    });
  }

  it('is information where another version is in effect, and is not the latest to promote yet', async () => {
    const { inEffect } = found('Active');
    const { status: _, ...active } = inEffect;
    const lines = (await told({ inEffect: active, latest: { ...inEffect, number: '2', status: 'Updating' } })).map(
      brief,
    );
    assert.deepEqual(lines, ['info prefs.status document/SSM-SessionManagerRunShell']);
  });
});
