import assert from 'node:assert/strict';
import { DescribeSessionsCommand } from '@aws-sdk/client-ssm';
import { failedSessions } from '../../src/facts/sessions.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const NOW = Date.parse('2026-01-08T12:00:00Z');

describe('failed sessions', () => {
  const aws = mockAws();

  it('are those of the last week, by the nodes that they were on, on all pages', async () => {
    const failed = (Target: string) => ({ SessionId: `ann-${Target}`, Target, Status: 'Failed' as const });
    aws.ssm
      .on(DescribeSessionsCommand)
      .resolvesOnce({ Sessions: [failed('i-1'), failed('i-1')], NextToken: 'more' })
      .resolvesOnce({ Sessions: [failed('mi-2'), { ...failed('i-3'), Status: 'Terminated' }] });
    assert.deepEqual([...(await failedSessions(testTarget(), NOW))], ['i-1', 'mi-2']);
    assert.deepEqual(aws.inputs('ssm.DescribeSessions').at(-1), {
      State: 'History',
      MaxResults: 200,
      NextToken: 'more',
      Filters: [
        { key: 'InvokedAfter', value: '2026-01-01T12:00:00Z' },
        { key: 'Status', value: 'Failed' },
      ],
    });
  });

  it('are read from five pages at the most', async () => {
    let pages = 0;
    aws.ssm.on(DescribeSessionsCommand).callsFake(() => ({ Sessions: [], NextToken: `page ${(pages += 1)}` }));
    assert.equal((await failedSessions(testTarget(), NOW)).size, 0);
    assert.equal(pages, 5);
  });

  it('are not known where they may not be read', async () => {
    aws.ssm.on(DescribeSessionsCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(failedSessions(testTarget(), NOW), { name: 'AccessDeniedException' });
  });
});
