import { covers, type Statement } from './policy.ts';
import { allOf, anyOf, coversArn, not, type Answer, yesOrNo } from './statement-match.ts';

/** The values of a condition key in a request; `absent`: it has none; `unknown`: that depends on the request. */
export type KeyValues = readonly string[] | 'absent' | 'unknown';

/** Looks up a condition key, in lower case, since the case of keys does not matter. */
export type Context = (key: string) => KeyValues;

/**
 * Tells whether the condition of a statement holds. Operators for dates and addresses, and policy variables, are not
 * evaluated: `unknown`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function conditionHolds(condition: Statement['Condition'], context: Context): Answer {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) =>
      // Some policies have booleans and numbers without quotes.
      holds(operator, [wanted].flat().map(String), context(key.toLowerCase())),
    ),
  );
  return allOf(tests);
}

type Compare = (pattern: string, value: string) => Answer;

const lower =
  (compare: (pattern: string, value: string) => boolean): Compare =>
  (pattern, value) =>
    yesOrNo(compare(pattern.toLowerCase(), value.toLowerCase()));

const number =
  (compare: (bound: number, value: number) => boolean): Compare =>
  (pattern, value) => {
    const [bound, actual] = [Number(pattern), Number(value)];
    return Number.isNaN(bound) || Number.isNaN(actual) ? 'unknown' : yesOrNo(compare(bound, actual));
  };

const equal: Compare = (pattern, value) => yesOrNo(pattern === value);

/** The operators, without the `Not` that negates some of them. */
const OPERATORS: Readonly<Partial<Record<string, Compare>>> = {
  ArnEquals: coversArn,
  ArnLike: coversArn,
  Bool: lower((pattern, value) => pattern === value),
  NumericEquals: number((bound, value) => value === bound),
  NumericGreaterThan: number((bound, value) => value > bound),
  NumericGreaterThanEquals: number((bound, value) => value >= bound),
  NumericLessThan: number((bound, value) => value < bound),
  NumericLessThanEquals: number((bound, value) => value <= bound),
  StringEquals: equal,
  StringEqualsIgnoreCase: lower((pattern, value) => pattern === value),
  StringLike: (pattern, value) => yesOrNo(covers(pattern, value)),
};

function holds(operator: string, wanted: readonly string[], actual: KeyValues): Answer {
  const [, quantifier, name = '', optional] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (actual === 'unknown') return 'unknown';
  if (name === 'Null')
    return anyOf(wanted.map((value) => yesOrNo((value.toLowerCase() === 'true') === (actual === 'absent'))));
  const negated = /^(Arn|Numeric|String)Not/.test(name);
  const compare = OPERATORS[name.replace('Not', '')];
  if (!compare || wanted.some((pattern) => pattern.includes('${'))) return 'unknown';
  const fits = (value: string): Answer => {
    const found = anyOf(wanted.map((pattern) => compare(pattern, value)));
    return negated ? not(found) : found;
  };
  if (actual === 'absent') {
    // Which of the two wins is not documented.
    if (optional && quantifier === 'ForAnyValue') return 'unknown';
    if (optional || quantifier === 'ForAllValues') return 'yes';
    return yesOrNo(negated && quantifier !== 'ForAnyValue');
  }
  if (quantifier === 'ForAllValues') return allOf(actual.map(fits));
  if (quantifier === 'ForAnyValue') return anyOf(actual.map(fits));
  // AWS does not document what several values mean where the operator takes one.
  return actual.length === 1 ? fits(actual[0] ?? '') : 'unknown';
}
