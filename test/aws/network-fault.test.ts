import assert from 'node:assert/strict';
import { endOf, NetworkFault, tlsFault } from '../../src/aws/network-fault.ts';

const HOST = 'ssm.eu-west-1.amazonaws.com';
const broken = (code: string, message = 'self-signed certificate'): Error =>
  Object.assign(new Error(message), { code });

describe('network faults', () => {
  for (const [code, ours, advice] of [
    ['SELF_SIGNED_CERT_IN_CHAIN', 'CertificateNotTrusted', /AWS_CA_BUNDLE, or ca_bundle in the profile/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CertificateNotTrusted', /AWS_CA_BUNDLE/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CertificateNotTrusted', /AWS_CA_BUNDLE/],
    ['CERT_HAS_EXPIRED', 'CertificateExpired', /clock/],
    ['CERT_NOT_YET_VALID', 'CertificateNotYetValid', /clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'CertificateOfOther', /the host in AWS_ENDPOINT_URL/],
  ] as const) {
    it(`tell whose certificate it is, and what to do, on ${code}`, () => {
      const fault = tlsFault(broken(code), HOST, 'AWS_ENDPOINT_URL') ?? assert.fail();
      assert.equal(fault.code, ours);
      assert.ok(fault.message.startsWith(`the certificate of ${HOST} `), fault.message);
      assert.match(fault.advice ?? '', advice);
      assert.doesNotMatch(fault.advice ?? '', /NODE_TLS_REJECT_UNAUTHORIZED/);
      assert.equal(fault.passing, false);
    });
  }

  it('tell TLS that is not spoken by what OpenSSL says', () => {
    const text =
      'write EPROTO 80AC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:350:\n';
    const fault = tlsFault(broken('EPROTO', text), HOST, 'HTTPS_PROXY') ?? assert.fail();
    assert.equal(fault.message, `${HOST} does not speak TLS`);
    assert.match(fault.advice ?? '', /http:\/\/ in HTTPS_PROXY/);
  });

  it('are no other errors', () => {
    for (const error of [broken('ECONNRESET', 'socket hang up'), broken('EPROTO', 'bad record mac'), new Error('no')]) {
      assert.equal(tlsFault(error, HOST, 'AWS_ENDPOINT_URL'), undefined);
    }
  });

  it('end an operation with its name, and are not repeated then', () => {
    const passing = new NetworkFault('ProxyRefused', 'the proxy says no', 'ask it', true);
    assert.ok(passing.$retryable);
    const { code, name, message, advice, $retryable } = endOf('GetDocument', passing);
    assert.deepEqual(
      [code, name, message, advice],
      ['ProxyRefused', 'ProxyRefused', 'GetDocument: the proxy says no', 'ask it'],
    );
    assert.equal($retryable, undefined);
  });
});
