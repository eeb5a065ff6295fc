import type { Target } from '../targets/target.ts';

const DAY = 24 * 3_600_000;
const LATELY = 7 * DAY;

/** The most pages that are read: a thousand sessions. They only tell which nodes to ask first. */
const PAGES = 5;

/**
 * Reads which nodes had a session that failed in the last seven days, by their ids.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html
 */
export async function failedSessions(target: Target, now: number): Promise<ReadonlySet<string>> {
  const client = await target.ssm();
  const asked = {
    State: 'History' as const,
    Filters: [
      { key: 'InvokedAfter' as const, value: new Date(now - LATELY).toISOString().replace(/\.\d+/, '') },
      { key: 'Status' as const, value: 'Failed' },
    ],
  };
  const ids = new Set<string>();
  let pages = 0;
  for await (const { Sessions = [] } of client.paginateDescribeSessions(asked, { pageSize: 200 })) {
    // Endpoints other than AWS do not always filter.
    for (const { Status, Target } of Sessions) if (Status === 'Failed' && Target !== undefined) ids.add(Target);
    pages += 1;
    if (pages === PAGES) break;
  }
  return ids;
}
