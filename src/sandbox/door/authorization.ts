/** The contents of a SigV4 signature: whose credentials, for which region and service. The signature itself is not checked. */
export interface Authorization {
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
