import assert from 'node:assert/strict';
import { roundTrip } from '../../src/channel/round-trip.ts';
import { adaptiveWindow } from '../../src/channel/window.ts';

describe('the window', () => {
  const of = (...samples: readonly number[]) => {
    const trip = roundTrip();
    for (const sample of samples) trip.learn(sample);
    return { trip, window: adaptiveWindow(trip) };
  };

  it('begins with 64 messages and grows by one with each acknowledgement, to 1,024', () => {
    const { window } = of(100);
    assert.equal(window.size(), 64);
    window.acknowledged(0);
    assert.equal(window.size(), 65);
    for (let count = 0; count < 2000; count += 1) window.acknowledged(0);
    assert.equal(window.size(), 1024);
  });

  it('halves when messages queue on their way, once in a round trip', () => {
    const { trip, window } = of(100);
    for (let count = 0; count < 30; count += 1) trip.learn(400);
    window.acknowledged(1000);
    window.acknowledged(1001);
    assert.equal(window.size(), 32);
    window.acknowledged(2000);
    assert.equal(window.size(), 16);
  });

  it('is not impressed by a machine that is busy for a moment', () => {
    const { window } = of(1, 20, 20);
    window.acknowledged(0);
    assert.equal(window.size(), 65);
  });

  it('halves when something is lost, and never closes', () => {
    const { window } = of(100);
    for (let time = 0; time < 10; time += 1) window.lost(time * 1000);
    assert.equal(window.size(), 16);
  });
});
