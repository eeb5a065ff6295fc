import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFolder } from '../../src/session/private-folder.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a folder that nobody else looks into', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'private-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is made, with those above it, whatever the umask', () => {
    const before = process.umask(0);
    try {
      privateFolder(join(home, 'a', 'b'));
    } finally {
      process.umask(before);
    }
    assert.deepEqual([modeOf(join(home, 'a')), modeOf(join(home, 'a', 'b'))], [0o700, 0o700]);
  });

  for (const mode of [0o700, 0o755, 0o1777]) {
    it(`is left as it is where others can put nothing of theirs in its place: ${mode.toString(8)}`, () => {
      mkdirSync(join(home, 'a'));
      chmodSync(join(home, 'a'), mode);
      privateFolder(join(home, 'a'));
      assert.equal(statSync(join(home, 'a')).mode & 0o7777, mode);
    });
  }

  for (const mode of [0o777, 0o770, 0o702]) {
    it(`is refused where they can: ${mode.toString(8)}`, () => {
      mkdirSync(join(home, 'a'));
      chmodSync(join(home, 'a'), mode);
      assert.throws(() => privateFolder(join(home, 'a')), { code: 'NotWritable', message: /^others may write to / });
    });
  }

  it('is told of in one line where it cannot be', () => {
    writeFileSync(join(home, 'file'), '');
    for (const path of ['file', 'file/below']) {
      assert.throws(() => privateFolder(join(home, path)), {
        code: 'NotWritable',
        message: /^[^\n]*cannot be written/,
      });
    }
  });
});
