import { matchesWildcard } from '../../iam/wildcard.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { bool, integer, list, type Shape, structure, text } from '../../protocols/shape.ts';
import type { Tags } from '../../state/tags.ts';
import { type Context, type Operation, reads } from '../operation.ts';
import { pageIn } from '../pages.ts';

const ids = list(text());

/** Members of the input of all Describe operations, under the names on the wire: `Filter.1.Value.1`, not `Filters`. */
export const describeMembers = {
  Filter: list(structure({ Name: text(), Value: list(text()) })),
  MaxResults: integer(),
  NextToken: text(),
  DryRun: bool(),
};

interface DescribeInput {
  readonly Filter?:
    | readonly { readonly Name?: string | undefined; readonly Value?: readonly string[] | undefined }[]
    | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly DryRun?: boolean | undefined;
}

/** One kind of thing that EC2 describes. */
export interface Kind<T> {
  /** The beginning of its ids. */
  readonly prefix: string;
  /** The name of an id in messages: `vpc ID`. */
  readonly noun: string;
  /** The error codes for an id that does not exist and for a malformed one. */
  readonly notFound: string;
  readonly malformed: string;
  /** The parameter for ids as the refusal of ids with MaxResults names it; absent: both can be given, and MaxResults can be anything. */
  readonly parameter?: string;
  /** The largest MaxResults. */
  readonly most: number;
  readonly all: (context: Context) => Readonly<Record<string, T>>;
  /** Gives a thing's tags; absent: things of this kind cannot have any. */
  readonly tags?: (thing: T) => Tags;
  /** The values of a thing that each filter is compared with. */
  readonly filters: Readonly<
    Record<string, (thing: T, id: string, context: Context) => string | boolean | undefined | readonly string[]>
  >;
  readonly show: (context: Context, id: string, thing: T) => object;
}

/** Makes the Describe operation of a kind: it takes ids as `member`, and answers with the things as `set`. */
export function describes<T>(
  kind: Kind<T>,
  member: string,
  set: string,
  more: Readonly<Record<string, Shape>> = {},
): Operation {
  const input: Shape<DescribeInput & Readonly<Record<string, unknown>>> = structure({
    ...describeMembers,
    ...more,
    [member]: ids,
  });
  return reads(input, (context, { [member]: wanted, ...rest }) => {
    const { items, next } = select(kind, context, wanted as readonly string[] | undefined, rest);
    return { [set]: items, nextToken: next };
  });
}

/** Gives one page of the things that these ids and filters select, as EC2 shows them. */
export function select<T>(
  kind: Kind<T>,
  context: Context,
  wanted: readonly string[] | undefined,
  input: DescribeInput,
): { readonly items: readonly object[]; readonly next: string | undefined } {
  const all = kind.all(context);
  const filters = (input.Filter ?? []).map(({ Name, Value }) => predicate(kind, context, Name, Value));
  checkPaging(kind, wanted, input);
  checkIds(kind, wanted ?? [], all);
  const values = (input.Filter ?? []).reduce((count, { Value }) => count + (Value?.length ?? 0), 0);
  if (values > 200) {
    throw new AwsError('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
  }
  if (input.DryRun) {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  const isWanted = (id: string, thing: T): boolean =>
    (!wanted?.length || wanted.includes(id)) && filters.every((matches) => matches(id, thing));
  const { items, next } = pageIn(all, isWanted, {
    limit: Math.min(input.MaxResults ?? Infinity, kind.most),
    token: input.NextToken,
    invalid: () => new AwsError('InvalidNextToken', 'The specified NextToken is not valid.'),
  });
  return { items: items.map(([id, thing]) => kind.show(context, id, thing)), next };
}

export function tagSet(tags: Tags): readonly object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Refuses the value of a parameter. */
export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

function predicate<T>(
  kind: Kind<T>,
  context: Context,
  name = 'null',
  values: readonly string[] = [],
): (id: string, thing: T) => boolean {
  const read = Object.hasOwn(kind.filters, name) ? kind.filters[name] : undefined;
  const [, key] = /^tag:(.+)$/s.exec(name) ?? [];
  const byTag = kind.tags !== undefined && (key !== undefined || name === 'tag-key');
  if (!read && !byTag) throw invalidValue(`The filter '${name}' is invalid`);
  if (values.length === 0) throw invalidValue(`The filter '${name}' has no values`);
  return (id, thing) => {
    const tags = kind.tags?.(thing) ?? {};
    const actual = read
      ? read(thing, id, context)
      : key === undefined
        ? Object.keys(tags)
        : Object.hasOwn(tags, key)
          ? tags[key]
          : undefined;
    const candidates = actual === undefined ? [] : [actual].flat().map(String);
    return candidates.some((candidate) => values.some((value) => matchesWildcard(value, candidate)));
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination */
function checkPaging<T>(
  kind: Kind<T>,
  wanted: readonly string[] | undefined,
  { MaxResults: most }: DescribeInput,
): void {
  if (kind.parameter === undefined || most === undefined) return;
  if (wanted?.length) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${kind.parameter} cannot be used with the parameter maxResults`,
    );
  }
  if (most < 5 || most > kind.most) {
    const bound = most < 5 ? 'greater than 5' : `less than ${kind.most}`;
    throw invalidValue(`Value ( ${most} ) for parameter maxResults is invalid. Expecting a value ${bound}.`);
  }
}

function checkIds<T>(kind: Kind<T>, wanted: readonly string[], all: Readonly<Record<string, T>>): void {
  const malformed = wanted.find((id) => !id.startsWith(`${kind.prefix}-`));
  if (malformed !== undefined) {
    throw new AwsError(kind.malformed, `Invalid id: "${malformed}" (expecting "${kind.prefix}-...")`);
  }
  const unknown = wanted.filter((id) => !Object.hasOwn(all, id));
  if (unknown.length === 0) return;
  const [plural, verb] = unknown.length > 1 ? ['s', 'do'] : ['', 'does'];
  throw new AwsError(kind.notFound, `The ${kind.noun}${plural} '${unknown.join(', ')}' ${verb} not exist`);
}
