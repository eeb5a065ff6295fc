import assert from 'node:assert/strict';
import { canDo, CLIENT_VERSION, isTooOld } from '../../src/channel/version.ts';

describe('the version of the agent', () => {
  for (const [ability, last, next] of [
    ['termination', '2.3.722.0', '2.3.722.1'],
    ['multiplexing', '3.0.196.0', '3.0.197.0'],
    ['quietMultiplexing', '3.1.1511.0', '3.1.1512.0'],
  ] as const) {
    it(`tells that it can do ${ability} only after ${last}`, () => {
      assert.deepEqual([canDo(ability, last), canDo(ability, next), canDo(ability, '3.3.987.0')], [false, true, true]);
    });
  }

  for (const [ability, last, first] of [
    ['otherHosts', '3.1.1373.0', '3.1.1374.0'],
    ['exitCodes', '3.1.1510.0', '3.1.1511.0'],
  ] as const) {
    it(`tells that it is too old for ${ability} before ${first}`, () => {
      assert.deepEqual(
        [isTooOld(ability, last), isTooOld(ability, first), isTooOld(ability, '')],
        [true, false, false],
      );
    });
  }

  it('is compared by numbers, not by text, and taken for a new one where it cannot be read', () => {
    assert.deepEqual([canDo('multiplexing', '3.0.1000.0'), canDo('multiplexing', '')], [true, true]);
  });
});

describe('the version of the client', () => {
  it('has four numbers, and is one that AWS supports', () => {
    const [major, minor, patch = 0, ...rest] = CLIENT_VERSION.split('.').map(Number);
    assert.deepEqual([major, minor, rest], [1, 2, [0]]);
    assert.ok(patch >= 764);
  });
});
