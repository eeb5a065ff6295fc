import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticesOf } from '../../scripts/notices.ts';

describe('third-party notices', () => {
  let root = '';
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'session-manager-notices-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A package, and a module of it. */
  const add = (name: string, license: string, texts: Readonly<Record<string, string>> = {}): string => {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
    return join(folder, 'lib/index.js');
  };
  const times = (text: string, part: string): number => text.split(part).length - 1;

  it('name every package of the bundle, and hold each text once', () => {
    const modules = [
      add('@scope/one', 'MIT', { LICENSE: 'the same text\r\n' }),
      add('two', 'MIT', { 'license.md': 'the same text' }),
      add('three', 'Apache-2.0', { LICENSE: 'the licence', NOTICE: 'a notice' }),
      join(root, 'src/own.ts'),
    ];
    const text = noticesOf([...modules, ...modules]);
    assert.match(text, /^@scope\/one 1\.2\.3 \(MIT\)\ntwo 1\.2\.3 \(MIT\)\n\nthe same text$/m);
    assert.equal(times(text, 'the same text'), 1);
    assert.match(text, /^three 1\.2\.3 \(Apache-2\.0\)\n\nthe licence\n\na notice$/m);
  });

  it('take the text of the same licence where a package ships none', () => {
    const text = noticesOf([add('bare', 'Apache-2.0'), add('full', 'Apache-2.0', { LICENSE: 'the licence' })]);
    assert.match(text, /bare 1\.2\.3 \(Apache-2\.0\)\nfull 1\.2\.3 \(Apache-2\.0\)\n\nthe licence/);
  });

  it('refuse a licence that is not permissive, and one whose text is nowhere', () => {
    assert.throws(() => noticesOf([add('strict', 'AGPL-3.0', { LICENSE: 'text' })]), /strict has the licence AGPL-3.0/);
    assert.throws(() => noticesOf([add('bare', 'ISC')]), /bare ships no licence text/);
  });
});
