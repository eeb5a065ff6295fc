import assert from 'node:assert/strict';
import { columnLines } from '../../src/render/columns.ts';

const ids = { head: 'id', cells: ['i-0123456789', 'i-1'] };

describe('columns', () => {
  it('are as wide as what is in them, without blanks at the end', () => {
    const lines = columnLines([ids, { head: 'a long head', cells: ['x', ''] }], 80);
    assert.deepEqual(lines, ['id            a long head', 'i-0123456789  x', 'i-1']);
  });

  it('are cut where the lines are too long: only those that may be, and to their least', () => {
    const long = { head: 'name', cells: ['abcdefghijklmnop', 'b'] };
    const lines = (width: number) => columnLines([ids, { ...long, least: 4 }, { head: 'x', cells: ['1', '2'] }], width);
    assert.deepEqual(lines(33), [
      'id            name              x',
      'i-0123456789  abcdefghijklmnop  1',
      'i-1           b                 2',
    ]);
    assert.equal(lines(30)[1], 'i-0123456789  abcdefghijkl…  1');
    assert.equal(lines(5)[1], 'i-0123456789  abc…  1');
  });

  it('share what they lack: those with the most room give first', () => {
    const one = { head: 'a', cells: ['1234567890'], least: 2 };
    const other = { head: 'b', cells: ['12345'], least: 2 };
    assert.deepEqual(columnLines([one, other], 12), ['a      b', '1234…  12345']);
  });

  it('of nothing are their heads', () => assert.deepEqual(columnLines([{ head: 'id', cells: [] }], 80), ['id']));
});
