import assert from 'node:assert/strict';
import { markdownTable } from '../../src/render/markdown-table.ts';

const rows = (...cells: readonly string[]): string =>
  markdownTable(['id', 'name'], [cells], ['id']).split('\n')[2] ?? '';

describe('a table in Markdown', () => {
  it('has heads, and a line for each row', () =>
    assert.equal(markdownTable(['id', 'name'], [['i-1', 'web']]), '| id | name |\n| --- | --- |\n| i-1 | web |'));

  it('escapes what Markdown obeys, and what ends a cell, also in code', () => {
    assert.equal(rows('a|b', 'x | *y* <b>'), String.raw`| ${'`a\\|b`'} | x \| \*y\* \<b\> |`);
    assert.equal(rows('', ''), '|  |  |');
  });

  it('shows what a terminal obeys, and notifies nobody', () => {
    assert.match(rows('i-1', '\u001B[2J @admin'), /\\\\x1b/);
    assert.match(rows('i-1', '@admin'), /@&#8203;admin/);
  });
});
