import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFiles } from '../../../src/targets/organization/account-files.ts';
import { badInputLater } from '../../aws.ts';

describe('files of accounts', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-accounts-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'accounts.txt');
    writeFileSync(path, text);
    return path;
  };

  it('hold one id a line, or several, with comments, as any system writes lines', async () => {
    const path = file(
      '\uFEFF# ours\r\n111111111111 # web\r\n\r\n 222222222222, 333333333333,\r444444444444\n#555555555555',
    );
    assert.deepEqual(await withFiles('--accounts', [`@${path}`, '666666666666']), [
      '111111111111',
      '222222222222',
      '333333333333',
      '444444444444',
      '666666666666',
    ]);
  });

  it('are not looked for where none is named', async () => {
    assert.equal(await withFiles('--accounts', undefined), undefined);
    assert.deepEqual(await withFiles('--accounts', ['all']), ['all']);
  });

  for (const [text, words] of [
    ['111111111111\n\n12345\n', ':3: "12345": an account id has 12 digits'],
    ['111111111111, all', ':1: "all": an account id has 12 digits'],
    ['# nothing\n', 'there is no account id in it'],
    ['111111111111\u001B[31m', ':1: "111111111111\\u001b[31m": an account id has 12 digits'],
  ] as const) {
    it(`are refused for ${JSON.stringify(text)}, with file and line`, async () => {
      const path = file(text);
      await badInputLater(withFiles('--accounts', [`@${path}`]), '--accounts', words);
    });
  }

  it('must be there', async () => {
    await badInputLater(withFiles('--accounts', '@no/such.txt'), '--accounts "@no/such.txt": there is no such file');
    await badInputLater(withFiles('--accounts', `@${folder}`), 'it is a folder');
    await badInputLater(
      withFiles('--exclude-accounts', '@'),
      '--exclude-accounts "@": the name of the file is missing',
    );
  });
});
