import assert from 'node:assert/strict';
import { piecesOfText } from '../../../src/render/advice.ts';
import { remedyParts } from '../../../src/render/html/remedy-parts.ts';

describe('the parts of a remedy', () => {
  it('are words, and what is to be copied, without the words around it', () => {
    assert.deepEqual(remedyParts(piecesOfText('print it (session-manager policy instance), then attach it')), [
      'print it:',
      { code: 'session-manager policy instance' },
      'then attach it',
    ]);
    assert.deepEqual(remedyParts(piecesOfText('sign in (aws sso login)')), ['sign in:', { code: 'aws sso login' }]);
    assert.deepEqual(remedyParts(piecesOfText('aws kms enable-key --key-id 1')), [
      { code: 'aws kms enable-key --key-id 1' },
    ]);
    assert.deepEqual(remedyParts(piecesOfText('ask whoever owns it')), ['ask whoever owns it']);
    assert.deepEqual(remedyParts([]), []);
  });
});
