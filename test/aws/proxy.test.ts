import assert from 'node:assert/strict';
import { proxiesOf, proxyLabel } from '../../src/aws/proxy.ts';
import { badInput } from '../aws.ts';

const AWS = { protocol: 'https:', hostname: 'ssm.eu-west-1.amazonaws.com' };
const PLAIN = { protocol: 'http:', hostname: 'aws.test', port: 4566 };

describe('proxies', () => {
  const named = (environment: NodeJS.ProcessEnv, to = AWS): string | undefined => {
    const proxy = proxiesOf(environment)?.(to);
    return proxy && proxyLabel(proxy);
  };
  const P = 'http://proxy.test:3128';

  it('are none where the environment names none', () => {
    for (const environment of [{}, { HTTPS_PROXY: '' }, { https_proxy: ' ', NO_PROXY: '*' }]) {
      assert.equal(proxiesOf(environment), undefined);
    }
  });

  it('are named for each protocol', () => {
    assert.equal(named({ HTTPS_PROXY: P }), 'the proxy proxy.test:3128 (HTTPS_PROXY)');
    assert.equal(named({ HTTPS_PROXY: P }, PLAIN), undefined);
    assert.equal(named({ HTTP_PROXY: P }), undefined);
    assert.equal(named({ HTTP_PROXY: P }, PLAIN), 'the proxy proxy.test:3128 (HTTP_PROXY)');
  });

  it('are taken in lower case first, also if that says none', () => {
    assert.equal(named({ https_proxy: 'a.test', HTTPS_PROXY: P }), 'the proxy a.test (https_proxy)');
    assert.equal(named({ https_proxy: '', HTTPS_PROXY: P }), undefined);
    assert.equal(named({ HTTPS_PROXY: P, no_proxy: '', NO_PROXY: '*' }), 'the proxy proxy.test:3128 (HTTPS_PROXY)');
  });

  it('are those of ALL_PROXY for the rest, unless that is of another kind', () => {
    assert.equal(named({ ALL_PROXY: P, HTTP_PROXY: 'a.test' }), 'the proxy proxy.test:3128 (ALL_PROXY)');
    assert.equal(named({ ALL_PROXY: P, HTTPS_PROXY: 'a.test' }), 'the proxy a.test (HTTPS_PROXY)');
    assert.equal(named({ all_proxy: 'socks5h://127.0.0.1:1080' }), undefined);
  });

  it('need no scheme, as curl and the AWS CLI take it', () => {
    for (const text of ['proxy.test:3128', '//proxy.test:3128']) {
      assert.equal(proxiesOf({ HTTPS_PROXY: text })?.(AWS)?.url.href, 'http://proxy.test:3128/');
    }
    assert.equal(proxiesOf({ HTTPS_PROXY: 'https://proxy.test' })?.(AWS)?.url.href, 'https://proxy.test/');
  });

  it('are told user and password in a header, and keep them nowhere else', () => {
    for (const [userinfo, told] of [
      ['ann:secret', 'ann:secret'],
      ['ann:p%40ss%3A', 'ann:p@ss:'],
      ['ann:50%', 'ann:50%'],
      ['ann', 'ann:'],
      ['corp%5Cann:x@y', 'corp\\ann:x@y'],
    ] as const) {
      const proxy = proxiesOf({ HTTPS_PROXY: `http://${userinfo}@proxy.test:3128` })?.(AWS) ?? assert.fail();
      assert.equal(proxy.authorization, `Basic ${Buffer.from(told).toString('base64')}`);
      assert.equal(proxy.url.href, 'http://proxy.test:3128/');
    }
  });

  it('are never asked for what only this machine can answer', () => {
    for (const hostname of ['169.254.169.254', '169.254.170.2', '[fd00:ec2::254]']) {
      assert.equal(named({ HTTP_PROXY: P }, { ...PLAIN, hostname }), undefined);
    }
    assert.ok(named({ HTTP_PROXY: P }, { ...PLAIN, hostname: '127.0.0.1' }));
  });

  it('must be URLs of HTTP proxies, and are not shown where they may hold a password', () => {
    badInput(() => proxiesOf({ HTTPS_PROXY: 'socks5://p.test' }), 'HTTPS_PROXY "socks5://p.test"', 'HTTP proxy');
    badInput(() => proxiesOf({ http_proxy: 'proxy.test:port' }), 'http_proxy "proxy.test:port"');
    for (const value of ['http://ann:hun/ter2@p.test', 'ann:hunter2%40p.test:99999', 'http://ann:hunter2@']) {
      const { message } = badInput(() => proxiesOf({ HTTPS_PROXY: value }), 'HTTPS_PROXY', 'not shown');
      assert.doesNotMatch(message, /hunter2|ter2/);
    }
  });
});
