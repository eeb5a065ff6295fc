import assert from 'node:assert/strict';
import type { Matrix, MatrixCell } from '../../../src/render/html/matrix.ts';
import { cellWords, matrixTable } from '../../../src/render/html/matrix-table.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

const cell = (counts: readonly number[], extra: Partial<MatrixCell> = {}): MatrixCell => ({
  query: { account: '1' },
  counts,
  ok: 0,
  ...extra,
});

const draw = (matrix: Matrix): string =>
  matrixTable(matrix, FINDING_STATES, {
    id: 'heat',
    caption: 'Accounts & regions',
    corner: 'account',
    rowQuery: ({ label }) => ({ account: label }),
    columnQuery: () => undefined,
  }).markup;

describe('a table of counts', () => {
  const text = draw({
    columns: ['us-east-1', '<eu>'],
    rows: [{ label: '111122223333', name: '<payments>', cells: [cell([12, 3, 0, 0]), undefined] }],
  });

  it('has a caption, and headings of rows and columns', () => {
    assert.match(text, /<caption>Accounts &amp; regions<\/caption>/);
    assert.match(text, /<th scope="col">us-east-1<\/th><th scope="col">&lt;eu&gt;<\/th>/);
    assert.match(
      text,
      /<th scope="row"><a href="#account=111122223333">111122223333<\/a><span class="name">&lt;payments&gt;/,
    );
  });

  it('says in each cell the worst, how much of it, and to a screen reader all', () => {
    assert.match(
      text,
      /class="cell fail level-3" href="#account=1" aria-label="111122223333, us-east-1: 12 fail, 3 warn"/,
    );
    assert.match(text, /<td class="none">.*not looked at/);
  });

  it('has names of columns upright where there are many', () => {
    const columns = Array.from({ length: 17 }, (_, index) => `r-${index}`);
    assert.match(draw({ columns, rows: [] }), /class="matrix upright"/);
    assert.doesNotMatch(text, /upright/);
  });
});

describe('the words of a cell', () => {
  it('name each state that is there, and how a target ended', () => {
    assert.equal(cellWords(cell([0, 0, 0, 0], { ok: 31 }), FINDING_STATES), 'ok, 31 checks');
    assert.equal(cellWords(cell([0, 1, 0, 2]), FINDING_STATES), '1 warn, 2 info');
    assert.equal(cellWords(cell([0, 0, 0, 0], { ended: 'not-run' }), FINDING_STATES), 'not run');
  });
});
