import assert from 'node:assert/strict';
import { field } from '../../src/render/texts.ts';

describe('a text for a database', () => {
  for (const [text, most, shown] of [
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['one more 10', 10, 'one more …'],
    ['two\r\n  lines', 20, 'two lines'],
    ['\u001B[31mred', 20, String.raw`\x1b[31mred`],
    ['', 10, '-'],
    ['\n', 10, '-'],
    // Half a character is none.
    ['ab\u{1F4A9}cd', 4, 'ab…'],
    ['ab\u{1F4A9}', 4, 'ab\u{1F4A9}'],
  ] as const) {
    it(`is ${JSON.stringify(shown)} for ${JSON.stringify(text)} in ${most}`, () => {
      assert.equal(field(text, most), shown);
      assert.ok(field(text, most).length <= most);
    });
  }
});
