import assert from 'node:assert/strict';
import { isPattern, matching } from '../../src/names/pattern.ts';

describe('a pattern', () => {
  for (const [pattern, fits, others] of [
    ['key/1', ['key/1'], ['key/11', 'KEY/1', '']],
    ['key/*', ['key/', 'key/1', 'key/a/b'], ['key', 'a key/1']],
    ['i-?', ['i-1', 'i-😀'], ['i-', 'i-12']],
    ['*.disabled', ['kms.disabled', '.disabled'], ['kms.disabled.not']],
    ['a*b*c', ['abc', 'axbxbxc', 'abcbc'], ['acb', 'ab']],
    ['*', ['', 'anything\nat all'], []],
    ['?*', ['a'], ['']],
    ['a.b+(c)[d]{1}|^$\\', ['a.b+(c)[d]{1}|^$\\'], ['axb+(c)[d]{1}|^$\\']],
    ['prod-*', ['prod-', 'prod-web', 'prod-\n'], ['prod', 'PROD-web', 'a prod-web']],
    ['data?', ['data1', 'data基', 'data😀'], ['data', 'data12']],
    ['*-eu-*', ['web-eu-1'], ['web-us-1']],
    ['', [''], ['x']],
  ] as const) {
    it(`is for whole texts: ${pattern}`, () => {
      const matches = matching(pattern);
      for (const text of fits) assert.ok(matches(text), text);
      for (const text of others) assert.ok(!matches(text), text);
    });
  }

  it('takes no longer for being made to', () => {
    const text = 'a'.repeat(20_000);
    assert.ok(!matching(`${'*a'.repeat(12)}*b`)(text));
    assert.ok(matching(`${'*a'.repeat(12)}*`)(text));
    assert.ok(!matching(`${'*'.repeat(70)}x`)(text));
    assert.ok(matching('*'.repeat(70))(text));
  });

  it('is told from a name', () => assert.deepEqual(['a', 'a*', 'a?'].map(isPattern), [false, true, true]));
});
