import { createHash } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { type RestXmlAnswer, RestXmlError } from '../../protocols/rest-xml.ts';
import { required, structure, text } from '../../protocols/shape.ts';
import type { Bucket, StoredObject } from '../../state/s3.ts';
import { type Context, type Permissions, reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { textIn } from '../permission.ts';
import { isoTime } from '../times.ts';
import { bucketNamed } from './bucket.ts';

/** The most keys of one answer of ListObjectsV2. */
const MOST_KEYS = 1000;

const bucket = { Bucket: required(text()), ExpectedBucketOwner: text() } as const;
const object = structure({ ...bucket, Key: required(text({ min: 1 })), Range: text() });

const onObject: Permissions = ({ partition }, request) => [
  { resource: `arn:${partition.id}:s3:::${textIn(request, 'Bucket')}/${textIn(request, 'Key')}` },
];

export const objectPermissions: Readonly<Record<string, Permissions>> = {
  GetObject: onObject,
  HeadObject: onObject,
  PutObject: onObject,
};

/** The operations on objects, and the list of them. */
export const objectOperations = {
  PutObject: writes(
    structure({ ...bucket, Key: required(text({ min: 1 })), Body: text() }),
    (context, { Bucket: name, Key: key, Body: content = '', ExpectedBucketOwner: owner }): RestXmlAnswer => {
      const made = { modified: isoTime(context.now), content };
      (bucketNamed(context, name, owner).objects ??= {})[key] = made;
      return { headers: { etag: etagOf(made) } };
    },
  ),
  GetObject: reads(object, (context, { Range: range, ...input }): RestXmlAnswer => {
    const found = objectNamed(context, input);
    const bytes = Buffer.from(found.content);
    const headers = { ...headersOf(found), 'content-type': CONTENT };
    if (range === undefined) return { headers, text: found.content };
    const [from, to] = partOf(range, bytes.length);
    return {
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` },
      text: bytes.toString('utf8', from, to + 1),
    };
  }),
  HeadObject: {
    ...reads(object, (context, input): RestXmlAnswer => {
      const found = objectNamed(context, input);
      return { headers: { ...headersOf(found), 'content-length': String(Buffer.byteLength(found.content)) } };
    }),
    action: 's3:GetObject',
  },
  ListObjectsV2: {
    ...reads(
      structure({
        ...bucket,
        Prefix: text(),
        Delimiter: text(),
        MaxKeys: text(),
        ContinuationToken: text(),
        StartAfter: text(),
        EncodingType: text(),
        FetchOwner: text(),
      }),
      (context, input): RestXmlAnswer => {
        const { Prefix: prefix = '', Delimiter: delimiter = '', StartAfter: after = '' } = input;
        const { objects = {} } = bucketNamed(context, input.Bucket, input.ExpectedBucketOwner);
        const entries = new Map<string, StoredObject | undefined>();
        for (const [key, found] of sorted(objects)) {
          if (!key.startsWith(prefix) || key <= after) continue;
          const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
          // What has the delimiter after the prefix is shown together, as a folder would be.
          if (end < 0) entries.set(key, found);
          else entries.set(key.slice(0, end + delimiter.length), undefined);
        }
        const limit = Math.min(MOST_KEYS, Number(input.MaxKeys ?? MOST_KEYS));
        const { items, next } = pageOf([...entries], ([key]) => key, {
          limit,
          token: input.ContinuationToken,
          invalid: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
        });
        const keyOf = (key: string): string => (input.EncodingType === 'url' ? encodeURIComponent(key) : key);
        return {
          document: [
            'ListBucketResult',
            {
              Name: input.Bucket,
              Prefix: keyOf(prefix),
              Delimiter: delimiter || undefined,
              MaxKeys: limit,
              EncodingType: input.EncodingType,
              KeyCount: items.length,
              IsTruncated: next !== undefined,
              ContinuationToken: input.ContinuationToken,
              NextContinuationToken: next,
              StartAfter: input.StartAfter,
            },
            items.map(([key, found]) =>
              found ? { Contents: { Key: keyOf(key), ...shown(found) } } : { CommonPrefixes: { Prefix: keyOf(key) } },
            ),
          ],
        };
      },
    ),
    action: 's3:ListBucket',
  },
};

/** What objects are answered as: their content is a stream for the SDK. */
const CONTENT = 'binary/octet-stream';

function objectNamed(
  context: Context,
  {
    Bucket: name,
    Key: key,
    ExpectedBucketOwner: owner,
  }: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner?: string | undefined },
): StoredObject {
  const { objects = {} }: Bucket = bucketNamed(context, name, owner);
  const found = Object.hasOwn(objects, key) ? objects[key] : undefined;
  if (found) return found;
  throw new RestXmlError('NoSuchKey', 'The specified key does not exist.', 404, { members: { Key: key } });
}

const etagOf = ({ content }: StoredObject): string => `"${createHash('md5').update(content).digest('hex')}"`;

const headersOf = (found: StoredObject): Readonly<Record<string, string>> => ({
  etag: etagOf(found),
  'last-modified': new Date(found.modified).toUTCString(),
  'accept-ranges': 'bytes',
});

const shown = (found: StoredObject) => ({
  LastModified: found.modified,
  ETag: etagOf(found),
  Size: Buffer.byteLength(found.content),
  StorageClass: 'STANDARD',
});

/** Reads which bytes a Range header asks for: the first and the last. */
function partOf(range: string, length: number): readonly [from: number, to: number] {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (from > to) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return [from, to];
}
