import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { UserError } from '../errors.ts';

/** A file of certificates, and the setting that names it: `AWS_CA_BUNDLE`, or `ca_bundle` of a profile. */
export interface Bundle {
  readonly path: string;
  readonly setting: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Trusts the certificates of a PEM file, and those of `NODE_EXTRA_CA_CERTS`, instead of Node's own, as the AWS CLI does.
 * Throws a UserError that names the setting if the file has none, or one that cannot be read.
 */
export function trustOnly(bundle: Bundle, environment: NodeJS.ProcessEnv): SecureContext {
  return createSecureContext({ ca: [...certificatesOf(bundle), ...extraCertificates(environment)] });
}

function certificatesOf({ path, setting }: Bundle): readonly string[] {
  const bad = (why: string, cause?: unknown): UserError =>
    new UserError('invalid-value', `${setting} ${JSON.stringify(path)}: ${why}`, [], { cause });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw bad(unreadable(error), error);
  }
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) throw bad('there is no certificate in it; it must be a file of certificates in PEM');
  const broken = found.findIndex((certificate) => !isCertificate(certificate));
  if (broken >= 0)
    throw bad(`certificate ${broken + 1} in it cannot be read; it must be a file of certificates in PEM`);
  return found;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory; it must be a file of certificates in PEM';
  return `it cannot be read (${code})`;
}

// Node itself warns of a file that cannot be read.
function extraCertificates({ NODE_EXTRA_CA_CERTS: path }: NodeJS.ProcessEnv): readonly string[] {
  try {
    return path ? (readFileSync(path, 'utf8').match(CERTIFICATE) ?? []) : [];
  } catch {
    return [];
  }
}
