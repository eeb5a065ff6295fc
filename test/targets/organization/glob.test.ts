import assert from 'node:assert/strict';
import { matcherOf } from '../../../src/targets/organization/glob.ts';

describe('patterns of names and tags', () => {
  const cases: readonly (readonly [pattern: string, fits: readonly string[], fails: readonly string[]])[] = [
    ['prod-*', ['prod-', 'prod-web', 'prod-\n'], ['prod', 'PROD-web', 'a prod-web']],
    ['*', ['', 'anything', 'два\nслова'], []],
    ['data?', ['data1', 'data基', 'data😀'], ['data', 'data12']],
    ['a.b+(c)[d]{1}|^$\\', ['a.b+(c)[d]{1}|^$\\'], ['axb+(c)[d]{1}|^$\\']],
    ['', [''], ['x']],
    ['*-eu-*', ['web-eu-1'], ['web-us-1']],
  ];
  for (const [pattern, fits, fails] of cases) {
    it(`take ${JSON.stringify(pattern)} for the whole text`, () => {
      const matches = matcherOf(pattern);
      assert.deepEqual(
        fits.filter((text) => !matches(text)),
        [],
      );
      assert.deepEqual(
        fails.filter((text) => matches(text)),
        [],
      );
    });
  }
});
