import assert from 'node:assert/strict';
import { addressOf } from '../../../src/render/html/address.ts';

describe('addresses within a page', () => {
  it('say what is looked for, whatever is in it', () => {
    assert.equal(addressOf({ account: '111122223333', family: 'kms' }), '#account=111122223333&family=kms');
    const text = '&"<x> =#%';
    assert.equal(new URLSearchParams(addressOf({ q: text }).slice(1)).get('q'), text);
  });
});
