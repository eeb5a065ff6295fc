import assert from 'node:assert/strict';
import { refusing } from '../../../src/resources/preferences/refusal.ts';

describe('a refusal of all sessions', () => {
  it('has its reason and its advice', () => {
    const { code, message, advice } = refusing('the bucket is gone', 'create it');
    assert.deepEqual(
      [code, message, advice],
      ['SessionsRefused', 'with these preferences every session would be refused: the bucket is gone', 'create it'],
    );
  });
});
