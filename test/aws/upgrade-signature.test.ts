import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { withoutSecrets } from '../../src/aws/secrets.ts';
import { signedUpgrade } from '../../src/aws/upgrade-signature.ts';

const NOW = new Date('2026-02-03T04:05:06Z');
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLE+/token==';
const URL_OF_SESSION =
  'wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/ann@example.com-0a1b?role=publish_subscribe&cell-number=AAEA%2B%2F%3D';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const EMPTY = createHash('sha256').update('').digest('hex');

/** The signature, worked out as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html says. */
function signatureOf(path: string, query: string, headers: readonly (readonly [string, string])[]): string {
  const names = headers.map(([name]) => name).join(';');
  const request = ['GET', path, query, ...headers.map(([name, value]) => `${name}:${value}`), '', names, EMPTY];
  const scope = '20260203/eu-west-1/ssmmessages/aws4_request';
  const digest = createHash('sha256').update(request.join('\n')).digest('hex');
  const day = hmac(`AWS4${KEYS.secretAccessKey}`, '20260203');
  const key = hmac(hmac(hmac(day, 'eu-west-1'), 'ssmmessages'), 'aws4_request');
  return hmac(key, ['AWS4-HMAC-SHA256', '20260203T040506Z', scope, digest].join('\n')).toString('hex');
}

const lower = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe('the signature of a WebSocket', () => {
  const PATH = '/v1/data-channel/ann%40example.com-0a1b';
  const QUERY = 'cell-number=AAEA%2B%2F%3D&role=publish_subscribe';

  for (const [what, token] of [
    ['by keys that stay', undefined],
    ['by keys for a while, with their token', TOKEN],
  ] as const) {
    it(`is that of SigV4, ${what}`, async () => {
      const credentials = { ...KEYS, ...(token !== undefined && { sessionToken: token }) };
      const headers = lower(
        await signedUpgrade(new URL(URL_OF_SESSION), 'eu-west-1', () => Promise.resolve(credentials), NOW),
      );
      const [, scope, names = '', signature] =
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(
          headers['authorization'] ?? '',
        ) ?? [];
      assert.equal(scope, '20260203/eu-west-1/ssmmessages/aws4_request');
      assert.equal(headers['x-amz-date'], '20260203T040506Z');
      assert.equal(headers['x-amz-security-token'], token);
      assert.equal(headers['host'], undefined);
      const signed = { ...headers, host: 'ssmmessages.eu-west-1.amazonaws.com' };
      assert.ok(names.split(';').includes('host'));
      const used = names.split(';').map((name) => [name, signed[name as 'host']] as const);
      assert.equal(signature, signatureOf(PATH, QUERY, used));
    });
  }

  it('asks for credentials each time: those of an hour ago have expired', async () => {
    let asked = 0;
    const credentials = async () => ({ ...KEYS, sessionToken: `token-${(asked += 1)}` });
    const tokens = [1, 2].map(async () =>
      lower(await signedUpgrade(new URL(URL_OF_SESSION), 'eu-west-1', credentials, NOW)),
    );
    assert.deepEqual(
      (await Promise.all(tokens)).map((headers) => headers['x-amz-security-token']),
      ['token-1', 'token-2'],
    );
  });

  it('keeps what it is made with a secret', async () => {
    const credentials = { ...KEYS, secretAccessKey: 'a-secret-of-this-test-only' };
    await signedUpgrade(new URL(URL_OF_SESSION), 'eu-west-1', () => Promise.resolve(credentials), NOW);
    assert.equal(withoutSecrets('it is a-secret-of-this-test-only'), 'it is …');
  });

  for (const name of ['X-Amz-Signature', 'x-amz-credential']) {
    it(`is not made for an address that has one already: ${name}`, async () => {
      const url = new URL(`${URL_OF_SESSION}&${name}=x`);
      assert.deepEqual(await signedUpgrade(url, 'eu-west-1', () => assert.fail('nobody asks'), NOW), {});
    });
  }
});
