import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, readText } from '../../src/inputs/json-file.ts';
import { ownFolder } from '../folder.ts';

const unreadable = (message: string | RegExp) => ({ name: 'FileFault', kind: 'unreadable', message });
const unfit = (message: string | RegExp) => ({ name: 'FileFault', kind: 'unfit', message });

describe('a file of JSON that is named', () => {
  const folder = ownFolder();
  const written = (text: string): string => {
    const path = join(folder.path, 'a.json');
    writeFileSync(path, text);
    return path;
  };

  it('is read as a whole, characters that lie across two pieces included', async () => {
    const text = `"${'é'.repeat(70_000)}"`;
    assert.equal(parseJson(await readText(written(text))), 'é'.repeat(70_000));
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(parseJson('\uFEFF{"a":1}\r\n'), { a: 1 });
  });

  it('is told why it cannot be read', async () => {
    await assert.rejects(readText(join(folder.path, 'none')), unreadable('there is no such file'));
    await assert.rejects(readText(join(folder.path, 'none'), 'plan writes one'), unreadable('plan writes one'));
    await assert.rejects(readText(folder.path), unreadable('it is a folder'));
    await assert.rejects(readText(join(written('{}'), 'x')), unreadable(/ENOTDIR/));
    if (process.getuid?.() === 0) return;
    chmodSync(written('{}'), 0);
    await assert.rejects(readText(join(folder.path, 'a.json')), unreadable('it may not be read'));
  });

  it('is not read to its end if it is too long, as one without an end would be', async () => {
    const path = written('x'.repeat(1024 * 1024 + 1));
    await assert.rejects(readText(path, undefined, 1), unfit('it is longer than 1 MiB'));
    await assert.rejects(readText('/dev/zero', undefined, 1), unfit('it is longer than 1 MiB'));
  });

  it('is not empty, and JSON', () => {
    for (const text of ['', ' \n', '\uFEFF']) assert.throws(() => parseJson(text), unfit('it is empty'));
    for (const text of ['{', 'account 1', '{"a":1}{'])
      assert.throws(() => parseJson(text), unfit(/^it is not JSON: \S/));
  });
});
