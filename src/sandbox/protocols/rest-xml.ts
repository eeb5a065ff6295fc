import { AwsError } from './aws-error.ts';
import type { Protocol } from './protocol.ts';
import type { WireRequest } from './wire.ts';
import { xml } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The operations on a bucket that GET does, by what the query names. */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  acl: 'GetBucketAcl',
  lifecycle: 'GetBucketLifecycleConfiguration',
  location: 'GetBucketLocation',
  ownershipControls: 'GetBucketOwnershipControls',
  encryption: 'GetBucketEncryption',
  publicAccessBlock: 'GetPublicAccessBlock',
  policyStatus: 'GetBucketPolicyStatus',
  policy: 'GetBucketPolicy',
};

/** The operations on an object, by the method. */
const METHODS: Readonly<Record<string, string>> = { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' };

/** The members of an input that are in the query. */
const QUERY: Readonly<Record<string, string>> = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'continuation-token': 'ContinuationToken',
  'start-after': 'StartAfter',
  'encoding-type': 'EncodingType',
  'fetch-owner': 'FetchOwner',
};

/** The path of the one operation of S3 Control that is known, which is about an account. */
const ACCOUNT_BLOCK = '/v20180820/configuration/publicAccessBlock';

/** The answer of an operation: only headers, a document whose root element has this name, or a plain text. */
export interface RestXmlAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The elements of `more` follow; their names may be the same. */
  readonly document?: readonly [root: string, content: unknown, more?: readonly object[]];
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

/**
 * AWS REST XML as S3 uses it, for operations on a bucket or an object that the path and the host name; and S3 Control, which signs by the
 * same name, for operations on an account that a header names.
 */
export const restXml: Protocol = {
  operation(request) {
    const { method, path, query = {} } = request;
    if (method === 'GET' && path === ACCOUNT_BLOCK) return 'GetAccountPublicAccessBlock';
    const [asked, ...more] = Object.keys(query).filter((name) => name !== 'x-id');
    const { bucket, key } = addressed(request);
    if (bucket !== '' && key !== '' && asked === undefined && Object.hasOwn(METHODS, method))
      return METHODS[method] ?? '';
    if (bucket !== '' && key === '' && method === 'GET' && query['list-type'] === '2') return 'ListObjectsV2';
    if (bucket !== '' && key === '' && more.length === 0) {
      if (method === 'HEAD' && asked === undefined) return 'HeadBucket';
      const name = asked !== undefined && Object.hasOwn(SUBRESOURCES, asked) ? SUBRESOURCES[asked] : undefined;
      if (method === 'GET' && name !== undefined) return name;
    }
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
  },
  input(request) {
    if (request.path === ACCOUNT_BLOCK) return { AccountId: request.headers['x-amz-account-id'] };
    const { headers, query = {}, method, body } = request;
    const { bucket, key } = addressed(request);
    const owner = headers['x-amz-expected-bucket-owner'];
    const { range } = headers;
    return {
      Bucket: bucket,
      ...(owner !== undefined && { ExpectedBucketOwner: owner }),
      ...(key !== '' && { Key: decodeURIComponent(key) }),
      ...(range !== undefined && { Range: range }),
      ...(method === 'PUT' && { Body: body }),
      ...Object.fromEntries(
        Object.entries(query).flatMap(([name, value]) => {
          const member = Object.hasOwn(QUERY, name) ? QUERY[name] : undefined;
          return member === undefined ? [] : [[member, value]];
        }),
      ),
    };
  },
  answer(_operation, output, requestId) {
    const { status = 200, headers = {}, document, text = '' }: RestXmlAnswer = output;
    const common = { ...headers, 'x-amz-request-id': requestId };
    if (!document) return { status, headers: common, body: text };
    const [root, content, more = []] = document;
    // Other lists are made by hand.
    const elements = [content, ...more].map((part) => xml(part, 'Grant')).join('');
    const body = `${DECLARATION}<${root} xmlns="${NAMESPACE}">${elements}</${root}>`;
    return { status, headers: { ...common, 'content-type': 'application/xml' }, body };
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
