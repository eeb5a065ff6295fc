import { posix } from 'node:path';
import { NotAnAnswer } from '../aws/answers/not-an-answer.ts';
import type { S3 } from '../aws/clients/s3.ts';
import type { Target } from '../targets/target.ts';

/**
 * Finds objects of a bucket by their keys, with their sizes in bytes; those that are not there are left out. S3 lists keys in order, a
 * thousand at a time: each call begins at the next key that is looked for, so there are no more calls than keys, nor than pages.
 * Rejects with NoSuchBucket if there is no such bucket. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function findObjects(
  target: Target,
  bucket: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const s3 = await target.s3();
  // A bucket of another region is read there.
  s3.config.followRegionRedirects = true;
  const found = new Map<string, number>();
  const folders = new Set(keys.map((key) => posix.dirname(key)));
  // One after the other: while it follows a redirect, the SDK changes the region of the whole client.
  for (const folder of folders) {
    const inIt = [...new Set(keys)].filter((key) => posix.dirname(key) === folder).toSorted(byBytes);
    for (const [key, size] of await findBelow(s3, bucket, folder, inIt)) found.set(key, size);
  }
  return found;
}

async function findBelow(
  s3: S3,
  bucket: string,
  folder: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const below = folder === '.' ? {} : { Prefix: folder === '/' ? folder : `${folder}/` };
  let next = 0;
  let token: string | undefined;
  for (let key = keys[0]; key !== undefined; key = keys[next]) {
    const page = await s3.listObjectsV2({
      Bucket: bucket,
      ...below,
      ...(token === undefined ? { StartAfter: key.slice(0, -1) } : { ContinuationToken: token }),
    });
    const sizes = new Map((page.Contents ?? []).map(({ Key = '', Size = 0 }) => [Key, Size]));
    const last = [...sizes.keys()].at(-1);
    const from = next;
    while (next < keys.length && (!page.IsTruncated || isUpTo(keys[next] ?? '', last))) {
      const size = sizes.get(keys[next] ?? '');
      if (size !== undefined) found.set(keys[next] ?? '', size);
      next += 1;
    }
    // A page can be empty although there are more.
    const more = next === from ? page.NextContinuationToken : undefined;
    if (more !== undefined && more === token)
      throw new NotAnAnswer('ListObjectsV2', 'S3 gives the same page again and again');
    token = more;
  }
  return found;
}

const isUpTo = (key: string, last: string | undefined): boolean => last !== undefined && byBytes(key, last) <= 0;

// The order of S3 is that of the bytes in UTF-8.
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
