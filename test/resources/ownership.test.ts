import assert from 'node:assert/strict';
import {
  isMadeByUs,
  isOurs,
  isTakenOver,
  OWNER_TAG,
  ownedTags,
  REPLACED_TAG,
  SINCE_TAG,
  TAKEN_OVER,
} from '../../src/resources/ownership.ts';
import { isReservedTag } from '../../src/inputs/own-tags.ts';

describe('ownership', () => {
  it('is a tag beside those of the user, with the name of the thing', () => {
    assert.deepEqual(ownedTags('sessions', { team: 'ops' }), { team: 'ops', 'session-manager:managed': 'sessions' });
  });

  it('is seen by the tag, whatever its value', () => {
    assert.equal(isOurs({ [OWNER_TAG]: '' }), true);
    assert.equal(isOurs({ team: 'ops' }), false);
    assert.equal(isOurs({}), false);
  });

  it('is of what we made, not of what we only took over', () => {
    assert.equal(isMadeByUs({ [OWNER_TAG]: 'preferences' }), true);
    assert.equal(isMadeByUs({ [OWNER_TAG]: TAKEN_OVER, [REPLACED_TAG]: '1' }), false);
    assert.equal(isMadeByUs({ [REPLACED_TAG]: '1' }), false);
  });

  it('is told from a takeover by its value alone, so no other tag can be lost or left', () => {
    assert.equal(isTakenOver({ [OWNER_TAG]: 'taken-over' }), true);
    assert.equal(isTakenOver({ [OWNER_TAG]: 'preferences', [REPLACED_TAG]: '1' }), false);
    assert.equal(isTakenOver({ [REPLACED_TAG]: '1' }), false);
    assert.equal(isOurs({ [OWNER_TAG]: TAKEN_OVER }), true);
  });

  it('keeps its names for itself', () => {
    for (const tag of [OWNER_TAG, REPLACED_TAG, SINCE_TAG]) assert.equal(isReservedTag(tag), true);
    assert.equal(isReservedTag('team'), false);
  });
});
