import assert from 'node:assert/strict';
import { DescribeSessionsCommand, type DescribeSessionsCommandInput } from '@aws-sdk/client-ssm';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf } from '../../clients.ts';

const ANN = 'arn:aws:iam::123456789012:user/ann';
/** A day of the last fortnight. */
const DAY = (day: number): string => new Date(START + day * 86_400_000).toISOString();
const START = Date.now() - 14 * 86_400_000;

describe('the sandbox, past sessions', () => {
  const pastSessions = {
    'ann-1': { target: 'i-1', owner: ANN, started: DAY(1), ended: DAY(2) },
    'ann-2': { target: 'i-2', owner: ANN, started: DAY(3), status: 'Failed' },
    'bob-1': { target: 'i-1', started: DAY(5), status: 'Failed' },
    'long-ago': { target: 'i-1', started: DAY(-18), ended: DAY(-17) },
  };
  const seed = { accounts: { '123456789012': { 'eu-central-1': { pastSessions } } } };
  const { ssm } = clientsOf(createSandbox({ state: parseSeed(JSON.stringify(seed)) }));
  const idsOf = async (input: Partial<DescribeSessionsCommandInput>) => {
    const { Sessions = [] } = await ssm.send(new DescribeSessionsCommand({ State: 'History', ...input }));
    return Sessions.map(({ SessionId }) => SessionId);
  };
  const filtered = (...filters: (readonly [key: string, value: string])[]) =>
    idsOf({ Filters: filters.map(([key, value]) => ({ key: key as never, value })) });

  it('are shown with what is known of them, and none is active', async () => {
    const { Sessions } = await ssm.send(new DescribeSessionsCommand({ State: 'History' }));
    assert.deepEqual(Sessions?.[0], {
      SessionId: 'ann-1',
      Target: 'i-1',
      Owner: ANN,
      Status: 'Terminated',
      StartDate: new Date(DAY(1)),
      EndDate: new Date(DAY(2)),
    });
    assert.deepEqual(await idsOf({}), ['ann-1', 'ann-2', 'bob-1']);
    assert.deepEqual(await idsOf({ State: 'Active' }), []);
  });

  it('are found by every filter, and by several together', async () => {
    assert.deepEqual(await filtered(['InvokedAfter', DAY(3)]), ['ann-2', 'bob-1']);
    assert.deepEqual(await filtered(['InvokedBefore', DAY(3)]), ['ann-1']);
    assert.deepEqual(await filtered(['Target', 'i-1']), ['ann-1', 'bob-1']);
    assert.deepEqual(await filtered(['Owner', ANN]), ['ann-1', 'ann-2']);
    assert.deepEqual(await filtered(['Status', 'Failed']), ['ann-2', 'bob-1']);
    assert.deepEqual(await filtered(['SessionId', 'ann-2']), ['ann-2']);
    assert.deepEqual(await filtered(['AccessType', 'JustInTime']), []);
    assert.deepEqual(await filtered(['Status', 'Failed'], ['InvokedAfter', DAY(4)]), ['bob-1']);
  });

  it('are shown with what the agent has logged, and why they ended', async () => {
    const rest = { details: 'idle', maxDuration: '60', accessType: 'JustInTime' };
    const log = { group: 'sessions', s3: { bucket: 'logs', key: 'p/ann-1.log' } };
    const past = { 'ann-1': { target: 'i-1', ...rest, log } };
    const state = { accounts: { '123456789012': { 'eu-central-1': { pastSessions: past } } } };
    const { ssm: other } = clientsOf(createSandbox({ state: parseSeed(JSON.stringify(state)) }));
    const { Sessions } = await other.send(new DescribeSessionsCommand({ State: 'History' }));
    const [found] = Sessions ?? [];
    assert.deepEqual([found?.Details, found?.MaxSessionDuration, found?.AccessType], ['idle', '60', 'JustInTime']);
    assert.equal(found?.OutputUrl?.S3OutputUrl, 'https://s3.eu-central-1.amazonaws.com/logs/p/ann-1.log');
    assert.match(found.OutputUrl.CloudWatchOutputUrl ?? '', /group=sessions;stream=ann-1$/);
  });

  it('are over when their process is gone', async () => {
    const active = { 'ann-9': { target: 'i-1', process: 2 ** 30 }, 'bob-9': { target: 'i-1', process: process.pid } };
    const state = { accounts: { '123456789012': { 'eu-central-1': { activeSessions: active } } } };
    const sandbox = createSandbox({ state: parseSeed(JSON.stringify(state)) });
    const { ssm: other } = clientsOf(sandbox);
    const { Sessions } = await other.send(new DescribeSessionsCommand({ State: 'History' }));
    assert.deepEqual(
      Sessions?.map(({ SessionId, Status }) => [SessionId, Status]),
      [['ann-9', 'Terminated']],
    );
    assert.deepEqual(
      Object.keys((await sandbox.snapshot()).accounts['123456789012']?.['eu-central-1']?.activeSessions ?? {}),
      ['bob-9'],
    );
  });

  it('come in pages', async () => {
    const first = await ssm.send(new DescribeSessionsCommand({ State: 'History', MaxResults: 2 }));
    assert.equal(first.Sessions?.length, 2);
    assert.deepEqual(await idsOf({ NextToken: first.NextToken }), ['bob-1']);
    await assert.rejects(idsOf({ NextToken: 'x' }), { name: 'InvalidNextToken' });
  });

  it('are refused for a filter or a time that there is not', async () => {
    await assert.rejects(filtered(['Reason', 'x']), { name: 'ValidationException' });
    await assert.rejects(filtered(['InvokedAfter', 'yesterday']), { name: 'InvalidFilterValue' });
    await assert.rejects(idsOf({ MaxResults: 201 }), { name: 'ValidationException' });
  });
});
