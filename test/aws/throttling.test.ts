import assert from 'node:assert/strict';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { throttledTogether, throttlingOf } from '../../src/aws/throttling.ts';

const THROTTLED: RetryErrorInfo = { errorType: 'THROTTLING' };
const token: RetryToken = { getRetryCount: () => 0, getRetryDelay: () => 0 };

const clock = {
  time: 0,
  now: () => clock.time,
  sleep: async (milliseconds: number) => void (clock.time += milliseconds),
};

/** A strategy that waits for so long before each attempt. */
const patient = (milliseconds: number): RetryStrategyV2 => ({
  acquireInitialRetryToken: async () => token,
  refreshRetryTokenForRetry: async () => {
    await clock.sleep(milliseconds);
    return token;
  },
  recordSuccess: () => undefined,
});

describe('throttling', () => {
  beforeEach(() => (clock.time = 0));

  it('is counted by attempts, and by how long they waited, in each place', async () => {
    const throttling = throttlingOf(clock);
    const [here, there] = ['111122223333/us-east-1', '111122223333/eu-west-1'];
    const ssm = throttling.noted(patient(1200), here, 'SSM');
    await ssm.refreshRetryTokenForRetry(token, THROTTLED);
    await ssm.refreshRetryTokenForRetry(token, THROTTLED);
    await throttling.noted(patient(700), there, 'SSM').refreshRetryTokenForRetry(token, THROTTLED);
    assert.deepEqual(throttling.in(here), { calls: 2, seconds: 2.4 });
    assert.deepEqual(throttling.in(there), { calls: 1, seconds: 0.7 });
    assert.deepEqual(throttling.total, { calls: 3, seconds: 3.1 });
  });

  it('counts an attempt that is the last, too', async () => {
    const throttling = throttlingOf(clock);
    const refusing = { ...patient(0), refreshRetryTokenForRetry: async () => assert.fail('no more attempts') };
    await assert.rejects(throttling.noted(refusing, 'a/b', 'SSM').refreshRetryTokenForRetry(token, THROTTLED));
    assert.deepEqual(throttling.in('a/b'), { calls: 1, seconds: 0 });
  });

  it('is no other failure', async () => {
    const throttling = throttlingOf(clock);
    for (const errorType of ['TRANSIENT', 'SERVER_ERROR', 'CLIENT_ERROR'] as const) {
      await throttling.noted(patient(5000), 'a/b', 'SSM').refreshRetryTokenForRetry(token, { errorType });
    }
    assert.equal(throttling.in('a/b'), undefined);
    assert.equal(throttling.total, undefined);
  });

  it('slows down the calls to one service in one region of one account, whichever client they go by, and no others', async () => {
    const throttling = throttlingOf(clock);
    await throttling.noted(patient(0), '111122223333/us-east-1', 'SSM').refreshRetryTokenForRetry(token, THROTTLED);
    const waited = async (place: string, service: string): Promise<number> => {
      const before = clock.time;
      const strategy = throttling.noted(patient(0), place, service);
      for (let call = 0; call < 3; call += 1) await strategy.acquireInitialRetryToken('');
      return clock.time - before;
    };
    assert.equal(await waited('111122223333/us-east-1', 'KMS'), 0);
    assert.equal(await waited('111122223333/eu-west-1', 'SSM'), 0);
    assert.equal(await waited('444455556666/us-east-1', 'SSM'), 0);
    assert.equal(await waited('111122223333/us-east-1', 'SSM'), 30);
    for (let call = 0; call < 10; call += 1) {
      await throttling.noted(patient(0), '111122223333/us-east-1', 'SSM').acquireInitialRetryToken('');
    }
    assert.deepEqual(throttling.in('111122223333/us-east-1'), { calls: 1, seconds: 0.1 });
  });

  it('tells who listens to a place that its calls wait, once for all that wait at the same time', async () => {
    const throttling = throttlingOf(clock);
    const told: string[] = [];
    const stop = throttling.listen('a/b', (isWaiting) => told.push(`a/b ${isWaiting}`));
    throttling.listen('a/c', (isWaiting) => told.push(`a/c ${isWaiting}`));
    const ends: (() => void)[] = [];
    const held = {
      ...patient(0),
      refreshRetryTokenForRetry: () => new Promise<RetryToken>((resolve) => ends.push(() => resolve(token))),
    };
    const strategy = throttling.noted(held, 'a/b', 'SSM');
    const pauses = [1, 2].map(() => strategy.refreshRetryTokenForRetry(token, THROTTLED));
    assert.deepEqual(told, ['a/b true']);
    ends[0]?.();
    await pauses[0];
    assert.deepEqual(told, ['a/b true']);
    ends[1]?.();
    await pauses[1];
    assert.deepEqual(told, ['a/b true', 'a/b false']);
    stop();
    void strategy.refreshRetryTokenForRetry(token, THROTTLED);
    assert.equal(told.length, 2);
  });

  it('of several runs is added up', () => {
    assert.equal(throttledTogether([undefined, undefined]), undefined);
    const all = [{ calls: 2, seconds: 1.1 }, undefined, { calls: 3, seconds: 2.2 }];
    assert.deepEqual(throttledTogether(all), { calls: 5, seconds: 3.3 });
  });
});
