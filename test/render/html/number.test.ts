import assert from 'node:assert/strict';
import { countedInDigits, inDigits } from '../../../src/render/html/number.ts';

describe('a number on a page', () => {
  it('has a comma before each three digits', () =>
    assert.deepEqual([0, 999, 1000, 60_000, 1_234_567].map(inDigits), ['0', '999', '1,000', '60,000', '1,234,567']));

  it('of things is told with their name', () =>
    assert.deepEqual(
      [countedInDigits(1, 'finding'), countedInDigits(2190, 'finding'), countedInDigits(2, 'was', 'were')],
      ['1 finding', '2,190 findings', '2 were'],
    ));
});
