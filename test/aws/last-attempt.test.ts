import assert from 'node:assert/strict';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { withLastAttempt } from '../../src/aws/last-attempt.ts';

const THROTTLED: RetryErrorInfo = { errorType: 'THROTTLING' };

const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/** A strategy whose pauses have no end. */
const sleeping = (refresh: () => Promise<RetryToken> = () => new Promise(() => undefined)): RetryStrategyV2 => ({
  acquireInitialRetryToken: () => Promise.resolve(token(0)),
  refreshRetryTokenForRetry: refresh,
  recordSuccess: () => undefined,
});

describe('the last attempt of a call', () => {
  it('comes at once when the run is ended during a pause, and is the last', async () => {
    const run = new AbortController();
    const strategy = withLastAttempt(sleeping(), run.signal);
    const pause = strategy.refreshRetryTokenForRetry(token(3), THROTTLED);
    run.abort();
    const next = await pause;
    assert.deepEqual([next.getRetryCount(), next.getRetryDelay()], [4, 0]);
    strategy.recordSuccess(next);
    await assert.rejects(strategy.refreshRetryTokenForRetry(next, THROTTLED));
  });

  it('comes after one that failed when the run had been ended', async () => {
    const strategy = withLastAttempt(sleeping(), AbortSignal.abort());
    const next = await strategy.refreshRetryTokenForRetry(token(0), THROTTLED);
    assert.equal(next.getRetryCount(), 1);
    await assert.rejects(strategy.refreshRetryTokenForRetry(next, THROTTLED));
  });

  it('is not made where the strategy refuses one', async () => {
    const refusing = sleeping(async () => assert.fail('not to be repeated'));
    const strategy = withLastAttempt(refusing, AbortSignal.abort());
    await assert.rejects(
      strategy.refreshRetryTokenForRetry(token(0), { errorType: 'CLIENT_ERROR' }),
      /not to be repeated/,
    );
  });

  it('is none where the run goes on', async () => {
    const strategy = withLastAttempt(
      sleeping(async () => token(1)),
      new AbortController().signal,
    );
    const next = await strategy.refreshRetryTokenForRetry(token(0), THROTTLED);
    assert.equal((await strategy.refreshRetryTokenForRetry(next, THROTTLED)).getRetryCount(), 1);
  });
});
