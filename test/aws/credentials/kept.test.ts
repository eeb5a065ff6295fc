import assert from 'node:assert/strict';
import { keptCredentials } from '../../../src/aws/credentials/kept.ts';
import { stoppedClock } from '../../clock.ts';

const MINUTE = 60_000;

describe('credentials that are kept', () => {
  const clock = stoppedClock();

  /** Gives credentials that hold for so long, one after the other; undefined: none any more. */
  function lasting(...minutes: readonly (number | undefined)[]) {
    let asked = 0;
    const again: boolean[] = [];
    const provider = keptCredentials(async (isAgain) => {
      again.push(isAgain);
      const left = minutes[asked];
      asked += 1;
      if (left === undefined) throw new Error('the session is over');
      const expiration = new Date(Date.now() + left * MINUTE);
      return { accessKeyId: `key-${asked}`, secretAccessKey: 'x', ...(left !== Infinity && { expiration }) };
    });
    return { provider, again, key: async () => (await provider()).accessKeyId };
  }

  it('are fetched once, by all who ask at once, and again five minutes before they end', async () => {
    const { key } = lasting(60, 60);
    assert.deepEqual(await Promise.all([key(), key()]), ['key-1', 'key-1']);
    clock.pass(54 * MINUTE);
    assert.equal(await key(), 'key-1');
    clock.pass(2 * MINUTE);
    assert.equal(await key(), 'key-2');
  });

  it('are fetched again after half their time where they last for less', async () => {
    const { key } = lasting(4, 4);
    assert.equal(await key(), 'key-1');
    clock.pass(MINUTE);
    assert.equal(await key(), 'key-1');
    clock.pass(1.5 * MINUTE);
    assert.equal(await key(), 'key-2');
  });

  it('are kept for ever where they have no end', async () => {
    const { key } = lasting(Infinity);
    await key();
    clock.pass(10_000 * MINUTE);
    assert.equal(await key(), 'key-1');
  });

  it('are used to their end where no new ones are to be had, and asked for once a minute', async () => {
    const { key, again } = lasting(60);
    await key();
    clock.pass(56 * MINUTE);
    assert.deepEqual([await key(), await key(), again.length], ['key-1', 'key-1', 2]);
    clock.pass(2 * MINUTE);
    assert.deepEqual([await key(), again.length], ['key-1', 3]);
    clock.pass(3 * MINUTE);
    await assert.rejects(key(), /the session is over/);
  });

  describe('and refused by AWS', () => {
    it('are replaced, once for all whose call failed', async () => {
      const { provider, again } = lasting(60, 60);
      const old = await provider();
      assert.deepEqual(await Promise.all([provider.renew?.(old), provider.renew?.(old)]), [true, true]);
      assert.deepEqual(await provider.renew?.(old), true);
      assert.deepEqual(again, [false, true]);
    });

    it('are not replaced by the same, which nobody is asked for twice', async () => {
      let asked = 0;
      const provider = keptCredentials(async () => {
        asked += 1;
        return { accessKeyId: 'same', secretAccessKey: 'x' };
      });
      const old = await provider();
      assert.deepEqual([await provider.renew?.(old), await provider.renew?.(old), asked], [false, false, 2]);
    });

    it('tell why there are no others, again after a minute', async () => {
      const { provider, again } = lasting(60);
      const old = await provider();
      for (let times = 0; times < 3; times += 1) {
        await assert.rejects(async () => provider.renew?.(old), /the session is over/);
      }
      assert.equal(again.length, 2);
      clock.pass(MINUTE);
      await assert.rejects(async () => provider.renew?.(old));
      assert.equal(again.length, 3);
    });
  });
});
