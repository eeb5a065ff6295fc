import type { RetryStrategyV2, RetryToken } from '@smithy/types';

/**
 * Makes a retry strategy that ends with the run: when the signal fires, the pause ends. The call gets one attempt more,
 * which decides what has become of it, and no other.
 */
export function withLastAttempt(strategy: RetryStrategyV2, interrupt: AbortSignal): RetryStrategyV2 {
  const last = new WeakSet<RetryToken>();
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    recordSuccess(token) {
      if (!last.has(token)) strategy.recordSuccess(token);
    },
    async refreshRetryTokenForRetry(token, errorInfo) {
      if (last.has(token)) throw new Error('the run has ended');
      let end = (): void => undefined;
      const ended = new Promise<RetryToken>((resolve) => {
        // Not before a strategy could refuse what must not be repeated.
        end = () => setImmediate(resolve, after(token));
        if (interrupt.aborted) end();
        else interrupt.addEventListener('abort', end, { once: true });
      });
      void ended.then((one) => last.add(one));
      try {
        return await Promise.race([strategy.refreshRetryTokenForRetry(token, errorInfo), ended]);
      } finally {
        interrupt.removeEventListener('abort', end);
      }
    },
  };
}

/** Makes the token of the next attempt, without a pause. */
const after = (token: RetryToken): RetryToken => ({
  getRetryCount: () => token.getRetryCount() + 1,
  getRetryDelay: () => 0,
  isLongPoll: () => false,
});
