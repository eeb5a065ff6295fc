import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { ActiveSession, PastSession, SessionLog } from '../../state/ssm.ts';
import { type Context, writes } from '../operation.ts';
import { pageIn } from '../pages.ts';
import { seconds } from '../times.ts';
import { endThoseOfTheDead, isForgotten } from './session-end.ts';

/** A session, whether it is over or not. */
interface Shown extends Omit<PastSession, 'ended' | 'status'> {
  readonly ended?: string;
  readonly status: PastSession['status'] | 'Connecting' | 'Connected';
}

type Test = (id: string, session: Shown, value: string) => boolean;

const FILTERS = {
  InvokedAfter: (_, { started }, value) => Date.parse(started) >= timeOf(value),
  InvokedBefore: (_, { started }, value) => Date.parse(started) < timeOf(value),
  Target: (_, { target }, value) => target === value,
  Owner: (_, { owner }, value) => owner === value,
  Status: (_, { status }, value) => status === value,
  SessionId: (id, _, value) => id === value,
  AccessType: (_, { accessType = 'Standard' }, value) => accessType === value,
} as const satisfies Readonly<Record<string, Test>>;

const filterKey = oneOf(...(Object.keys(FILTERS) as (keyof typeof FILTERS)[]));

export const sessionOperations = {
  // It changes something: sessions whose process was killed are over from the next look on.
  DescribeSessions: writes(
    structure({
      State: required(oneOf('Active', 'History')),
      MaxResults: integer({ min: 1, max: 200 }),
      NextToken: text(),
      Filters: list(structure({ key: required(filterKey), value: required(text({ min: 1, max: 400 })) }), {
        min: 1,
        max: 7,
      }),
    }),
    (context, { State: state, Filters: filters = [], MaxResults: limit = 10, NextToken: token }) => {
      const { here, now } = context;
      endThoseOfTheDead(here, now);
      const all: Readonly<Record<string, Shown>> =
        state === 'History' ? remembered(here.pastSessions ?? {}, now) : active(here.activeSessions ?? {});
      const isWanted = (id: string, session: Shown): boolean =>
        filters.every(({ key, value }) => FILTERS[key](id, session, value));
      const { items, next } = pageIn(all, isWanted, {
        limit,
        token,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return {
        Sessions: items.map(([id, session]) => shownSession(context, id, session)),
        NextToken: next,
      };
    },
  ),
};

function shownSession(context: Context, id: string, session: Shown): object {
  const { target, owner, started, ended, status, document, reason, details, maxDuration, accessType, log } = session;
  return {
    SessionId: id,
    Target: target,
    Owner: owner,
    Status: status,
    StartDate: seconds(started),
    EndDate: ended && seconds(ended),
    DocumentName: document,
    Reason: reason,
    Details: details,
    MaxSessionDuration: maxDuration,
    AccessType: accessType,
    OutputUrl: log && addressesOf(context, id, log),
  };
}

/** Writes where a log is, for a browser. */
function addressesOf({ region, partition }: Context, id: string, { s3, group }: SessionLog): object {
  const website = `https://console.${partition.id === 'aws' ? 'aws.amazon.com' : partition.suffix}`;
  return {
    S3OutputUrl: s3 && `https://s3.${region}.${partition.suffix}/${s3.bucket}/${s3.key}`,
    CloudWatchOutputUrl:
      group && `${website}/cloudwatch/home?region=${region}#logEventViewer:group=${group};stream=${id}`,
  };
}

const remembered = (sessions: Readonly<Record<string, PastSession>>, now: number): Readonly<Record<string, Shown>> =>
  Object.fromEntries(Object.entries(sessions).filter(([, { ended }]) => !isForgotten(ended, now)));

const active = (sessions: Readonly<Record<string, ActiveSession>>): Readonly<Record<string, Shown>> =>
  Object.fromEntries(
    Object.entries(sessions).map(([id, { token, ...session }]) => [
      id,
      { ...session, status: token === undefined ? 'Connected' : 'Connecting' },
    ]),
  );

function timeOf(value: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new AwsError('InvalidFilterValue', `${value} is not a time.`);
  return time;
}
