import assert from 'node:assert/strict';
import { oneLine, reasonOf } from '../../src/channel/reason.ts';

describe('what went wrong', () => {
  for (const [error, reason] of [
    [new Error('Command failed: get-credentials\nlog in first\n'), 'Command failed: get-credentials log in first'],
    [new Error('no way'), 'no way'],
    ['no\tway', 'no way'],
  ] as const) {
    it(`is one line: ${reason}`, () => assert.equal(reasonOf(error), reason));
  }

  it('is made one line of any text', () => assert.equal(oneLine(' a\r\n b '), 'a b'));
});
