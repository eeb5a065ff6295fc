import assert from 'node:assert/strict';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { serveSandbox } from '../../../../src/sandbox/door/server.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf, refused } from '../../clients.ts';

const BUCKET = { Bucket: 'logs' };
const SEED = {
  buckets: {
    logs: {
      account: '123456789012',
      region: 'eu-central-1',
      objects: {
        'a/ann@example.com-1.log': { content: 'whoami\n', modified: '2026-11-01T12:00:00.000Z' },
        'a/bob-1.log': { content: 'ls\n' },
        'b/ann-2.log': { content: 'täglich\n' },
        'top.log': { content: '' },
      },
    },
  },
};

describe('sandbox: objects of S3', () => {
  const sandboxWith = (): Sandbox => createSandbox({ state: parseSeed(JSON.stringify(SEED)) });
  let s3: S3Client;
  beforeEach(() => ({ s3 } = clientsOf(sandboxWith())));
  const keysOf = async (input: Partial<ListObjectsV2CommandInput> = {}) =>
    (await s3.send(new ListObjectsV2Command({ ...BUCKET, ...input }))).Contents?.map(({ Key }) => Key);

  it('are listed by the beginning of their keys, by folder, and in pages', async () => {
    assert.deepEqual(await keysOf({ Prefix: 'a/' }), ['a/ann@example.com-1.log', 'a/bob-1.log']);
    const folders = await s3.send(new ListObjectsV2Command({ ...BUCKET, Delimiter: '/' }));
    assert.deepEqual(
      folders.CommonPrefixes?.map(({ Prefix }) => Prefix),
      ['a/', 'b/'],
    );
    assert.deepEqual(
      folders.Contents?.map(({ Key }) => Key),
      ['top.log'],
    );
    const found: number[] = [];
    for await (const { KeyCount } of paginateListObjectsV2({ client: s3, pageSize: 3 }, { ...BUCKET })) {
      found.push(KeyCount ?? 0);
    }
    assert.deepEqual(found, [3, 1]);
  });

  it('are shown with their size and time', async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ ...BUCKET, Prefix: 'a/ann' }));
    assert.equal(Contents?.[0]?.Size, 7);
    assert.deepEqual(Contents[0].LastModified, new Date('2026-11-01T12:00:00.000Z'));
    const head = await s3.send(new HeadObjectCommand({ ...BUCKET, Key: 'b/ann-2.log' }));
    assert.equal(head.ContentLength, 9);
  });

  it('are read, whole or in part, whatever is in their keys', async () => {
    const read = async (Key: string, Range?: string) =>
      (await s3.send(new GetObjectCommand({ ...BUCKET, Key, Range }))).Body?.transformToString();
    assert.equal(await read('a/ann@example.com-1.log'), 'whoami\n');
    assert.equal(await read('a/ann@example.com-1.log', 'bytes=3-'), 'ami\n');
    assert.equal(await read('b/ann-2.log'), 'täglich\n');
    await refused(read('c'), 'NoSuchKey');
    await refused(s3.send(new HeadObjectCommand({ ...BUCKET, Key: 'c' })), 'NotFound');
  });

  it('are written', async () => {
    await s3.send(new PutObjectCommand({ ...BUCKET, Key: 'c/new.log', Body: 'text' }));
    assert.deepEqual(await keysOf({ Prefix: 'c/' }), ['c/new.log']);
  });

  it('are had over HTTP, too', async () => {
    const server = await serveSandbox(sandboxWith());
    const { s3: far } = clientsOf(sandboxWith(), { endpoint: server.url });
    const { Body } = await far.send(new GetObjectCommand({ ...BUCKET, Key: 'a/bob-1.log' }));
    assert.equal(await Body?.transformToString(), 'ls\n');
    const { ContentLength } = await far.send(new HeadObjectCommand({ ...BUCKET, Key: 'a/bob-1.log' }));
    assert.equal(ContentLength, 3);
    far.destroy();
    await server.close();
  });
});
