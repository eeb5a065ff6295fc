import assert from 'node:assert/strict';
import { shellWord } from '../../src/aws/shell-word.ts';

describe('a word of a command', () => {
  it('is quoted where the shell would take it for anything else', () => {
    assert.equal(shellWord('arn:aws:iam::1:role/a+b@c,d=e.f-g_h%'), 'arn:aws:iam::1:role/a+b@c,d=e.f-g_h%');
    assert.equal(shellWord('team one'), "'team one'");
    assert.equal(shellWord("it's $HOME"), `'it'\\''s $HOME'`);
    assert.equal(shellWord(''), "''");
  });
});
