import assert from 'node:assert/strict';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf, refused } from '../../clients.ts';

const GROUP = { logGroupName: 'sessions' };
const NOON = Date.parse('2026-11-01T12:00:00.000Z');
const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:sessions';

describe('sandbox: log streams', () => {
  let { logs } = clientsOf(createSandbox());
  beforeEach(async () => {
    ({ logs } = clientsOf(createSandbox()));
    await logs.send(new CreateLogGroupCommand(GROUP));
  });
  /** Makes a stream of events, the first at noon, one a second. */
  async function stream(logStreamName: string, messages: readonly string[], start = NOON): Promise<void> {
    await logs.send(new CreateLogStreamCommand({ ...GROUP, logStreamName }));
    const logEvents = messages.map((message, index) => ({ timestamp: start + index * 1000, message }));
    await logs.send(new PutLogEventsCommand({ ...GROUP, logStreamName, logEvents }));
  }
  const describeStreams = (input: Partial<DescribeLogStreamsCommandInput> = {}) =>
    logs.send(new DescribeLogStreamsCommand({ ...GROUP, ...input }));
  const namesOf = async (input: Partial<DescribeLogStreamsCommandInput> = {}) =>
    (await describeStreams(input)).logStreams?.map(({ logStreamName }) => logStreamName);
  const get = (input: Partial<GetLogEventsCommandInput> = {}) =>
    logs.send(new GetLogEventsCommand({ ...GROUP, logStreamName: 'ann-1', ...input }));
  const read = async (input: Partial<GetLogEventsCommandInput> = {}) =>
    (await get(input)).events?.map(({ message }) => message);
  const filtered = async (input: Partial<FilterLogEventsCommandInput> = {}) =>
    (await logs.send(new FilterLogEventsCommand({ ...GROUP, ...input }))).events?.map(({ message }) => message);

  it('are shown with the times of their events', async () => {
    await stream('ann-1', ['one', 'two']);
    const [found] = (await describeStreams()).logStreams ?? [];
    assert.equal(found?.arn, `${ARN}:log-stream:ann-1`);
    assert.deepEqual([found.firstEventTimestamp, found.lastEventTimestamp], [NOON, NOON + 1000]);
  });

  it('are found by the beginning of their names, and sorted by it or by their last event', async () => {
    await stream('ann-1', ['x'], NOON + 5000);
    await stream('ann-2', ['x'], NOON);
    await stream('bob-1', ['x'], NOON + 2000);
    assert.deepEqual(await namesOf({ logStreamNamePrefix: 'ann' }), ['ann-1', 'ann-2']);
    assert.deepEqual(await namesOf({ descending: true }), ['bob-1', 'ann-2', 'ann-1']);
    assert.deepEqual(await namesOf({ orderBy: 'LastEventTime' }), ['ann-2', 'bob-1', 'ann-1']);
    assert.deepEqual(await namesOf({ logGroupName: undefined, logGroupIdentifier: ARN }), ['ann-1', 'ann-2', 'bob-1']);
    await refused(namesOf({ orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }), 'InvalidParameterException');
  });

  it('come in pages, in either order', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await stream(name, ['x']);
    for (const descending of [false, true]) {
      const found: (string | undefined)[] = [];
      for await (const { logStreams = [] } of paginateDescribeLogStreams(
        { client: logs },
        { ...GROUP, limit: 2, descending },
      )) {
        found.push(...logStreams.map(({ logStreamName }) => logStreamName));
      }
      assert.equal(found.join(''), descending ? 'edcba' : 'abcde');
    }
  });

  it('are read from the tail or from the head, until a token leads nowhere new', async () => {
    await stream('ann-1', ['1', '2', '3', '4', '5']);
    assert.deepEqual(await read({ limit: 2 }), ['4', '5']);
    assert.deepEqual(await read({ limit: 2, nextToken: (await get({ limit: 2 })).nextBackwardToken }), ['2', '3']);
    const found: (string | undefined)[] = [];
    let token: string | undefined;
    for (;;) {
      const page = await get({ limit: 2, startFromHead: true, nextToken: token });
      found.push(...(page.events ?? []).map(({ message }) => message));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
    assert.equal(found.join(''), '12345');
    await logs.send(
      new PutLogEventsCommand({
        ...GROUP,
        logStreamName: 'ann-1',
        logEvents: [{ timestamp: NOON + 9000, message: '6' }],
      }),
    );
    assert.deepEqual(await read({ nextToken: token }), ['6']);
  });

  it('are read within a span of time', async () => {
    await stream('ann-1', ['1', '2', '3', '4']);
    assert.deepEqual(await read({ startTime: NOON + 1000, endTime: NOON + 3000 }), ['2', '3']);
  });

  it('are read all together, those that are wanted, with the words that are', async () => {
    await stream('ann-1', ['whoami', 'ls -l /etc'], NOON);
    await stream('bob-1', ['ls'], NOON + 500);
    assert.deepEqual(await filtered(), ['whoami', 'ls', 'ls -l /etc']);
    assert.deepEqual(await filtered({ logStreamNamePrefix: 'ann' }), ['whoami', 'ls -l /etc']);
    assert.deepEqual(await filtered({ logStreamNames: ['bob-1'] }), ['ls']);
    assert.deepEqual(await filtered({ filterPattern: '"ls -l" etc' }), ['ls -l /etc']);
    const pages: unknown[] = [];
    for await (const { events } of paginateFilterLogEvents({ client: logs }, { ...GROUP, limit: 2 }))
      pages.push(events);
    assert.equal(pages.length, 2);
  });

  it('are refused where there is no group, no stream, or one of that name already', async () => {
    await refused(describeStreams({ logGroupName: 'other' }), 'ResourceNotFoundException', /log group/);
    await refused(get({ logStreamName: 'none' }), 'ResourceNotFoundException', /log stream/);
    await stream('ann-1', ['x']);
    await refused(stream('ann-1', ['x']), 'ResourceAlreadyExistsException');
    await refused(get({ nextToken: 'x' }), 'InvalidParameterException');
  });
});
