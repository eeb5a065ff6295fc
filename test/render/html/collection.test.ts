import assert from 'node:assert/strict';
import { collection } from '../../../src/render/html/collection.ts';

describe('what a page lists', () => {
  it('is there once, and known by its number', () => {
    const page = collection();
    assert.deepEqual(
      [page.placeOf('1', 'us-east-1'), page.placeOf('1', 'eu-west-1'), page.placeOf('1', 'us-east-1')],
      [0, 1, 0],
    );
    assert.deepEqual([page.textOf('a'), page.textOf('b'), page.textOf('a')], [0, 1, 0]);
    assert.deepEqual([page.remedyOf(['do', { code: 'x' }]), page.remedyOf(['do', { code: 'x' }])], [0, 0]);
    assert.deepEqual(page.all(), {
      accounts: [['1']],
      places: [
        [0, 'us-east-1'],
        [0, 'eu-west-1'],
      ],
      texts: ['a', 'b'],
      remedies: [['do', { code: 'x' }]],
    });
  });

  it('has the names of accounts, and a machine that is in none', () => {
    const page = collection();
    page.placeOf('1', 'us-east-1');
    page.placeOf(undefined, '');
    page.placeOf('1', 'eu-west-1', 'payments');
    const { accounts, places } = page.all();
    assert.deepEqual(accounts, [['1', 'payments']]);
    assert.deepEqual(places[1], [-1, '']);
  });
});
