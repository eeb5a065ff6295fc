import assert from 'node:assert/strict';
import { DescribeSessionsCommand } from '@aws-sdk/client-ssm';
import { readSessions } from '../../src/facts/session-list.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const began = new Date('2026-08-01T09:00:00Z');
const ended = new Date('2026-08-01T09:30:00Z');

describe('facts session-list', () => {
  const aws = mockAws();

  it('has what AWS tells of each session, over all pages, also empty ones', async () => {
    aws.ssm
      .on(DescribeSessionsCommand)
      .resolvesOnce({
        Sessions: [
          {
            SessionId: 'jane@example.com-0a1',
            Target: 'i-1',
            Owner: 'arn:aws:sts::111122223333:assumed-role/Admin/jane@example.com',
            Status: 'Terminated',
            StartDate: began,
            EndDate: ended,
            DocumentName: 'SSM-SessionManagerRunShell',
            Reason: 'disk',
            OutputUrl: { S3OutputUrl: 'https://s3', CloudWatchOutputUrl: 'https://logs' },
          },
        ],
        NextToken: 'one',
      })
      .resolvesOnce({ Sessions: [], NextToken: 'two' })
      .resolvesOnce({ Sessions: [{ SessionId: 'bob-1', OutputUrl: {} }] });
    assert.deepEqual(await readSessions(testTarget(), 'History'), [
      {
        id: 'jane@example.com-0a1',
        node: 'i-1',
        owner: 'arn:aws:sts::111122223333:assumed-role/Admin/jane@example.com',
        status: 'Terminated',
        began,
        ended,
        document: 'SSM-SessionManagerRunShell',
        reason: 'disk',
        output: { bucket: 'https://s3', logs: 'https://logs' },
      },
      { id: 'bob-1', node: '', owner: '', status: '' },
    ]);
    assert.deepEqual(aws.inputs('ssm.DescribeSessions').at(-1), {
      State: 'History',
      MaxResults: 200,
      NextToken: 'two',
    });
  });

  it('is filtered by AWS, and again where an endpoint does not', async () => {
    const since = new Date('2026-08-01T08:59:59.900Z');
    const session = (SessionId: string, StartDate = began) => ({ SessionId, Target: 'i-1', StartDate });
    aws.ssm.on(DescribeSessionsCommand).resolves({
      Sessions: [session('a'), session('b'), { ...session('a'), Target: 'i-2' }, session('a', new Date('2026-07-01'))],
    });
    const found = await readSessions(testTarget(), 'Active', { since, node: 'i-1', id: 'a' });
    assert.deepEqual(
      found.map(({ id, node }) => [id, node]),
      [['a', 'i-1']],
    );
    assert.deepEqual(aws.inputs('ssm.DescribeSessions').at(-1), {
      State: 'Active',
      MaxResults: 200,
      Filters: [
        { key: 'InvokedAfter', value: '2026-08-01T08:59:59Z' },
        { key: 'Target', value: 'i-1' },
        { key: 'SessionId', value: 'a' },
      ],
    });
  });

  it('is not known where it may not be read', async () => {
    aws.ssm.on(DescribeSessionsCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(readSessions(testTarget(), 'Active'), { name: 'AccessDeniedException' });
  });
});
