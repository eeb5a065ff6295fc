import assert from 'node:assert/strict';
import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { findStreams } from '../../src/facts/log-streams.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

interface Asked {
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

describe('facts log-streams', () => {
  const aws = mockAws();

  /** A log group with these streams, by the times of their last events; a stream without one comes last. */
  const group = (streams: Readonly<Record<string, number | undefined>>): void => {
    const byTime = Object.entries(streams).toSorted(([, one = 0], [, other = 0]) => other - one);
    aws.logs
      .on(DescribeLogStreamsCommand)
      .callsFake(({ logStreamNamePrefix: prefix, nextToken = '0', limit = 50 }: Asked) => {
        const all =
          prefix === undefined
            ? byTime
            : byTime.filter(([name]) => name.startsWith(prefix)).toSorted(([one], [other]) => (one < other ? -1 : 1));
        const from = Number(nextToken);
        return {
          logStreams: all.slice(from, from + limit).map(([logStreamName, lastEventTimestamp]) => ({
            logStreamName,
            ...(lastEventTimestamp !== undefined && { firstEventTimestamp: 1, lastEventTimestamp }),
          })),
          ...(from + limit < all.length && { nextToken: String(from + limit) }),
        };
      });
  };
  const names = (count: number, from = 0): readonly string[] =>
    Array.from({ length: count }, (_, index) => `jane-${String(from + index).padStart(6, '0')}`);
  const BASE = 100 * 86_400_000;
  const streams = (count: number): Readonly<Record<string, number>> =>
    Object.fromEntries(names(count).map((name, index) => [name, BASE + index * 60_000]));
  const wanted = (list: readonly string[], from = BASE) => list.map((name) => ({ name, from }));
  const calls = (): number => aws.names().length;

  it('are found by name where there are few', async () => {
    group({ 'jane-1': 5, 'jane-10': 7, bob: undefined });
    const found = await findStreams(testTarget(), 'sessions', wanted(['jane-1', 'bob']));
    assert.deepEqual(Object.fromEntries(found), { 'jane-1': { firstEvent: 1, lastEvent: 5 }, bob: {} });
    assert.deepEqual(aws.inputs('logs.DescribeLogStreams'), [
      { logGroupName: 'sessions', logStreamNamePrefix: 'jane-1', limit: 50 },
      { logGroupName: 'sessions', logStreamNamePrefix: 'bob', limit: 50 },
    ]);
  });

  it('are found page by page where there are many: calls grow with pages, not with streams', async () => {
    group(streams(2000));
    const found = await findStreams(testTarget(), 'sessions', wanted(names(2000)));
    assert.equal(found.size, 2000);
    assert.ok(calls() <= 41, String(calls()));
  });

  it('of a short time among many are found without reading all', async () => {
    group(streams(5000));
    const last = names(100, 4900);
    assert.equal((await findStreams(testTarget(), 'sessions', wanted(last, BASE + 4900 * 60_000))).size, 100);
    assert.ok(calls() <= 3, String(calls()));
  });

  it('that are few among many are asked for one by one, once that is cheaper', async () => {
    group(streams(5000));
    assert.equal(
      (await findStreams(testTarget(), 'sessions', wanted(['jane-000001', 'jane-002000', 'jane-004999', 'none']))).size,
      3,
    );
    assert.ok(calls() <= 8, String(calls()));
  });

  it('whose last event is not in order yet are asked for by name', async () => {
    // AWS updates the order an hour late, or later.
    group({ ...streams(60), late: undefined });
    const found = await findStreams(testTarget(), 'sessions', wanted([...names(60), 'late', 'none'], BASE));
    assert.ok(found.has('late'));
    assert.equal(found.size, 61);
  });

  it('that are missing do not cost a call each', async () => {
    group(streams(100));
    assert.equal((await findStreams(testTarget(), 'sessions', wanted(names(2000, 5000)))).size, 0);
    assert.ok(calls() <= 53, String(calls()));
  });

  it('do not exist under names that streams cannot have', async () => {
    group({});
    assert.equal((await findStreams(testTarget(), 'sessions', wanted(['a:b', '']))).size, 0);
    assert.equal(calls(), 0);
  });

  it('end where an endpoint leads in a circle', async () => {
    aws.logs.on(DescribeLogStreamsCommand).resolves({ logStreams: [], nextToken: 'same' });
    assert.equal((await findStreams(testTarget(), 'sessions', wanted(names(3)))).size, 0);
    assert.ok(calls() <= 6, String(calls()));
  });

  it('are not known where they may not be read, or there is no such group', async () => {
    for (const name of ['AccessDeniedException', 'ResourceNotFoundException']) {
      aws.logs.on(DescribeLogStreamsCommand).rejects(awsError(name));
      await assert.rejects(findStreams(testTarget(), 'sessions', wanted(['a'])), { name });
    }
  });
});
