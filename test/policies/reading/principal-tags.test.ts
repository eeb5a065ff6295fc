import assert from 'node:assert/strict';
import { principalTag } from '../../../src/policies/reading/principal-tags.ts';

describe('the tags of a principal', () => {
  it('are known by their names in any case, also where they are missing', () => {
    const tags = { Tier: 'node' };
    assert.deepEqual(principalTag(tags, 'aws:principaltag/tier'), ['node']);
    assert.equal(principalTag(tags, 'aws:principaltag/team'), 'absent');
    assert.equal(principalTag({}, 'aws:principaltag/tier'), 'absent');
  });

  it('are unknown where they were not read, and say nothing of other keys', () => {
    assert.equal(principalTag(undefined, 'aws:principaltag/tier'), 'unknown');
    assert.equal(principalTag({}, 'aws:principalorgid'), 'unknown');
    assert.equal(principalTag({}, 'aws:requesttag/tier'), 'unknown');
  });
});
