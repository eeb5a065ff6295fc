import assert from 'node:assert/strict';
import { proxyFault, refusalOf } from '../../src/aws/proxy-fault.ts';

const url = new URL('http://proxy.test:3128');
const ASKED = 'CONNECT ssm.eu-west-1.amazonaws.com:443';
const stranger = { url, variable: 'HTTPS_PROXY' };
const known = { ...stranger, authorization: 'Basic c2VjcmV0' };

describe('faults of proxies', () => {
  for (const [status, proxy, passing, advice] of [
    [407, stranger, false, /^put user and password into HTTPS_PROXY/],
    [407, known, false, /^check the user and the password in HTTPS_PROXY/],
    [403, known, false, /NO_PROXY/],
    [502, known, true, /NO_PROXY/],
    [504, known, true, /NO_PROXY/],
  ] as const) {
    it(`say what it answered, and what to do: ${status} ${proxy === known ? 'with' : 'without'} a password`, () => {
      const fault = refusalOf(proxy, status, ASKED);
      assert.match(
        fault.message,
        new RegExp(`^the proxy proxy.test:3128 \\(HTTPS_PROXY\\) answered ${status} [\\w ]+ to ${ASKED}$`),
      );
      assert.match(fault.advice ?? '', advice);
      assert.equal(fault.passing, passing);
      assert.doesNotMatch(JSON.stringify(fault), /c2VjcmV0/);
    });
  }

  it('say that it is no proxy', () => {
    const { message, advice, passing } = refusalOf(stranger, Number.NaN, ASKED);
    assert.equal(message, `what the proxy proxy.test:3128 (HTTPS_PROXY) answered to ${ASKED} is no HTTP`);
    assert.deepEqual([advice, passing], ['check the host and the port in HTTPS_PROXY', false]);
  });

  it('say why it cannot be reached', () => {
    const reasons = [
      [Object.assign(new Error('connect'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
      [Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' }), 'no answer in time'],
      [new Error('Proxy connection ended'), 'Proxy connection ended'],
    ] as const;
    for (const [error, reason] of reasons) {
      const { message, passing } = proxyFault(error, known);
      assert.equal(message, `the proxy proxy.test:3128 (HTTPS_PROXY) cannot be reached (${reason})`);
      assert.equal(passing, true);
    }
  });

  it('tell its certificate from that of AWS', () => {
    const error = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.match(proxyFault(error, known).message, /^the certificate of the proxy proxy.test:3128 \(HTTPS_PROXY\)/);
  });
});
