import assert from 'node:assert/strict';
import { countsOf, type MatrixCell, type MatrixRow, worstFirst } from '../../../src/render/html/matrix.ts';

const row = (label: string, ...cells: readonly (MatrixCell | undefined)[]): MatrixRow => ({ label, query: {}, cells });
const cell = (counts: readonly number[], ended?: MatrixCell['ended']): MatrixCell => ({
  counts,
  ok: 0,
  ...(ended && { ended }),
});

describe('counts of states', () => {
  it('have a place for each', () => {
    assert.deepEqual(countsOf(4, [0, 2, 2]), [1, 0, 2, 0]);
    assert.deepEqual(countsOf(2, []), [0, 0]);
  });
});

describe('rows of counts', () => {
  it('are ordered by all that is in them, the worst first; what is as bad keeps its place', () => {
    const rows = [
      row('fine', cell([0, 0]), undefined),
      row('warns', cell([0, 9]), cell([0, 9])),
      row('fails twice', cell([1, 0]), cell([1, 0])),
      row('fails', undefined, cell([1, 0])),
      row('fails and warns', cell([1, 0]), cell([0, 1])),
      row('fine, too', cell([0, 0])),
    ];
    assert.deepEqual(
      worstFirst(rows).map(({ label }) => label),
      ['fails twice', 'fails and warns', 'fails', 'warns', 'fine', 'fine, too'],
    );
  });

  it('come early where targets could not be worked on', () =>
    assert.deepEqual(
      worstFirst([row('warns', cell([0, 9])), row('failed', cell([0, 0], 'failed'))]).map(({ label }) => label),
      ['failed', 'warns'],
    ));
});
