import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesText, plainText } from './policy-patterns.ts';
import { expand, type Piece } from './policy-variables.ts';

/** One line of a Condition element. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The condition keys of a request, in lower case, with their values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** Tells whether a value of a policy and one of the request match. */
type Comparison = (wanted: readonly Piece[], actual: string) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>(
  Object.entries({
    stringequals: (wanted, actual) => plainText(wanted) === actual,
    stringequalsignorecase: (wanted, actual) => plainText(wanted).toLowerCase() === actual.toLowerCase(),
    stringlike: matchesText,
    arnequals: matchesArn,
    arnlike: matchesArn,
    binaryequals: (wanted, actual) => plainText(wanted) === actual,
    bool: (wanted, actual) => plainText(wanted).toLowerCase() === actual.toLowerCase(),
    ipaddress: (wanted, actual) => isWithin(plainText(wanted), actual),
    ...ordered('numeric', (text) => (text.trim() === '' ? Number.NaN : Number(text))),
    ...ordered('date', dateOf),
  }),
);

/** The operators that `StringNotEquals` and the like negate. */
const NEGATED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stringnotequals: 'stringequals',
    stringnotequalsignorecase: 'stringequalsignorecase',
    stringnotlike: 'stringlike',
    arnnotequals: 'arnequals',
    arnnotlike: 'arnlike',
    notipaddress: 'ipaddress',
    numericnotequals: 'numericequals',
    datenotequals: 'dateequals',
  }),
);

/** Tells whether IAM has such an operator. */
export function isOperator(operator: string): boolean {
  const { name } = parts(operator);
  return name === 'null' || COMPARISONS.has(name) || NEGATED.has(name);
}

/**
 * Tells whether a condition is met. `variables`: the policy is of a version that has variables. A key that the request lacks meets negated
 * conditions, IfExists and ForAllValues, and no other.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function holds(condition: Condition, context: RequestContext, variables: boolean): boolean {
  const { set, name, ifExists } = parts(condition.operator);
  const present = context.get(condition.key.toLowerCase()) ?? [];
  if (name === 'null')
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (present.length === 0));
  const base = NEGATED.get(name);
  const compare = COMPARISONS.get(base ?? name);
  if (!compare) return false;
  // The two set operators ignore empty texts.
  const actual = set === undefined ? present : present.filter((value) => value !== '');
  if (actual.length === 0) return ifExists || set === 'forallvalues' || (set === undefined && base !== undefined);
  const wanted = condition.values.flatMap((value) => {
    const pieces = variables ? expand(value, (key) => singleValue(context, key)) : [{ pattern: value }];
    return pieces ? [pieces] : [];
  });
  const meets = (value: string): boolean => wanted.some((pieces) => compare(pieces, value)) === (base === undefined);
  return set === 'forallvalues' || (set === undefined && base !== undefined) ? actual.every(meets) : actual.some(meets);
}

/** Gives the value of a variable's key, if it is a single one. */
export function singleValue(context: RequestContext, key: string): string | undefined {
  const values = context.get(key.toLowerCase()) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

function parts(operator: string): {
  readonly set: string | undefined;
  readonly name: string;
  readonly ifExists: boolean;
} {
  const [, set, name = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(\w+?)(ifexists)?$/.exec(operator.toLowerCase()) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
}

/** Makes the five comparisons of ordered values; one that cannot be parsed is not equal, not less and not greater. */
function ordered(name: string, read: (text: string) => number): Record<string, Comparison> {
  const comparison =
    (test: (actual: number, wanted: number) => boolean): Comparison =>
    (wanted, actual) =>
      test(read(actual), read(plainText(wanted)));
  return {
    [`${name}equals`]: comparison((actual, wanted) => actual === wanted),
    [`${name}lessthan`]: comparison((actual, wanted) => actual < wanted),
    [`${name}lessthanequals`]: comparison((actual, wanted) => actual <= wanted),
    [`${name}greaterthan`]: comparison((actual, wanted) => actual > wanted),
    [`${name}greaterthanequals`]: comparison((actual, wanted) => actual >= wanted),
  };
}

/** Reads a date, which is ISO 8601 or seconds since the epoch, as milliseconds. */
function dateOf(text: string): number {
  return /^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** Tells whether an IP address is in a range (`203.0.113.0/24`), or equals an address. */
function isWithin(range: string, address: string): boolean {
  const [network = '', prefix] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(address) === 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
  return isIP(address) === family && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
