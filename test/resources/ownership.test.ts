import assert from 'node:assert/strict';
import {
  isMadeByUs,
  isOurs,
  isReservedTag,
  OWNER_TAG,
  ownedTags,
  REPLACED_TAG,
  SINCE_TAG,
} from '../../src/resources/ownership.ts';

describe('ownership', () => {
  it('is a tag beside those of the user, with the name of the thing', () => {
    assert.deepEqual(ownedTags('sessions', { team: 'ops' }), { team: 'ops', 'session-manager:managed': 'sessions' });
  });

  it('is seen by the tag, whatever its value', () => {
    assert.equal(isOurs({ [OWNER_TAG]: '' }), true);
    assert.equal(isOurs({ team: 'ops' }), false);
    assert.equal(isOurs({}), false);
  });

  it('is of what we made, not of what we only overwrote', () => {
    assert.equal(isMadeByUs({ [OWNER_TAG]: 'x' }), true);
    assert.equal(isMadeByUs({ [OWNER_TAG]: 'x', [REPLACED_TAG]: '1' }), false);
    assert.equal(isMadeByUs({ [REPLACED_TAG]: '1' }), false);
  });

  it('keeps its names for itself', () => {
    for (const tag of [OWNER_TAG, REPLACED_TAG, SINCE_TAG]) assert.equal(isReservedTag(tag), true);
    assert.equal(isReservedTag('team'), false);
  });
});
