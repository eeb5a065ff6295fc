import assert from 'node:assert/strict';
import { roundTrip } from '../../src/channel/round-trip.ts';

describe('the round trip', () => {
  it('begins with the timeout of the agent and the plugin', () => {
    const trip = roundTrip();
    assert.equal(trip.timeout(), 200);
    assert.equal(trip.least(), Number.POSITIVE_INFINITY);
  });

  it('follows what is measured: the first sample as it is, then smoothed', () => {
    const trip = roundTrip();
    trip.learn(80);
    assert.equal(trip.mean(), 80);
    trip.learn(160);
    assert.equal(trip.mean(), 90);
    assert.equal(trip.least(), 80);
  });

  it('leaves a busy peer a tenth of a second, and an uneven way four times its variation', () => {
    const even = roundTrip();
    for (let count = 0; count < 100; count += 1) even.learn(2);
    assert.equal(even.timeout(), 102);
    const uneven = roundTrip();
    for (let count = 0; count < 100; count += 1) uneven.learn(count % 2 === 0 ? 100 : 500);
    assert.ok(uneven.timeout() > 800, `${uneven.timeout()}`);
  });

  it('waits three seconds at most', () => {
    const trip = roundTrip();
    trip.learn(60_000);
    assert.equal(trip.timeout(), 3000);
  });
});
