import assert from 'node:assert/strict';
import { grouped } from '../../src/render/grouped.ts';

describe('things that are alike', () => {
  it('are together, in the order in which they came', () =>
    assert.deepEqual(
      [...grouped(['b1', 'a1', 'b2'], (thing) => thing.charAt(0))],
      [
        ['b', ['b1', 'b2']],
        ['a', ['a1']],
      ],
    ));
});
