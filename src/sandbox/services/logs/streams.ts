import { AwsError } from '../../protocols/aws-error.ts';
import { bool, integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { LogEvent, LogStream } from '../../state/logs.ts';
import { type Context, reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { isoTime } from '../times.ts';
import { groupArn, groupNamed, groupNameOf, identifier, invalid, name } from './groups.ts';

export const streamName = text({ min: 1, max: 512, pattern: '[^:*]*' });
const moment = integer({ min: 0 });

/** How a call names its log group. */
interface Named {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

/** The name of the log group that a call is about: AWS takes one of two members, and not both. */
export function groupOf(context: Context, { logGroupName, logGroupIdentifier }: Named): string {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalid('Specify either the logGroupName or the logGroupIdentifier parameter, but not both.');
  }
  return logGroupName ?? groupNameOf(context, logGroupIdentifier ?? '');
}

/** Lists the streams of a log group by name. */
export const streamsOf = (context: Context, group: string): Readonly<Record<string, LogStream>> =>
  groupNamed(context, group).streams ?? {};

export function streamNamed(context: Context, group: string, stream: string): LogStream {
  const streams = streamsOf(context, group);
  const found = Object.hasOwn(streams, stream) ? streams[stream] : undefined;
  if (!found) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return found;
}

export const logStreamOperations = {
  CreateLogStream: writes(
    structure({ logGroupName: required(name), logStreamName: required(streamName) }),
    (context, { logGroupName, logStreamName }) => {
      const streams = (groupNamed(context, logGroupName).streams ??= {});
      if (Object.hasOwn(streams, logStreamName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      streams[logStreamName] = { created: isoTime(context.now), events: [] };
    },
  ),
  DescribeLogStreams: reads(
    structure({
      logGroupName: name,
      logGroupIdentifier: identifier,
      logStreamNamePrefix: streamName,
      orderBy: oneOf('LogStreamName', 'LastEventTime'),
      descending: bool(),
      nextToken: text({ min: 1 }),
      limit: integer({ min: 1, max: 50 }),
    }),
    (context, input) => {
      const { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending = false } = input;
      if (prefix !== undefined && orderBy === 'LastEventTime') {
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const group = groupOf(context, input);
      // A key for the order, and for tokens: the name makes each one different.
      const keyOf = ([stream, { events }]: readonly [string, LogStream]): string =>
        orderBy === 'LogStreamName' ? stream : `${events.at(-1)?.time ?? ''} ${stream}`;
      const found = sorted(streamsOf(context, group))
        .filter(([stream]) => prefix === undefined || stream.startsWith(prefix))
        .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
      const options = {
        limit: input.limit ?? 50,
        token: input.nextToken,
        invalid: () => invalid('The specified nextToken is invalid.'),
      };
      const { items, next } = pageOf(found, keyOf, { ...options, descending });
      return {
        logStreams: items.map(([stream, { created, events }]) => ({
          logStreamName: stream,
          creationTime: Date.parse(created),
          firstEventTimestamp: timeOf(events.at(0)),
          lastEventTimestamp: timeOf(events.at(-1)),
          lastIngestionTime: timeOf(events.at(-1)),
          uploadSequenceToken: SEQUENCE_TOKEN,
          arn: `${groupArn(context, group)}:log-stream:${stream}`,
          storedBytes: 0,
        })),
        nextToken: next,
      };
    },
  ),
  PutLogEvents: writes(
    structure({
      logGroupName: required(name),
      logStreamName: required(streamName),
      logEvents: required(
        list(structure({ timestamp: required(moment), message: required(text({ min: 1 })) }), { min: 1, max: 10_000 }),
      ),
      sequenceToken: text({ min: 1 }),
    }),
    (context, { logGroupName, logStreamName, logEvents }) => {
      const { events } = streamNamed(context, logGroupName, logStreamName);
      for (const { timestamp, message } of logEvents) events.push({ time: isoTime(timestamp), message });
      events.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
      return { nextSequenceToken: SEQUENCE_TOKEN };
    },
  ),
};

/** Tokens order nothing any more: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const SEQUENCE_TOKEN = '49590302313563212938123912391239123912391239123912391238';

const timeOf = (event: LogEvent | undefined): number | undefined => event && Date.parse(event.time);
