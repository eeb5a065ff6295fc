import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { ActiveSession, PastSession } from '../../state/ssm.ts';
import { reads } from '../operation.ts';
import { pageIn } from '../pages.ts';
import { seconds } from '../times.ts';

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
} as const satisfies Readonly<Record<string, Test>>;

const filterKey = oneOf(...(Object.keys(FILTERS) as (keyof typeof FILTERS)[]));

export const sessionOperations = {
  DescribeSessions: reads(
    structure({
      State: required(oneOf('Active', 'History')),
      MaxResults: integer({ min: 1, max: 200 }),
      NextToken: text(),
      Filters: list(structure({ key: required(filterKey), value: required(text({ min: 1, max: 400 })) }), {
        min: 1,
        max: 6,
      }),
    }),
    ({ here }, { State: state, Filters: filters = [], MaxResults: limit = 10, NextToken: token }) => {
      const all: Readonly<Record<string, Shown>> =
        state === 'History' ? (here.pastSessions ?? {}) : active(here.activeSessions ?? {});
      const isWanted = (id: string, session: Shown): boolean =>
        filters.every(({ key, value }) => FILTERS[key](id, session, value));
      const { items, next } = pageIn(all, isWanted, {
        limit,
        token,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return {
        Sessions: items.map(([id, { target, owner, started, ended, status, document, reason }]) => ({
          SessionId: id,
          Target: target,
          Owner: owner,
          Status: status,
          StartDate: seconds(started),
          EndDate: ended && seconds(ended),
          DocumentName: document,
          Reason: reason,
        })),
        NextToken: next,
      };
    },
  ),
};

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
