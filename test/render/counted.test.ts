import assert from 'node:assert/strict';
import { counted } from '../../src/render/counted.ts';

describe('a counted thing', () => {
  for (const [count, text] of [
    [0, '0 nodes'],
    [1, '1 node'],
    [2, '2 nodes'],
  ] as const) {
    it(`is ${text}`, () => assert.equal(counted(count, 'node'), text));
  }

  it('has the plural that is given', () => assert.equal(counted(2, 'is', 'are'), '2 are'));
});
