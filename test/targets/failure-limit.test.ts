import assert from 'node:assert/strict';
import { allowedFailures, parseFailureLimit } from '../../src/targets/failure-limit.ts';

describe('a limit of failures', () => {
  for (const [text, targets, allowed] of [
    ['0', 100, 0],
    ['3', 2, 3],
    ['5%', 100, 5],
    ['5%', 39, 1],
    ['5%', 19, 0],
    ['100%', 8000, 8000],
    ['0%', 8000, 0],
  ] as const) {
    it(`of ${text} allows ${allowed} of ${targets} targets to fail`, () => {
      assert.equal(allowedFailures(parseFailureLimit(text), targets), allowed);
    });
  }
});
