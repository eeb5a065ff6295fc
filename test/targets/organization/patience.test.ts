import assert from 'node:assert/strict';
import { TargetError } from '../../../src/errors.ts';
import { patience } from '../../../src/targets/organization/patience.ts';
import { awsError } from '../../aws.ts';

describe('patience with a service that takes few calls', () => {
  const never = new AbortController().signal;
  const paused: number[] = [];
  const pausing = ((milliseconds: number) => {
    paused.push(milliseconds);
    return Promise.resolve();
  }) as never;
  beforeEach(() => paused.splice(0));

  it('asks again for as long as it is throttled, by whatever name, with longer and longer pauses', async () => {
    const names = ['TooManyRequestsException', 'ThrottlingException', 'RequestLimitExceeded', 'Throttling'];
    const patiently = patience(300, never, pausing);
    const answer = await patiently(() => {
      const name = names.shift();
      return name === undefined ? Promise.resolve('at last') : Promise.reject(awsError(name));
    });
    assert.equal(answer, 'at last');
    assert.equal(paused.length, 4);
    assert.ok((paused[3] ?? 0) > (paused[0] ?? 0));
  });

  it('makes no more than four calls at once', async () => {
    const patiently = patience(300, never, pausing);
    let most = 0;
    let now = 0;
    await Promise.all(
      Array.from({ length: 40 }, () =>
        patiently(async () => {
          now += 1;
          most = Math.max(most, now);
          await Promise.resolve();
          now -= 1;
        }),
      ),
    );
    assert.equal(most, 4);
  });

  it('does not repeat what fails otherwise', async () => {
    const patiently = patience(300, never, pausing);
    await assert.rejects(
      patiently(() => Promise.reject(awsError('AccessDeniedException'))),
      {
        name: 'AccessDeniedException',
      },
    );
    assert.deepEqual(paused, []);
  });

  it('ends with the run', async () => {
    const run = new AbortController();
    const patiently = patience(300, run.signal, (() => {
      run.abort();
      return Promise.resolve();
    }) as never);
    await assert.rejects(
      patiently(() => Promise.reject(awsError('TooManyRequestsException'))),
      { name: 'AbortError' },
    );
  });

  it('ends where one answer takes longer than it may', async () => {
    const patiently = patience(0.001, never);
    const late = patiently(
      (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
    );
    await assert.rejects(late, (error) => error instanceof TargetError && error.code === 'TimeLimit');
  });
});
