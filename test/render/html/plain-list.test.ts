import assert from 'node:assert/strict';
import type { Card } from '../../../src/render/html/data.ts';
import { plainList } from '../../../src/render/html/plain-list.ts';
import { card, pageData } from './page-data.ts';

const draw = (cards: readonly Card[]): string => plainList(pageData(cards)).markup;

describe('what a page lists for a browser that runs no program', () => {
  it('is what is wrong, where, and what clears it', () => {
    const text = draw([card({ rows: [[0, 0, 1, 'a', { name: '<web>' }]] })]);
    assert.match(text, /<strong>fail<\/strong>: it is disabled/);
    assert.match(text, /kms\.disabled · 1 finding</);
    assert.match(text, /<b>111122223333 \(payments\)\/us-east-1<\/b>: <span class="id">one \(&lt;web&gt;\)</);
    assert.match(text, /What clears it \(1\)<\/p><p>look at it<\/p>/);
    assert.doesNotMatch(text, /left out/);
  });

  it('ends after some hundred, and says how many are left out', () => {
    const rows = Array.from({ length: 100 }, (_, at): Card['rows'][number] => [0, 0, 1, String(at)]);
    const text = draw(Array.from({ length: 30 }, (_, at) => card({ label: `a.${at}`, rows })));
    assert.equal(text.match(/<strong>fail/g)?.length, 10);
    assert.match(text, /100 findings, 40 of them here/);
    assert.match(text, /2,600 more findings are left out here/);
    assert.ok(text.length < 30_000, `${text.length} characters`);
  });

  it('counts what it does not even look at', () =>
    assert.match(
      draw(Array.from({ length: 3000 }, (_, at) => card({ label: `a.${at}` }))),
      /2,600 more findings are left out here/,
    ));

  it('says so where there is nothing', () => assert.equal(draw([]), '<p>Nothing was found.</p>'));
});
