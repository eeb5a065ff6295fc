import assert from 'node:assert/strict';
import { IDLE, type Limits, TOO_LONG, watchLimits } from '../../../src/sandbox/door/session-limits.ts';
import { virtualClock } from '../../channel/virtual-clock.ts';

const MINUTE = 60_000;

describe('the limits of a session', () => {
  function watched(limits: Limits) {
    const clock = virtualClock();
    const ends: string[] = [];
    const watch = watchLimits(limits, clock, (reason) => ends.push(reason));
    return { ends, ...watch, pass: (minutes: number) => clock.pass(minutes * MINUTE) };
  }

  it('end one that is idle, once', () => {
    const { ends, pass } = watched({ idle: 15 });
    pass(14.9);
    assert.deepEqual(ends, []);
    pass(0.1);
    assert.deepEqual(ends, [IDLE]);
    pass(100);
    assert.deepEqual(ends, [IDLE]);
  });

  it('leave one alone in which something happens', () => {
    const { ends, active, pass } = watched({ idle: 1 });
    for (let count = 0; count < 20; count += 1) {
      pass(0.9);
      active();
    }
    assert.deepEqual(ends, []);
    pass(1);
    assert.deepEqual(ends, [IDLE]);
  });

  it('end one that goes on for too long, whatever happens', () => {
    const { ends, active, pass } = watched({ idle: 1, most: 3 });
    for (let count = 0; count < 5; count += 1) {
      pass(0.5);
      active();
    }
    assert.deepEqual(ends, []);
    pass(0.5);
    assert.deepEqual(ends, [TOO_LONG]);
    pass(10);
    assert.deepEqual(ends, [TOO_LONG]);
  });

  it('are over with it', () => {
    const { ends, stop, pass } = watched({ idle: 1, most: 3 });
    stop();
    pass(10);
    assert.deepEqual(ends, []);
  });
});
