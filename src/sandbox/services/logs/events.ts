import { bool, integer, list, required, structure, text } from '../../protocols/shape.ts';
import type { LogEvent } from '../../state/logs.ts';
import { reads } from '../operation.ts';
import { sorted } from '../pages.ts';
import { identifier, invalid, name } from './groups.ts';
import { groupOf, streamName, streamNamed, streamsOf } from './streams.ts';

/** The most bytes of events in one answer. */
const MOST_BYTES = 2 ** 20;
/** What an event counts besides its message. */
const OVERHEAD = 26;
/** The digits of a token of GetLogEvents. */
const DIGITS = 56;

const moment = integer({ min: 0 });
const limit = integer({ min: 1, max: 10_000 });

const common = { logGroupName: name, logGroupIdentifier: identifier, startTime: moment, endTime: moment } as const;

/** The operations that read what was logged. */
export const logEventOperations = {
  GetLogEvents: reads(
    structure({
      ...common,
      logStreamName: required(streamName),
      nextToken: text({ min: 1 }),
      limit,
      startFromHead: bool(),
      unmask: bool(),
    }),
    (context, input) => {
      const { events } = streamNamed(context, groupOf(context, input), input.logStreamName);
      const isWanted = within(input);
      const { from, forward } = placeOf(input.nextToken, input.startFromHead ?? false, events.length);
      const most = input.limit ?? 10_000;
      let room = MOST_BYTES;
      const taken: number[] = [];
      let at = forward ? from : from - 1;
      for (; forward ? at < events.length : at >= 0; at += forward ? 1 : -1) {
        const event = events[at];
        if (!event || !isWanted(event)) continue;
        room -= sizeOf(event);
        if (taken.length === most || (room < 0 && taken.length > 0)) break;
        taken.push(at);
      }
      const [first, end] = forward ? [taken[0] ?? from, at] : [at + 1, (taken[0] ?? from - 1) + 1];
      return {
        events: taken.toSorted((one, other) => one - other).map((index) => shown(events[index] as LogEvent)),
        nextForwardToken: token('f', end),
        nextBackwardToken: token('b', first),
      };
    },
  ),
  FilterLogEvents: reads(
    structure({
      ...common,
      logStreamNames: list(streamName, { min: 1, max: 100 }),
      logStreamNamePrefix: streamName,
      filterPattern: text({ max: 1024 }),
      nextToken: text({ min: 1 }),
      limit,
      interleaved: bool(),
      unmask: bool(),
    }),
    (context, input) => {
      const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
      if (names && prefix !== undefined) {
        throw invalid('Only one of logStreamNames and logStreamNamePrefix can be specified.');
      }
      const group = groupOf(context, input);
      const isWanted = within(input);
      const matches = patternOf(input.filterPattern ?? '');
      for (const stream of names ?? []) streamNamed(context, group, stream);
      const found = sorted(streamsOf(context, group))
        .filter(([stream]) => (names?.includes(stream) ?? true) && stream.startsWith(prefix ?? ''))
        .flatMap(([stream, { events }]) => events.map((event, index) => ({ stream, event, index })))
        .filter(({ event }) => isWanted(event) && matches(event.message))
        .toSorted((one, other) => Date.parse(one.event.time) - Date.parse(other.event.time));
      const from = Number(/^filter:(\d+)$/.exec(Buffer.from(input.nextToken ?? '', 'base64').toString())?.[1] ?? 0);
      if (input.nextToken !== undefined && from === 0) throw invalid('The specified nextToken is invalid.');
      const most = input.limit ?? 10_000;
      let to = from;
      for (let room = MOST_BYTES; to < found.length && to - from < most; to += 1) {
        room -= sizeOf((found[to] as (typeof found)[number]).event);
        if (room < 0 && to > from) break;
      }
      return {
        events: found.slice(from, to).map(({ stream, event, index }) => ({
          logStreamName: stream,
          ...shown(event),
          eventId: `${Date.parse(event.time)}${String(index).padStart(DIGITS - 13, '0')}`,
        })),
        searchedLogStreams: [],
        nextToken: to < found.length ? Buffer.from(`filter:${to}`).toString('base64') : undefined,
      };
    },
  ),
};

interface Span {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

const within =
  ({ startTime = 0, endTime = Infinity }: Span) =>
  ({ time }: LogEvent): boolean =>
    Date.parse(time) >= startTime && Date.parse(time) < endTime;

const shown = ({ time, message }: LogEvent) => ({
  timestamp: Date.parse(time),
  message,
  ingestionTime: Date.parse(time),
});

const sizeOf = ({ message }: LogEvent): number => Buffer.byteLength(message) + OVERHEAD;

const token = (direction: 'f' | 'b', index: number): string => `${direction}/${String(index).padStart(DIGITS, '0')}/s`;

/** Where to read from: before which event, or from which on. Without a token, from the head or, by default, from the tail. */
function placeOf(text_: string | undefined, fromHead: boolean, length: number): { from: number; forward: boolean } {
  if (text_ === undefined) return { from: fromHead ? 0 : length, forward: fromHead };
  const [, direction, digits] = /^([fb])\/(\d+)\/s$/.exec(text_) ?? [];
  if (digits === undefined) throw invalid('The specified nextToken is invalid.');
  return { from: Math.min(Number(digits), length), forward: direction === 'f' };
}

/** Reads a pattern of words and phrases, each of which a message has to contain; other ones the sandbox does not know. */
function patternOf(pattern: string): (message: string) => boolean {
  const terms = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].map(([, phrase, word = '']) => {
    if (phrase === undefined && /^[-?{[%]/.test(word)) {
      throw invalid('Invalid filter pattern: the sandbox knows words and phrases only.');
    }
    return phrase ?? word;
  });
  return (message) => terms.every((term) => message.includes(term));
}
