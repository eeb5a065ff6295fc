import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { unlessAborted } from '../../src/aws/unless-aborted.ts';

const ENDED = new Error('ended');
const ended = (): Error => ENDED;

describe('work unless it is aborted', () => {
  it('is done, and its outcome is what it says', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(signal, () => Promise.resolve(1), ended), 1);
    await assert.rejects(
      unlessAborted(signal, () => Promise.reject(new TypeError('a bug')), ended),
      TypeError,
    );
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('ends at once, even if it listens to nothing', async () => {
    const controller = new AbortController();
    const work = unlessAborted(controller.signal, () => new Promise(() => undefined), ended);
    controller.abort();
    await assert.rejects(work, ENDED);
  });

  it('is not begun when that has happened before', async () => {
    await assert.rejects(
      unlessAborted(AbortSignal.abort(), () => assert.fail('it was begun'), ended),
      ENDED,
    );
  });
});
