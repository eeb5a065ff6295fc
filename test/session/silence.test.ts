import assert from 'node:assert/strict';
import { silenceText, watchSilence } from '../../src/session/silence.ts';
import { virtualClock } from '../channel/virtual-clock.ts';

describe('the silence of a node', () => {
  function watched() {
    const clock = virtualClock();
    let since = clock.now();
    let isPaused = false;
    const said: string[] = [];
    const stop = watchSilence({ silence: () => clock.now() - since, isPaused: () => isPaused }, clock, (isSilent) =>
      said.push(silenceText(isSilent)),
    );
    return {
      clock,
      said,
      stop,
      hear: () => void (since = clock.now()),
      pause: (on: boolean) => void (isPaused = on),
    };
  }

  it('is told after 10 s and not before, once, and when it is over', () => {
    const { clock, said, hear } = watched();
    clock.pass(9900);
    assert.deepEqual(said, []);
    clock.pass(30_000);
    assert.deepEqual(said, ['the node has not answered for 10 s']);
    hear();
    clock.pass(1000);
    assert.deepEqual(said, ['the node has not answered for 10 s', 'the node answers again']);
  });

  it('is none while nothing is read, and for 10 s after that', () => {
    const { clock, said, pause } = watched();
    pause(true);
    clock.pass(60_000);
    pause(false);
    clock.pass(9000);
    assert.deepEqual(said, []);
    clock.pass(2000);
    assert.deepEqual(said, ['the node has not answered for 10 s']);
  });

  it('is not looked for any more when the session is over', () => {
    const { clock, said, stop } = watched();
    stop();
    clock.pass(60_000);
    assert.deepEqual([said, clock.due()], [[], 0]);
  });
});
