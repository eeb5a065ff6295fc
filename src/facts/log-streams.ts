import type { CloudWatchLogs } from '../aws/clients/logs.ts';
import type { Target } from '../targets/target.ts';

/** A log stream, by what tells of its age; milliseconds since the epoch. */
export interface FoundStream {
  readonly firstEvent?: number;
  readonly lastEvent?: number;
}

/** A stream that is looked for. */
export interface WantedStream {
  readonly name: string;
  /** No event in it is older; milliseconds since the epoch. */
  readonly from: number;
}

/** As many streams are looked for by their names from the beginning, rather than in a list. */
const FEW = 2;

/** The most that are looked for by their names although a list does not have them. */
const DOUBTFUL = 50;

// Clocks of nodes differ from that of AWS.
const HOUR = 3_600_000;

/**
 * Finds streams of a log group by their names; those that are not there are left out. Streams are listed by their last event, the
 * latest first, down to the time from which on they are looked for, so calls grow with pages of fifty; once no more are left than
 * pages were read, each is asked for by its name. The order follows events by an hour or more: so the latest of those that the list
 * does not have are asked for by name, too. Rejects with a ResourceNotFoundException if there is no such log group.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
 */
export async function findStreams(
  target: Target,
  group: string,
  wanted: readonly WantedStream[],
): Promise<ReadonlyMap<string, FoundStream>> {
  const logs = await target.logs();
  const found = new Map<string, FoundStream>();
  // A stream cannot have another name.
  const left = new Map(wanted.filter(({ name }) => /^[^:*]{1,512}$/.test(name)).map(({ name, from }) => [name, from]));
  const oldest = Math.min(...left.values()) - HOUR;
  let token: string | undefined;
  for (let pages = 0; left.size > Math.max(pages, FEW); pages += 1) {
    const { logStreams = [], nextToken } = await logs.describeLogStreams({
      logGroupName: group,
      orderBy: 'LastEventTime',
      descending: true,
      limit: 50,
      ...(token !== undefined && { nextToken: token }),
    });
    for (const stream of logStreams) {
      const { logStreamName: name = '' } = stream;
      if (left.delete(name)) found.set(name, timesOf(stream));
    }
    const last = logStreams.findLast(({ lastEventTimestamp }) => lastEventTimestamp !== undefined);
    if (!nextToken || nextToken === token || (last?.lastEventTimestamp ?? Infinity) < oldest) {
      for (const name of [...left].toSorted(([, one], [, other]) => one - other).slice(0, -DOUBTFUL))
        left.delete(name[0]);
      break;
    }
    token = nextToken;
  }
  for (const name of left.keys()) {
    const stream = await streamNamed(logs, group, name);
    if (stream) found.set(name, stream);
  }
  return found;
}

async function streamNamed(logs: CloudWatchLogs, group: string, name: string): Promise<FoundStream | undefined> {
  const { logStreams = [] } = await logs.describeLogStreams({
    logGroupName: group,
    logStreamNamePrefix: name,
    limit: 50,
  });
  const stream = logStreams.find(({ logStreamName }) => logStreamName === name);
  return stream && timesOf(stream);
}

const timesOf = (stream: {
  readonly firstEventTimestamp?: number | undefined;
  readonly lastEventTimestamp?: number | undefined;
}): FoundStream => ({
  ...(stream.firstEventTimestamp !== undefined && { firstEvent: stream.firstEventTimestamp }),
  ...(stream.lastEventTimestamp !== undefined && { lastEvent: stream.lastEventTimestamp }),
});
