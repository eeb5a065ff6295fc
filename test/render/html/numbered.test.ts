import assert from 'node:assert/strict';
import { numbered } from '../../../src/render/html/numbered.ts';

describe('a numbered list', () => {
  it('has everything once, by number', () => {
    const list = numbered<readonly string[]>();
    assert.deepEqual(
      [['a'], ['b'], ['a'], []].map((thing) => list.numberOf(thing)),
      [0, 1, 0, 2],
    );
    assert.deepEqual(list.all, [['a'], ['b'], []]);
  });
});
