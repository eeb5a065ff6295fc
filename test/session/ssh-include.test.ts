import assert from 'node:assert/strict';
import { includeLine, withInclude, withoutInclude } from '../../src/session/ssh-include.ts';

const LINE = 'Include ~/.session-manager/ssh_config';

describe('a line that includes our file', () => {
  it('is quoted where its path has blanks', () => {
    assert.equal(includeLine('~/.session-manager/ssh_config'), LINE);
    assert.equal(includeLine('/home/ann lee/x'), 'Include "/home/ann lee/x"');
  });

  for (const [what, text, expected] of [
    ['an empty file', '', `${LINE}\n`],
    ['hosts', 'Host a\n  User b\n', `${LINE}\nHost a\n  User b\n`],
    ['a last line without an end', 'Host a', `${LINE}\nHost a`],
    ['lines of Windows', 'Host a\r\n  User b\r\n', `${LINE}\r\nHost a\r\n  User b\r\n`],
    ['itself below a host, where it counts for that only', `Host a\n${LINE}\n`, `${LINE}\nHost a\n${LINE}\n`],
    ['itself as a comment', `# ${LINE}\n`, `${LINE}\n# ${LINE}\n`],
  ] as const) {
    it(`is put before ${what}, and taken out again`, () => {
      assert.equal(withInclude(text, LINE), expected);
      assert.equal(withInclude(expected, LINE), undefined);
      if (!what.startsWith('itself below')) assert.equal(withoutInclude(expected, LINE), text);
    });
  }

  it('is known with blanks around it, below other settings', () => {
    assert.equal(withInclude(`# mine\nUser a\n  ${LINE} \r\nHost b\n`, LINE), undefined);
  });

  it('is taken out wherever it is', () => {
    assert.equal(withoutInclude(`a\r\n${LINE}\r\nHost b\n  ${LINE}\nc`, LINE), 'a\r\nHost b\nc');
    assert.equal(withoutInclude('Host a\n', LINE), 'Host a\n');
  });
});
