// Documents that have as many versions or tags as AWS takes, and versions that go between an overwrite and delete.
import assert from 'node:assert/strict';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { change, plantDocument, PREFERENCES, preferencesText } from './planted.ts';
import { comparable, world, type World } from './world.ts';

const OVERWRITE: RawInputs = { 'agent-update': false, overwrite: true };
const CHANGE: RawInputs = { ...OVERWRITE, kms: true, 'idle-timeout': '10' };

const plantVersions = (on: World, count: number): Promise<void> =>
  plantDocument(
    on,
    Array.from({ length: count }, (_, index) => preferencesText({}, { description: `number ${index}` })),
  );
const plantTags = (on: World, count: number): Promise<void> =>
  change(on, ({ documents }) => {
    const { tags } = documents[PREFERENCES] ?? assert.fail();
    for (let index = 0; index < count; index += 1) tags[`team-${index}`] = 'x';
  });

describe('a document that is full', () => {
  for (const [what, versions, tags, code] of [
    ['of versions of others', 1000, 0, 'TooManyVersions'],
    ['of tags', 1, 50, 'TooManyTags'],
    ['but for one tag', 1, 49, 'TooManyTags'],
  ] as const) {
    it(`${what} fails the target before anything is written, by plan and by setup`, async () => {
      const on = world();
      await plantVersions(on, versions);
      await plantTags(on, tags);
      const before = comparable(await on.sandbox.snapshot());
      for (const [report] of [await on.plan(CHANGE), await on.setup(CHANGE)]) assert.equal(report?.error?.code, code);
      assert.deepEqual(comparable(await on.sandbox.snapshot()), before);
    });
  }

  it('but for what we need is written, and put back', async () => {
    const on = world();
    await plantVersions(on, 998);
    await plantTags(on, 48);
    assert.equal((await on.setup(CHANGE))[0]?.error, undefined);
    for (const minutes of ['11', '12']) {
      assert.equal((await on.setup({ ...CHANGE, 'idle-timeout': minutes }))[0]?.error, undefined);
    }
  });
});

describe('delete, and its plan,', () => {
  it('name the version that takes effect, where the one that was replaced is gone', async () => {
    const on = world();
    await plantVersions(on, 2);
    await on.setup({ ...OVERWRITE, 'idle-timeout': '10' });
    await change(on, ({ documents }) => {
      const document = documents[PREFERENCES] ?? assert.fail();
      document.versions = document.versions.filter(({ version }) => version !== '2');
    });
    for (const [report] of [await on.planRemoval(), await on.remove()]) {
      const { summary } = report?.changes.find(({ resource }) => resource === 'preferences') ?? assert.fail();
      assert.match(summary, /: version 1, which was there before, takes effect again$/);
    }
    assert.equal((await on.region()).documents[PREFERENCES]?.defaultVersion, '1');
  });
});

describe('setup --overwrite over a draft of others', () => {
  it('plans the new version that it writes', async () => {
    const on = world();
    await plantVersions(on, 2);
    await change(on, ({ documents }) => void ((documents[PREFERENCES] ?? assert.fail()).defaultVersion = '1'));
    const [report] = await on.plan(OVERWRITE);
    const { differences } = report?.changes.find(({ resource }) => resource === 'preferences') ?? assert.fail();
    assert.deepEqual(differences, [{ field: 'defaultVersion', have: '1', want: 'a new one, as the latest' }]);
    await on.setup(OVERWRITE);
    assert.equal((await on.region()).documents[PREFERENCES]?.defaultVersion, '3');
  });
});
