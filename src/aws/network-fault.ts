import { TargetError } from '../errors.ts';

/** What is wrong on the way to AWS, in words that name the host; `name` and `code` are codes of ours. */
export class NetworkFault extends TargetError {
  /** True if another try can help. Nothing reached AWS in any case. */
  readonly passing: boolean;
  /** The SDK repeats what has this property. */
  readonly $retryable?: { readonly throttling: false };

  constructor(code: string, message: string, advice: string, passing = false) {
    super(code, message, advice);
    this.name = code;
    this.passing = passing;
    if (passing) this.$retryable = { throttling: false };
  }
}

/** Gives the same fault as the end of an operation, which is not tried again. */
export const endOf = (operation: string, { code, message, advice }: NetworkFault): NetworkFault =>
  new NetworkFault(code, `${operation}: ${message}`, advice ?? '');

const TRUST =
  'if a proxy inspects TLS on the way, or the endpoint has a certificate of your own, set AWS_CA_BUNDLE, or ca_bundle in the profile, to a PEM file with the certificate of the authority that signed it';

const CLOCK = 'check the clock of this machine; if it is right, the certificate has to be renewed by whoever runs';

// https://docs.openssl.org/master/man1/openssl-verification-options/#diagnostics, as Node names them.
const NOT_TRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

/**
 * Tells a fault of TLS from all other errors, by what Node calls it. `host` is who answered; `setting` is what may name
 * the wrong protocol: `AWS_ENDPOINT_URL`, or the variable of a proxy.
 */
export function tlsFault(error: unknown, host: string, setting: string): NetworkFault | undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (NOT_TRUSTED.has(code)) {
    return new NetworkFault('CertificateNotTrusted', `the certificate of ${host} is not trusted (${message})`, TRUST);
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return new NetworkFault('CertificateExpired', `the certificate of ${host} has expired`, `${CLOCK} ${host}`);
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return new NetworkFault(
      'CertificateNotYetValid',
      `the certificate of ${host} is not valid yet`,
      `${CLOCK} ${host}`,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const why = `the certificate of ${host} is for other names (${message})`;
    return new NetworkFault('CertificateOfOther', why, `check the host in ${setting}, and who answers in its place`);
  }
  // https to a port that speaks something else; Node tells it by the text alone.
  if (/wrong version number|packet length too long|http request|unknown protocol/.test(message ?? '')) {
    return new NetworkFault('NoTls', `${host} does not speak TLS`, `write http:// in ${setting}, or name its TLS port`);
  }
  return undefined;
}
