import { deepEqual } from 'node:assert/strict';
import { keepAlive } from '../../src/channel/keep-alive.ts';
import { virtualClock } from './virtual-clock.ts';

describe('an end of smux that keeps a session alive', () => {
  it('says nothing in a frame every ten seconds, as long as it is wanted', () => {
    const clock = virtualClock();
    const sent: string[] = [];
    const stop = keepAlive(clock, (bytes) => sent.push(bytes.toString('hex')));
    clock.pass(9_999);
    deepEqual(sent, []);
    clock.pass(20_001);
    // Version 1, command 3, no data, no stream.
    deepEqual(sent, ['0103000000000000', '0103000000000000', '0103000000000000']);
    stop();
    clock.pass(60_000);
    deepEqual([sent.length, clock.due()], [3, 0]);
  });
});
