import assert from 'node:assert/strict';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { findObjects } from '../../src/facts/log-objects.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

interface Asked {
  readonly Prefix?: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
}

describe('facts log-objects', () => {
  const aws = mockAws();
  const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

  /** A bucket with these keys. `holes`: pages that are empty although there are more. */
  const bucket = (keys: readonly string[], { page = 1000, holes = false } = {}): void => {
    const sorted = keys.toSorted(compare);
    aws.s3.on(ListObjectsV2Command).callsFake(({ Prefix = '', StartAfter = '', ContinuationToken: token }: Asked) => {
      const [after, isHole] = token === undefined ? [StartAfter, holes] : [token.slice(1), token.startsWith('h')];
      const all = sorted.filter((key) => key.startsWith(Prefix) && compare(key, after) > 0);
      if (isHole && all.length > 0) return { Contents: [], IsTruncated: true, NextContinuationToken: `n${after}` };
      const shown = all.slice(0, page);
      const more = all.length > page;
      return {
        Contents: shown.map((Key) => ({ Key, Size: Key.length })),
        IsTruncated: more,
        ...(more && { NextContinuationToken: `n${shown.at(-1)}` }),
      };
    });
  };
  const calls = (): number => aws.names().length;
  const keys = (count: number, owner = 'jane'): readonly string[] =>
    Array.from({ length: count }, (_, index) => `ssm/${owner}-${String(index).padStart(6, '0')}.log`);

  it('are found with their sizes, in one call for a thousand', async () => {
    bucket(keys(900));
    const found = await findObjects(testTarget(), 'logs', [...keys(900), 'ssm/zoe-1.log']);
    assert.equal(found.size, 900);
    assert.equal(found.get('ssm/jane-000000.log'), 'ssm/jane-000000.log'.length);
    assert.deepEqual(aws.inputs('s3.ListObjectsV2'), [
      { Bucket: 'logs', Prefix: 'ssm/', StartAfter: 'ssm/jane-000000.lo' },
    ]);
  });

  it('take no more calls than pages', async () => {
    bucket(keys(5000));
    assert.equal((await findObjects(testTarget(), 'logs', keys(5000))).size, 5000);
    assert.ok(calls() <= 5, String(calls()));
  });

  it('take no more calls than objects that are looked for', async () => {
    bucket([...keys(20_000, 'ann'), ...keys(20_000, 'bob'), ...keys(20_000, 'zoe')]);
    const wanted = ['ssm/ann-000005.log', 'ssm/bob-010000.log', 'ssm/cyd-1.log', 'ssm/zoe-019999.log'];
    assert.deepEqual([...(await findObjects(testTarget(), 'logs', wanted)).keys()], [wanted[0], wanted[1], wanted[3]]);
    assert.ok(calls() <= 4, String(calls()));
  });

  it('are found beyond pages that are empty although there are more', async () => {
    bucket(keys(30), { page: 10, holes: true });
    assert.equal((await findObjects(testTarget(), 'logs', keys(30))).size, 30);
  });

  it('are found at the top of a bucket, below a slash, and in several folders, in the order of bytes', async () => {
    const wanted = ['a@b-1.log', 'Z-1.log', '/ssm/x-1.log', 'deep/er/é-1.log', 'deep/er/z-1.log', 'deep/er/=-1.log'];
    bucket([...wanted, 'deep/er/a/b.log']);
    assert.deepEqual(
      [...(await findObjects(testTarget(), 'logs', [...wanted, 'none.log'])).keys()].toSorted(),
      wanted.toSorted(),
    );
  });

  it('end where an endpoint leads in a circle', async () => {
    aws.s3.on(ListObjectsV2Command).resolves({ Contents: [], IsTruncated: true, NextContinuationToken: 'same' });
    await assert.rejects(findObjects(testTarget(), 'logs', ['a.log']), { name: 'NotAnAnswer' });
    assert.ok(calls() <= 3);
  });

  it('are not known where they may not be listed, or there is no such bucket', async () => {
    for (const name of ['AccessDenied', 'NoSuchBucket']) {
      aws.s3.on(ListObjectsV2Command).rejects(awsError(name));
      await assert.rejects(findObjects(testTarget(), 'logs', ['a.log']), { name });
    }
  });
});
