import assert from 'node:assert/strict';
import { patiently } from '../../src/resources/patience.ts';
import { awsError, testTarget } from '../aws.ts';

describe('patience', () => {
  const passing = (error: unknown): boolean => (error as Error).name === 'Later';
  const refusedTimes = (times: number, name = 'Later') => {
    let calls = 0;
    return async (): Promise<number> => {
      calls += 1;
      if (calls <= times) throw awsError(name);
      return calls;
    };
  };

  it('repeats a call while its refusal may pass, with pauses that double up to five seconds', async () => {
    const target = testTarget();
    assert.equal(await patiently(target, { pause: 1000, longest: 60_000 }, passing, refusedTimes(5)), 6);
    assert.deepEqual(target.pauses, [1000, 2000, 4000, 5000, 5000]);
  });

  it('ends with the last refusal when it is used up', async () => {
    const target = testTarget();
    await assert.rejects(patiently(target, { pause: 10, longest: 30 }, passing, refusedTimes(99)), { name: 'Later' });
    assert.deepEqual(target.pauses, [10, 20]);
  });

  it('ends with the last refusal when the user ends the run', async () => {
    const target = { ...testTarget(), backOff: () => Promise.resolve(false) };
    await assert.rejects(patiently(target, { pause: 10, longest: 30 }, passing, refusedTimes(1)), { name: 'Later' });
  });

  it('has none with another refusal', async () => {
    const target = testTarget();
    await assert.rejects(patiently(target, { pause: 10, longest: 30 }, passing, refusedTimes(1, 'Never')), {
      name: 'Never',
    });
    assert.deepEqual(target.pauses, []);
  });
});
