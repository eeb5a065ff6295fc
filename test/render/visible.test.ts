import assert from 'node:assert/strict';
import { jsonText, visible, visibleReport, withoutCommands } from '../../src/render/visible.ts';
import { change, report, target } from './reports.ts';

describe('foreign text', () => {
  it('shows what a terminal would obey', () => {
    assert.equal(visible('\u001B]52;c;Zm9v\u0007'), '\\x1b]52;c;Zm9v\\x07');
    assert.equal(visible('\u001B]8;;https://evil.example\u001B\\text'), '\\x1b]8;;https://evil.example\\x1b\\text');
    assert.equal(visible('a\r\nb\tc\u0000'), 'a\\r\\nb\\tc\\x00');
    assert.equal(visible('\u009B31mred\u007F'), '\\x9b31mred\\x7f');
  });

  it('shows what nobody would see: directions, joiners, marks, tags, halves of characters', () => {
    assert.equal(visible('a\u202Eb\u2066c\u2069'), 'a\\u202eb\\u2066c\\u2069');
    assert.equal(visible('a\u200Bb\uFEFF\u00ADc\u2028'), 'a\\u200bb\\ufeff\\xadc\\u2028');
    assert.equal(visible('x\u{E0041}'), 'x\\u{e0041}');
    assert.equal(visible('\uD83D'), '\\ud83d');
  });

  it('leaves every language as it is', () => {
    for (const text of ['Größe', 'ログ', 'שלום', '😀', '']) assert.equal(visible(text), text);
  });

  it('is cut with a mark, never within a character', () => {
    assert.equal(visible('abcdef', 4), 'abcd… (2 more characters)');
    assert.equal(visible('abc😀f', 4), 'abc… (3 more characters)');
    assert.equal(visible('abcd', 4), 'abcd');
  });

  it('begins no line with a command of a workflow, and contains none of other servers', () => {
    assert.equal(withoutCommands('  ::error::x\na ::b'), '  \\x3a:error::x\na ::b');
    assert.equal(
      withoutCommands('\u001B[31m::stop-commands::x\u001B[39m'),
      '\u001B[31m\\x3a:stop-commands::x\u001B[39m',
    );
    assert.equal(
      withoutCommands('a ##[error]b ##vso[task.x]c ##teamcity[d] ## e'),
      'a \\x23#[error]b \\x23#vso[task.x]c \\x23#teamcity[d] ## e',
    );
  });

  it('is exact in JSON, with everything that is not seen escaped', () => {
    const value = { text: '\u001B\u009B\u202E\u{E0041}\u2028 ##[error] é' };
    const text = jsonText(value);
    assert.deepEqual(JSON.parse(text), value);
    assert.equal(text, '{\n  "text": "\\u001b\\u009b\\u202e\\udb40\\udc41\\u2028 \\u0023#[error] é"\n}');
  });

  it('is cut in JSON, too, where it is longer than AWS has any', () => {
    const [whole, long] = ['x'.repeat(65_536), 'y'.repeat(1_000_000)];
    const read: unknown = JSON.parse(jsonText([whole, long]));
    assert.deepEqual(read, [whole, `${'y'.repeat(65_536)}… (934464 more characters)`]);
  });

  it('is visible in every part of a report, which is the same where nothing has to be changed', () => {
    const plain = report([target()]);
    assert.equal(visibleReport(plain), plain);
    const differences = [{ field: 'shellProfile', have: null, want: 'a\u0007' }];
    const shown = visibleReport(report([target(), target({ changes: [change({ differences })] })]));
    assert.equal(shown.targets[1]?.changes[0]?.differences[0]?.want, 'a\\x07');
    assert.deepEqual(shown.targets[0], target());
  });
});
