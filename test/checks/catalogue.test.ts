import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';

const entries = Object.entries(CATALOGUE);

describe('the catalogue of checks', () => {
  it('has every id, and no other', () => assert.deepEqual(Object.keys(CATALOGUE).toSorted(), CHECK_IDS));

  it('says of each in one line what is wrong and what that does, without a full stop', () => {
    for (const [id, { title, effect }] of entries) {
      assert.match(title, /^\S.{0,78}[^.\s]$/, `${id}: ${title}`);
      assert.match(effect, /^\S.*[^.\s]$/, `${id}: ${effect}`);
    }
  });

  it('has a title for each that no other has', () =>
    assert.equal(new Set(entries.map(([, { title }]) => title)).size, entries.length));

  it('names a page for each, and its verdicts from the worst on', () => {
    const order = ['fail', 'warn', 'info', 'unknown'];
    for (const [id, { verdicts, ref }] of entries) {
      assert.match(ref, /^https:\/\/\S+$/, id);
      assert.ok(verdicts.length > 0, id);
      assert.deepEqual(
        verdicts,
        order.filter((verdict) => verdicts.some((one) => one === verdict)),
        id,
      );
    }
  });
});
