import type { WireRequest } from '../protocols/wire.ts';

/** The contents of a SigV4 signature: whose credentials, for which region and service. The signature itself is not checked. */
export interface Authorization {
  /** Empty for a call that nobody signs. */
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads an Authorization header; undefined if it is no SigV4 signature. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKeyId, region, service] =
    /^AWS4-HMAC-SHA256 .*?Credential=([\w.+=@-]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/.exec(header) ??
    [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

// A region of each partition, for the only call that says neither whose nor for which region it is.
const REGIONS: Readonly<Record<string, string>> = { 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' };

/** Reads a call that AWS takes without a signature, AssumeRoleWithWebIdentity: in the partition of its role. */
export function unsigned({ body }: WireRequest): Authorization | undefined {
  const form = new URLSearchParams(body);
  if (form.get('Action') !== 'AssumeRoleWithWebIdentity') return undefined;
  const partition = form.get('RoleArn')?.split(':')[1] ?? '';
  return { accessKeyId: '', region: REGIONS[partition] ?? 'us-east-1', service: 'sts' };
}
