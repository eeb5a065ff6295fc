import assert from 'node:assert/strict';
import { type Clock, paceOf } from '../../src/aws/pace.ts';

/** A clock that is set forward by whoever waits. */
function clockAt(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      clock.time += milliseconds;
    },
  };
  return clock;
}

describe('the pace of calls', () => {
  it('is none before AWS has refused one', async () => {
    const clock = clockAt();
    const pace = paceOf(clock);
    pace.taken();
    for (let call = 0; call < 3; call += 1) await pace.turn();
    assert.equal(clock.time, 0);
  });

  it('keeps a distance between calls once one was refused, twice as long with each that is refused later', async () => {
    const clock = clockAt();
    const pace = paceOf(clock);
    const distances: number[] = [];
    for (let refusals = 1; refusals <= 6; refusals += 1) {
      clock.time += 1000;
      pace.refused();
      await pace.turn();
      const before = clock.time;
      await pace.turn();
      distances.push(clock.time - before);
    }
    assert.deepEqual(distances, [10, 20, 40, 80, 160, 250]);
  });

  it('takes many that are refused at once for one', async () => {
    const clock = clockAt();
    const pace = paceOf(clock);
    for (let count = 0; count < 20; count += 1) pace.refused();
    await pace.turn();
    await pace.turn();
    assert.equal(clock.time, 10);
  });

  it('lines up those that come at once', async () => {
    const clock = clockAt();
    const pace = paceOf({ now: () => 0, sleep: async (milliseconds) => void (clock.time += milliseconds) });
    pace.refused();
    await Promise.all([pace.turn(), pace.turn(), pace.turn(), pace.turn()]);
    assert.equal(clock.time, 0 + 10 + 20 + 30);
  });

  it('grows again with each call that is taken, until there is no distance any more', async () => {
    const clock = clockAt();
    const pace = paceOf(clock);
    pace.refused();
    clock.time += 1000;
    pace.refused();
    for (let count = 0; count < 3; count += 1) pace.taken();
    await pace.turn();
    const before = clock.time;
    await pace.turn();
    assert.equal(Math.round(clock.time - before), 10);
    pace.taken();
    const then = clock.time;
    await pace.turn();
    await pace.turn();
    assert.equal(clock.time, then);
  });
});
