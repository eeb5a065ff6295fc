import assert from 'node:assert/strict';
import type { Credentials } from '../../src/aws/credentials/kept.ts';
import { renewal } from '../../src/aws/renewal.ts';

const OLD = { accessKeyId: 'old', secretAccessKey: 'x' };
const ANSWER = { output: { $metadata: {} }, response: {} };

/** Calls with credentials that can be renewed or not; the call fails with these errors, one after the other. */
async function call(renew: ((refused: Credentials) => Promise<boolean>) | undefined, ...errors: readonly string[]) {
  let calls = 0;
  const left = [...errors];
  const send = renewal(Object.assign(() => Promise.resolve(OLD), renew && { renew }))(async () => {
    calls += 1;
    const name = left.shift();
    if (name !== undefined) throw Object.assign(new Error(name), { name });
    return ANSWER;
  }, {});
  const ended = await send({}).then(
    () => 'answered',
    (error: Error) => error.message,
  );
  return `${ended} after ${calls}`;
}

describe('a call whose credentials have expired', () => {
  for (const name of ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']) {
    it(`is repeated once with new ones: ${name}`, async () => {
      const refused: Credentials[] = [];
      const renew = async (old: Credentials): Promise<boolean> => refused.push(old) > 0;
      assert.equal(await call(renew, name), 'answered after 2');
      assert.deepEqual(refused, [OLD]);
      assert.equal(await call(renew, name, name), `${name} after 2`);
    });
  }

  it('fails with what AWS says where there are no new ones, and with the reason where that is known', async () => {
    assert.equal(await call(async () => false, 'ExpiredToken'), 'ExpiredToken after 1');
    assert.equal(await call(undefined, 'ExpiredToken'), 'ExpiredToken after 1');
    assert.equal(await call(() => Promise.reject(new Error('log in again')), 'ExpiredToken'), 'log in again after 1');
  });

  it('is not repeated for any other failure', async () => {
    assert.equal(await call(async () => true, 'AccessDenied'), 'AccessDenied after 1');
  });
});
