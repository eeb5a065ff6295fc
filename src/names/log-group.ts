import type { Place } from '../aws/place.ts';

/** Writes the ARN of a log group without the `:*` that stands for its streams. */
export const logGroupArn = (place: Pick<Place, 'account' | 'region' | 'partition'>, name: string): string =>
  `arn:${place.partition.name}:logs:${place.region}:${place.account ?? ''}:log-group:${name}`;

/** Gives the name of a log group by any of its names: the name, or its ARN, with `:*` or without. A name has no colon. */
export const logGroupName = (group: string): string =>
  /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(group)?.[1] ?? group;
