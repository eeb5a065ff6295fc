import assert from 'node:assert/strict';
import { NetworkFault } from '../../src/aws/network-fault.ts';
import { proxiedHandler } from '../../src/aws/proxied-handler.ts';
import type { Proxy } from '../../src/aws/proxy.ts';

const PROXY: Proxy = { url: new URL('http://proxy.test:3128'), variable: 'HTTP_PROXY', authorization: 'Basic x' };
const REQUEST = {
  method: 'POST',
  protocol: 'http:',
  hostname: 'aws.test',
  port: 4566,
  path: '/',
  headers: { host: 'aws.test' },
};

describe('a handler with proxies', () => {
  const answering = (statusCode: number, type?: string) => {
    const sent: unknown[] = [];
    const headers = type === undefined ? {} : { 'content-type': type };
    const response = { response: { statusCode, headers, body: { destroy() {} } } };
    return { sent, handle: (request: never) => Promise.resolve((sent.push(request), response)) };
  };
  const unused = { handle: () => assert.fail('not this way') };
  const handle = (handler: ReturnType<typeof proxiedHandler>, request: object): Promise<object> =>
    handler.handle(request as never);

  it('opens one tunnel per proxy, for what has TLS', async () => {
    const tunnel = answering(200);
    let opened = 0;
    const handler = proxiedHandler(
      () => PROXY,
      unused,
      () => ((opened += 1), tunnel),
    );
    const request = { ...REQUEST, protocol: 'https:' };
    await handle(handler, request);
    await handle(handler, request);
    assert.equal(opened, 1);
    assert.deepEqual(tunnel.sent, [request, request]);
  });

  it('leaves what has no proxy as it is', async () => {
    const direct = answering(404, 'text/html');
    await handle(
      proxiedHandler(
        () => undefined,
        direct,
        () => unused,
      ),
      REQUEST,
    );
    assert.deepEqual(direct.sent, [REQUEST]);
  });

  it('sends what has no TLS to the proxy, with the whole URL and with who we are', async () => {
    const direct = answering(400, 'application/x-amz-json-1.1');
    await handle(
      proxiedHandler(
        () => PROXY,
        direct,
        () => unused,
      ),
      REQUEST,
    );
    const headers = { host: 'aws.test', 'proxy-authorization': 'Basic x' };
    const path = 'http://aws.test:4566/';
    assert.deepEqual(direct.sent, [{ ...REQUEST, hostname: 'proxy.test', port: 3128, path, headers }]);
  });

  it('takes a refusal that is neither JSON nor XML for that of the proxy', async () => {
    for (const [status, type, isOfProxy] of [
      [407, 'application/json', true],
      [403, 'text/html', true],
      [502, undefined, true],
      [403, 'text/xml;charset=utf-8', false],
      [200, undefined, false],
    ] as const) {
      const asked = handle(
        proxiedHandler(
          () => PROXY,
          answering(status, type),
          () => unused,
        ),
        REQUEST,
      );
      if (isOfProxy)
        await assert.rejects(asked, (error) => error instanceof NetworkFault && error.code === 'ProxyRefused');
      else await asked;
    }
  });

  it('lets through what broke after it was sent: it may have been done', async () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const breaking = proxiedHandler(
      () => PROXY,
      { handle: () => Promise.reject(reset) },
      () => unused,
    );
    await assert.rejects(handle(breaking, REQUEST), (error) => error === reset);
  });
});
