import assert from 'node:assert/strict';
import { within } from '../../src/channel/clock.ts';
import { virtualClock } from './virtual-clock.ts';

describe('the clock of a channel', () => {
  it('waits for work that is done in time, and leaves no timer', async () => {
    const clock = virtualClock();
    await within(clock, 1000, Promise.resolve());
    assert.equal(clock.due(), 0);
  });

  it('waits no longer for work that is not', async () => {
    const clock = virtualClock();
    const waited = within(clock, 1000, new Promise(() => undefined));
    clock.pass(1000);
    await waited;
  });
});
