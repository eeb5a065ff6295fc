import assert from 'node:assert/strict';
import { bytes } from '../../src/resources/bytes.ts';

describe('a number of bytes in words', () => {
  it('changes its unit at every power of 1,000', () => {
    assert.deepEqual([0, 999, 1000, 1_234_567, 5e9, 1.2345e15].map(bytes), [
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '1.2 MB',
      '5.0 GB',
      '1234.5 TB',
    ]);
  });
});
