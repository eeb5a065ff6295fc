import assert from 'node:assert/strict';
import { signedUpgrade } from '../../../src/aws/upgrade-signature.ts';
import { signatureOf, type UpgradeSignature } from '../../../src/sandbox/door/upgrade-signature.ts';
import type { Opening } from '../../../src/sandbox/relay/relay.ts';

const NOW = Date.parse('2026-02-03T04:05:06Z');
const MINUTE = 60_000;
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a/secret+of-this=test' };
const ADDRESS =
  'ws://127.0.0.1:4567/v1/data-channel/ann%40example.com-0a1b?role=publish_subscribe&cell-number=AAEA%2B%2F%3D';

/** The request of the client, as the relay receives it. */
async function opening(address = ADDRESS, token?: string): Promise<Opening> {
  const url = new URL(address);
  const credentials = { ...KEYS, ...(token !== undefined && { sessionToken: token }) };
  const headers = await signedUpgrade(url, 'eu-west-1', () => Promise.resolve(credentials), new Date(NOW));
  return {
    sessionId: decodeURIComponent(url.pathname.split('/').at(-1) ?? ''),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: {
      host: url.host,
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
  };
}

function read(request: Opening): UpgradeSignature {
  const found = signatureOf(request);
  return typeof found === 'string' ? assert.fail(found) : found;
}

const isRight = (request: Opening, now = NOW, secret = KEYS.secretAccessKey): boolean =>
  read(request).isBy(secret, now);

const changed = (text = ''): string => text.replace(/.$/, (last) => (last === '0' ? '1' : '0'));

describe('the signature at the door of data channels', () => {
  it('says whose it is, for what', async () => {
    const { isBy: _, ...rest } = read(await opening(ADDRESS, 'token/1='));
    assert.deepEqual(rest, {
      accessKeyId: 'AKIDEXAMPLE',
      region: 'eu-west-1',
      service: 'ssmmessages',
      token: 'token/1=',
    });
  });

  for (const [what, address, token] of [
    ['by keys that stay', ADDRESS, undefined],
    ['by keys for a while', ADDRESS, 'token/1='],
    ['of an address with signs of every kind', `${ADDRESS.replace('ann', "a'n(n)*!~")}&x=%20a%2Bb&X=1`, undefined],
  ] as const) {
    it(`is right as the client makes it: ${what}`, async () => {
      assert.ok(isRight(await opening(address, token)));
    });
  }

  it('is wrong with one byte changed, by another secret, or of another request', async () => {
    const request = await opening(ADDRESS, 'token');
    const { headers, query, path } = request;
    assert.ok(isRight(request));
    assert.ok(!isRight({ ...request, headers: { ...headers, authorization: changed(headers['authorization']) } }));
    assert.ok(!isRight(request, NOW, 'another'));
    assert.ok(!isRight({ ...request, path: changed(path) }));
    assert.ok(!isRight({ ...request, query: { ...query, role: 'subscribe' } }));
    assert.ok(!isRight({ ...request, query: { ...query, more: '' } }));
    assert.ok(!isRight({ ...request, headers: { ...headers, host: 'localhost:4567' } }));
    assert.ok(!isRight({ ...request, headers: { ...headers, 'x-amz-security-token': 'other' } }));
    const { host: _, ...withoutHost } = headers;
    assert.ok(!isRight({ ...request, headers: withoutHost }));
  });

  it('is wrong for another region or service, which its key is made of', async () => {
    const request = await opening();
    for (const [from, to] of [
      ['eu-west-1', 'us-east-1'],
      ['ssmmessages', 'ssm'],
      ['20260203', '20260204'],
    ] as const) {
      const authorization = request.headers['authorization']?.replace(from, to) ?? '';
      assert.ok(!isRight({ ...request, headers: { ...request.headers, authorization } }), to);
    }
  });

  it('is good for five minutes, before and after', async () => {
    const request = await opening();
    for (const minutes of [-5, 5]) assert.ok(isRight(request, NOW + minutes * MINUTE), `${minutes}`);
    for (const minutes of [-6, 5.1, 60]) assert.ok(!isRight(request, NOW + minutes * MINUTE), `${minutes}`);
    const { 'x-amz-date': _, ...withoutDate } = request.headers;
    assert.ok(!isRight({ ...request, headers: withoutDate }));
  });

  it('can be in the address, for as long as it says', async () => {
    const { SignatureV4 } = await import('@smithy/signature-v4');
    const { Sha256Node } = await import('@smithy/core/checksum');
    const signer = new SignatureV4({
      service: 'ssmmessages',
      region: 'eu-west-1',
      credentials: KEYS,
      sha256: Sha256Node,
    });
    const { path, headers, query, sessionId } = await opening();
    const presigned = await signer.presign(
      {
        method: 'GET',
        protocol: 'ws:',
        hostname: '127.0.0.1',
        path,
        query: { ...query },
        headers: { host: headers['host'] ?? '' },
      },
      { signingDate: new Date(NOW), expiresIn: 60 },
    );
    const request = {
      sessionId,
      path,
      query: presigned.query as Record<string, string>,
      headers: { host: headers['host'] ?? '' },
    };
    assert.ok(isRight(request));
    assert.ok(!isRight(request, NOW + 2 * MINUTE));
    const signature = changed(request.query['X-Amz-Signature']);
    assert.ok(!isRight({ ...request, query: { ...request.query, 'X-Amz-Signature': signature } }));
  });

  it('may be missing, or be none', async () => {
    const request = await opening();
    const { authorization, ...headers } = request.headers;
    assert.equal(signatureOf({ ...request, headers }), 'none');
    for (const other of ['', 'Bearer x', authorization?.replace('aws4_request', 'aws5') ?? '']) {
      assert.equal(signatureOf({ ...request, headers: { ...headers, authorization: other } }), 'malformed');
    }
    assert.equal(signatureOf({ ...request, headers, query: { 'X-Amz-Signature': '0' } }), 'malformed');
  });
});
