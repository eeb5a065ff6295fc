import assert from 'node:assert/strict';
import { KMS } from '@aws-sdk/client-kms';
import { connect, memoizedUntilExpiry } from '../../src/aws/connection.ts';
import { CREDENTIALS, NOWHERE } from '../aws.ts';

const CALLER = { place: 'here', region: 'cn-north-1', credentials: () => Promise.resolve(CREDENTIALS) };

describe('connection', () => {
  afterEach(() => delete process.env['AWS_MAX_ATTEMPTS']);

  it('leads to the region of the caller, with the credentials of the caller', async () => {
    const { config } = connect(KMS, NOWHERE, CALLER);
    assert.equal(await config.region(), 'cn-north-1');
    assert.equal((await config.credentials()).accessKeyId, CREDENTIALS.accessKeyId);
  });

  it('is patient with throttling, and AWS_MAX_ATTEMPTS decides how patient', async () => {
    assert.equal(await connect(KMS, NOWHERE, CALLER).config.maxAttempts(), 10);
    process.env['AWS_MAX_ATTEMPTS'] = '2';
    assert.equal(await connect(KMS, NOWHERE, CALLER).config.maxAttempts(), 2);
  });

  it('ends every call under way when the time is up', async () => {
    const time = new AbortController();
    let begun: () => void = () => assert.fail();
    const underWay = new Promise<void>((resolve) => (begun = resolve));
    const handler = {
      handle: (_request: unknown, options?: { readonly abortSignal?: AbortSignal }) =>
        new Promise<never>((_resolve, reject) => {
          const aborted = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
          (options?.abortSignal ?? assert.fail('no signal')).addEventListener('abort', () => reject(aborted));
          begun();
        }),
    };
    const kms = connect(KMS, { ...NOWHERE, handler }, { ...CALLER, signal: time.signal });
    const call = kms.describeKey({ KeyId: 'k' });
    await underWay;
    time.abort();
    await assert.rejects(call, { name: 'AbortError' });
  });

  it('asks for credentials again only when they are about to expire', async () => {
    let asked = 0;
    const lasting = await memoizedUntilExpiry(() => {
      asked += 1;
      return Promise.resolve({ ...CREDENTIALS, expiration: new Date(Date.now() + (asked === 1 ? 1000 : 3_600_000)) });
    });
    await lasting();
    await lasting();
    await lasting();
    assert.equal(asked, 2);
  });
});
