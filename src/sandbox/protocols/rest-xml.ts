import { AwsError } from './aws-error.ts';
import type { Protocol } from './protocol.ts';
import type { WireRequest } from './wire.ts';
import { xml } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The operations on a bucket that GET does, by what the query names. */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  location: 'GetBucketLocation',
  encryption: 'GetBucketEncryption',
  publicAccessBlock: 'GetPublicAccessBlock',
  policyStatus: 'GetBucketPolicyStatus',
  policy: 'GetBucketPolicy',
};

/** The answer of an operation: only headers, a document whose root element has this name, or a plain text. */
export interface RestXmlAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly document?: readonly [root: string, content: unknown];
  readonly text?: string;
}

/** A refusal with more than a code and a message. */
export class RestXmlError extends AwsError {
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status: number,
    more: { readonly members?: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(code, message, status);
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/** AWS REST XML as S3 uses it, for operations on a bucket that the path or the host names. */
export const restXml: Protocol = {
  operation(request) {
    const { method, query = {} } = request;
    const [asked, ...more] = Object.keys(query).filter((name) => name !== 'x-id');
    const { bucket, key } = addressed(request);
    if (bucket !== '' && key === '' && more.length === 0) {
      if (method === 'HEAD' && asked === undefined) return 'HeadBucket';
      const name = asked !== undefined && Object.hasOwn(SUBRESOURCES, asked) ? SUBRESOURCES[asked] : undefined;
      if (method === 'GET' && name !== undefined) return name;
    }
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
  },
  input(request) {
    const owner = request.headers['x-amz-expected-bucket-owner'];
    return { Bucket: addressed(request).bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
  },
  answer(_operation, output, requestId) {
    const { headers = {}, document, text = '' }: RestXmlAnswer = output;
    const common = { ...headers, 'x-amz-request-id': requestId };
    if (!document) return { status: 200, headers: common, body: text };
    const [root, content] = document;
    const body = `${DECLARATION}<${root} xmlns="${NAMESPACE}">${xml(content)}</${root}>`;
    return { status: 200, headers: { ...common, 'content-type': 'application/xml' }, body };
  },
  refusal(error, requestId) {
    const { code, message, status } = error;
    const { members, headers } = error instanceof RestXmlError ? error : { members: {}, headers: {} };
    const content = xml({ Code: code, Message: message, ...members, RequestId: requestId, HostId: 'sandbox' });
    return {
      status,
      headers: { ...headers, 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `${DECLARATION}<Error>${content}</Error>`,
    };
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  codes: {
    missingToken: ['AccessDenied', 403, 'Access Denied'],
    invalidToken: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
    expiredToken: ['ExpiredToken', 400, 'The provided token has expired.'],
    invalidSignature: ['AuthorizationHeaderMalformed', 400],
    throttled: ['SlowDown', 503, 'Please reduce your request rate.'],
    denied: ['AccessDenied', 403],
    unknownOperation: ['NotImplemented', 501],
    malformed: ['InvalidRequest', 400],
  },
};

/** Finds the bucket and the object of a request: in virtual-host style (`bucket.s3.eu-west-1.amazonaws.com/key`) or in path style. */
function addressed({ host, path }: WireRequest): { readonly bucket: string; readonly key: string } {
  const [, hosted] = /^(.+)\.(?:s3[.-].+|localhost)$/.exec(host.replace(/:\d+$/, '')) ?? [];
  if (hosted !== undefined) return { bucket: hosted, key: path.slice(1) };
  const [bucket = '', ...key] = path.slice(1).split('/');
  return { bucket, key: key.join('/') };
}
