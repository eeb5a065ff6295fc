import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { PastSession } from '../../state/ssm.ts';
import { reads } from '../operation.ts';
import { pageIn } from '../pages.ts';
import { seconds } from '../times.ts';

type Test = (id: string, session: PastSession, value: string) => boolean;

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
  // No session is active in the sandbox.
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
      const past = state === 'History' ? (here.pastSessions ?? {}) : {};
      const isWanted = (id: string, session: PastSession): boolean =>
        filters.every(({ key, value }) => FILTERS[key](id, session, value));
      const { items, next } = pageIn(past, isWanted, {
        limit,
        token,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return {
        Sessions: items.map(([id, { target, owner, started, ended, status }]) => ({
          SessionId: id,
          Target: target,
          Owner: owner,
          Status: status,
          StartDate: seconds(started),
          EndDate: seconds(ended),
        })),
        NextToken: next,
      };
    },
  ),
};

function timeOf(value: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new AwsError('InvalidFilterValue', `${value} is not a time.`);
  return time;
}
