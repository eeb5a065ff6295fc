import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Opening } from '../relay/relay.ts';

/** The SigV4 signature of a request that opens a data channel, in its header or in its query. */
export interface UpgradeSignature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** The token of temporary credentials. */
  readonly token: string | undefined;
  /** Tells whether whoever has this secret has signed exactly this request, at this time (milliseconds since 1970). */
  isBy(secret: string, now: number): boolean;
}

/** How far the clock of who signs may be off, in milliseconds. */
const MOST_SKEW = 5 * 60_000;

const EMPTY = createHash('sha256').update('').digest('hex');

/**
 * Reads the signature of a request; 'none': it has none, 'malformed': what it has is no signature.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf(opening: Opening): UpgradeSignature | 'none' | 'malformed' {
  const { headers, query } = opening;
  const isInQuery = Object.hasOwn(query, 'X-Amz-Signature');
  const header = headers['authorization'];
  if (!isInQuery && header === undefined) return 'none';
  const of = (name: string): string =>
    (isInQuery ? query[`X-Amz-${name}`] : new RegExp(`\\b${name}=([^,\\s]+)`).exec(header ?? '')?.[1]) ?? '';
  const algorithm = isInQuery ? query['X-Amz-Algorithm'] : header?.split(' ', 1)[0];
  const [, accessKeyId = '', day = '', region = '', service = ''] =
    /^([\w.+=@-]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/.exec(of('Credential')) ?? [];
  if (algorithm !== 'AWS4-HMAC-SHA256' || accessKeyId === '') return 'malformed';
  const date = (isInQuery ? query['X-Amz-Date'] : headers['x-amz-date']) ?? '';
  const lifetime = isInQuery ? Number(query['X-Amz-Expires']) * 1000 : MOST_SKEW;
  const signedHeaders = of('SignedHeaders').split(';');
  return {
    accessKeyId,
    region,
    service,
    token: isInQuery ? query['X-Amz-Security-Token'] : headers['x-amz-security-token'],
    isBy(secret, now) {
      const age = now - timeOf(date);
      if (!(age >= -MOST_SKEW && age <= lifetime) || !date.startsWith(day)) return false;
      if (!signedHeaders.includes('host') || signedHeaders.some((name) => headers[name] === undefined)) return false;
      const scope = [day, region, service, 'aws4_request'];
      const request = createHash('sha256').update(canonical(opening, signedHeaders)).digest('hex');
      const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), request].join('\n');
      const key = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
      return isSame(hmac(key, text).toString('hex'), of('Signature'));
    },
  };
}

/** Writes the request as it is signed; its path is escaped once more, as for all services but S3. */
function canonical({ path, query, headers }: Opening, signed: readonly string[]): string {
  const parameters = Object.entries(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [escape(name), escape(value)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.join('='));
  const lines = signed.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`);
  return [
    'GET',
    path.split('/').map(escape).join('/'),
    parameters.join('&'),
    ...lines,
    '',
    signed.join(';'),
    headers['x-amz-content-sha256'] ?? EMPTY,
  ].join('\n');
}

const escape = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'));

/** Reads `20260203T040506Z`; NaN if it is no such time. */
const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
