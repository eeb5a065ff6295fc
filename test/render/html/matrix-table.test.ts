import assert from 'node:assert/strict';
import type { Matrix, MatrixCell, MatrixRow } from '../../../src/render/html/matrix.ts';
import { cellWords, matrixTable } from '../../../src/render/html/matrix-table.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

const cell = (counts: readonly number[], extra: Partial<MatrixCell> = {}): MatrixCell => ({
  counts,
  ok: 0,
  ...extra,
});

const row = (label: string, extra: Partial<MatrixRow> = {}): MatrixRow => ({
  label,
  query: { account: label },
  cells: [],
  ...extra,
});

const draw = (matrix: Matrix): string =>
  matrixTable(matrix, FINDING_STATES, {
    id: 'heat',
    caption: 'Accounts & regions',
    corner: 'account',
    columnQuery: (region) => ({ region }),
  }).markup;

const drawn = (...cells: readonly MatrixCell[]): string =>
  draw({ columns: cells.map((_, at) => `r-${at}`), rows: [row('1', { cells })] });

describe('a table of counts', () => {
  const text = draw({
    columns: ['us-east-1', '<eu>'],
    rows: [row('111122223333', { name: '<payments>', cells: [cell([1200, 3, 0, 0]), undefined] })],
  });

  it('has a caption, and headings of rows and columns', () => {
    assert.match(text, /<caption>Accounts &amp; regions<\/caption>/);
    assert.match(
      text,
      /<th scope="col"><a href="#region=us-east-1">us-east-1<\/a><\/th><th scope="col"><a href="[^"]*">&lt;eu&gt;</,
    );
    assert.match(
      text,
      /<th scope="row"><a href="#account=111122223333">111122223333<\/a><span class="name">&lt;payments&gt;/,
    );
  });

  it('says in each cell the worst, how much of it, and to a screen reader all', () => {
    assert.match(text, /<td class="fail deep">1,200<span> fail, 3 warn<\/span><\/td>/);
    assert.match(text, /<td class="blank"><span>not looked at<\/span><\/td>/);
    assert.match(drawn(cell([0, 0, 0, 0], { ok: 3 })), /<td class="ok bare"><span>ok, 3 checks<\/span><\/td>/);
  });

  it('says how a target ended, and marks where nothing else is listed', () => {
    assert.match(drawn(cell([0, 0, 0, 0], { ended: 'failed' })), /<td class="fail ended">failed<\/td>/);
    assert.match(drawn(cell([0, 1, 0, 0], { ended: 'not-run' })), /<td class="none">not run<span>, 1 warn<\/span>/);
  });

  it('is deep where the most fails, not where the most warns', () => {
    const cells = [cell([9, 0, 0, 0]), cell([6, 0, 0, 0]), cell([7, 0, 0, 0]), cell([0, 5, 0, 0])];
    assert.deepEqual(
      [...drawn(...cells).matchAll(/<td class="([^"]*)"/g)].map(([, kind]) => kind),
      ['fail deep', 'fail', 'fail deep', 'warn'],
    );
    assert.match(drawn(cell([1, 0, 0, 0]), cell([2, 0, 0, 0])), /<td class="fail">1<.*<td class="fail">2</);
  });

  it('has the worst of many rows first, and the others in a body of their own', () => {
    const rows = Array.from({ length: 60 }, (_, at) => row(`row-${at}`, { cells: [cell([at === 59 ? 1 : 0, 0])] }));
    const [, first = '', rest = ''] = draw({ columns: ['a'], rows }).split('<tbody');
    assert.match(first, /^>\s*<tr><th scope="row"><a href="[^"]*">row-59<[\s\S]*>row-0</);
    assert.match(rest, /^ class="rest">\s*<tr><th scope="row"><a href="[^"]*">row-49</);
    assert.doesNotMatch(draw({ columns: ['a'], rows: rows.slice(0, 50) }), /rest|worst rows/);
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
    assert.equal(cellWords(cell([60_000, 0, 0, 0]), FINDING_STATES), '60,000 fail');
    assert.equal(cellWords(cell([0, 1, 0, 2]), FINDING_STATES), '1 warn, 2 info');
    assert.equal(cellWords(cell([0, 0, 0, 0], { ended: 'not-run' }), FINDING_STATES), 'not run');
  });
});
