import assert from 'node:assert/strict';
import { ELSEWHERE, isMarked, withoutMark } from '../../src/aws/sandbox-mark.ts';

describe('the mark of advice for AWS itself', () => {
  it('is taken off where it stands, with what joins it to the rest', () => {
    assert.equal(withoutMark(`${ELSEWHERE}: aws kms enable-key`), 'aws kms enable-key');
    assert.equal(
      withoutMark(`${ELSEWHERE}, if there is none: aws kms create-key`),
      'if there is none: aws kms create-key',
    );
    assert.equal(withoutMark('aws kms enable-key'), 'aws kms enable-key');
    assert.deepEqual([isMarked(`${ELSEWHERE}: x`), isMarked(`x ${ELSEWHERE}`)], [true, false]);
  });
});
