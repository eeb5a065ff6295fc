import assert from 'node:assert/strict';
import { spanText } from '../../src/render/ago.ts';

describe('a span of time', () => {
  for (const [milliseconds, text] of [
    [0, '0 s'],
    [-5, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h'],
    [29 * 86_400_000, '29 d'],
  ] as const) {
    it(`of ${milliseconds} ms is ${text}`, () => assert.equal(spanText(milliseconds), text));
  }
});
