import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { filesOf } from '../../../src/facts/ssh/glob.ts';

describe('facts ssh glob', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'session-manager-'));
    for (const path of ['a/one', 'a/two', 'b/one', 'b/.hidden', 'b/[x]']) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), '');
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const [pattern, ...found] of [
    ['a/*', 'a/one', 'a/two'],
    ['*/one', 'a/one', 'b/one'],
    ['a/t?o', 'a/two'],
    ['a/[ot]*', 'a/one', 'a/two'],
    ['a/[!o]*', 'a/two'],
    ['b/.h*', 'b/.hidden'],
    ['b/*', 'b/[x]', 'b/one'],
    ['nothing/*'],
    ['a/missing', 'a/missing'],
  ] as const) {
    it(`finds what ${pattern} names`, async () => {
      const paths = await filesOf(join(folder, pattern));
      assert.deepEqual(
        paths.map((path) => relative(folder, path)),
        found,
      );
    });
  }
});
