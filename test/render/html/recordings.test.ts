import assert from 'node:assert/strict';
import { RECORDINGS, recordingOf } from '../../../src/render/html/recordings.ts';
import { evidenced } from '../listed.ts';

describe('what became of recordings', () => {
  it('has a word, a heading and a tone each, what is missing first', () => {
    assert.deepEqual(RECORDINGS[0], { id: 'missing', word: 'not recorded', tone: 'fail', heading: 'Not recorded' });
    assert.equal(new Set(RECORDINGS.map(({ word }) => word)).size, RECORDINGS.length);
  });

  it('is told by number', () => {
    assert.equal(recordingOf(evidenced({ state: 'missing' })), 0);
    assert.equal(RECORDINGS[recordingOf(evidenced({ state: 'never' }))]?.id, 'never');
  });
});
