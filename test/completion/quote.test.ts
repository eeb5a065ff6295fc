import assert from 'node:assert/strict';
import { fishQuoted, shellQuoted } from '../../src/completion/quote.ts';
import { isThere, runIn } from './shells.ts';

const TEXTS = ["it's", '$(id) `id` $HOME', 'a\\b\\', '"', '!x', 'ä ;&|<>*?[]{}~#', "'", ''];

describe('a word in a script', () => {
  it('stays as it is where it means nothing else', () => {
    for (const text of ['--no-kms', 'us-east-1', 'log-group.missing'])
      assert.deepEqual([shellQuoted(text), fishQuoted(text)], [text, text]);
  });

  for (const [shell, quoted] of [
    ['bash', shellQuoted],
    ['zsh', shellQuoted],
    ['fish', fishQuoted],
  ] as const) {
    it(`means itself in ${shell}`, function () {
      if (!isThere(shell)) this.skip();
      const script = `printf '%s\\n' ${TEXTS.map(quoted).join(' ')}`;
      assert.deepEqual(runIn('/', shell, ['-c', script]).split('\n').slice(0, -1), TEXTS);
    });
  }
});
