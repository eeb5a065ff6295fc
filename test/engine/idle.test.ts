import assert from 'node:assert/strict';
import { isIdle } from '../../src/engine/idle.ts';

describe('a run that comes to nothing', () => {
  it('has no target that was not passed over', () => {
    assert.equal(isIdle({ targets: 3, skipped: 3 }, false), true);
    assert.equal(isIdle({ targets: 3, skipped: 2 }, false), false);
    assert.equal(isIdle({ targets: 0, skipped: 0 }, false), true);
  });

  it('may be that of a shard without accounts, but not of one whose targets were all passed over', () => {
    assert.equal(isIdle({ targets: 0, skipped: 0 }, true), false);
    assert.equal(isIdle({ targets: 2, skipped: 2 }, true), true);
  });
});
