import assert from 'node:assert/strict';
import { fitted } from '../../src/render/fitting.ts';

/** Lines of an item: one, then two, then as many as its number says. */
const DETAILS = [1, 2, Infinity].map(
  (most) => (item: number) => Array.from({ length: Math.min(most, item) }, (_, line) => `${item}.${line}`),
);
const fit = (items: readonly number[], rows: number) => fitted(items, rows, 80, DETAILS);

describe('what fits into rows', () => {
  it('is all, in full, where there is room', () =>
    assert.deepEqual(fit([1, 3], 4), { told: ['1.0', '3.0', '3.1', '3.2'], rest: [], isWhole: true }));

  it('is all of it in less detail where there is not, the first in the most', () => {
    assert.deepEqual(fit([2, 2, 2], 4), { told: ['2.0', '2.1', '2.0', '2.0'], rest: [], isWhole: false });
    // What is long keeps nobody else from being told in more detail.
    assert.deepEqual(fit([9, 3], 5).told, ['9.0', '9.1', '3.0', '3.1', '3.2']);
  });

  it('leaves room to say what does not fit', () => {
    const { told, rest, isWhole } = fit([1, 1, 1, 1, 1, 1, 1, 1], 7);
    assert.deepEqual([told.length, rest.length, isWhole], [3, 5, false]);
    assert.deepEqual(fit([1, 1], 0), { told: [], rest: [1, 1], isWhole: false });
  });

  it('counts rows of a terminal, not lines', () => {
    const long = fitted(['x'.repeat(200)], 2, 80, [(text) => [text]]);
    assert.deepEqual(long.told, []);
  });
});
