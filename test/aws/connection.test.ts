import assert from 'node:assert/strict';
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { connect } from '../../src/aws/connection.ts';
import { sharedSettingsOf } from '../../src/aws/shared-settings.ts';
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
    const before = { ...NOWHERE };
    assert.equal(await connect(KMS, before, CALLER).config.maxAttempts(), 10);
    process.env['AWS_MAX_ATTEMPTS'] = '2';
    assert.equal(await connect(KMS, { ...NOWHERE }, CALLER).config.maxAttempts(), 2);
    // What holds for a run is looked up once.
    assert.equal(await connect(KMS, before, CALLER).config.maxAttempts(), 10);
  });

  it('makes one signer for all calls of a client, with the credentials of the moment', async () => {
    const answers = Array.from({ length: 2 }, (_, index) => ({ ...CREDENTIALS, accessKeyId: `AKIDEXAMPLE${index}` }));
    let asked = 0;
    const { config } = connect(
      KMS,
      { ...NOWHERE },
      { ...CALLER, credentials: () => Promise.resolve(answers[asked++] ?? assert.fail()) },
    );
    const signer = await config.signer(undefined);
    assert.equal(await config.signer(undefined), signer);
    for (const { accessKeyId } of answers) {
      const request = { method: 'POST', protocol: 'https:', hostname: 'kms', path: '/', query: {}, headers: {} };
      const { headers } = (await signer.sign(request)) as { readonly headers: Record<string, string> };
      assert.match(headers['authorization'] ?? '', new RegExp(`Credential=${accessKeyId}/\\d+/cn-north-1/kms/`));
    }
  });

  it('asks what was looked up as directly from the hundredth client as from the second', async () => {
    const connection = { ...NOWHERE };
    const depths: number[] = [];
    const userAgentAppId = (): Promise<string> => {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = Infinity;
      depths.push(new Error('here').stack?.split('\n').length ?? 0);
      Error.stackTraceLimit = limit;
      return Promise.resolve('app');
    };
    sharedSettingsOf(connection, KMS).learnFrom({ userAgentAppId });
    for (let client = 2; client <= 100; client += 1) {
      assert.equal(await connect(KMS, connection, CALLER).config.userAgentAppId(), 'app');
    }
    // The very first is asked from inside the test runner's own frames.
    assert.equal(depths.length, 99);
    assert.equal(depths.at(-1), depths[1]);
  });

  it('has one pool of connections for all clients', () => {
    const connection = { ...NOWHERE };
    for (const service of [KMS, SSM, KMS]) {
      assert.equal(connect<KMS | SSM>(service, connection, CALLER).config.requestHandler, connection.handler);
    }
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
});
