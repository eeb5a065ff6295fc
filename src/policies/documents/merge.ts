import { oneOrMore } from './allow.ts';
import { type OneOrMore, type Statement, values } from '../reading/policy.ts';

/**
 * Makes statements that grant what both lists grant: those of the same Sid become one, with the values of both. What a
 * statement grants in one place must not be lost when another place is added.
 */
export function mergedStatements(there: readonly Statement[], more: readonly Statement[]): readonly Statement[] {
  const merged = there.map((statement) => {
    const addition = more.find((other) => hasSameSid(statement, other));
    return addition ? union(statement, addition) : statement;
  });
  return [...merged, ...more.filter((other) => !there.some((statement) => hasSameSid(statement, other)))];
}

const hasSameSid = (one: Statement, other: Statement): boolean => one.Sid !== undefined && one.Sid === other.Sid;

function union(one: Statement, other: Statement): Statement {
  const operators = new Set([...Object.keys(one.Condition ?? {}), ...Object.keys(other.Condition ?? {})]);
  const condition = [...operators].map((operator) => {
    const [first, second] = [one.Condition?.[operator] ?? {}, other.Condition?.[operator] ?? {}];
    // Condition keys have no case.
    const keys = new Map([...Object.keys(second), ...Object.keys(first)].map((key) => [key.toLowerCase(), key]));
    const of = (entry: typeof first, wanted: string): OneOrMore | undefined =>
      Object.entries(entry).find(([key]) => key.toLowerCase() === wanted)?.[1];
    const merged = [...keys].map(([lower, key]) => [key, both(of(first, lower), of(second, lower))] as const);
    return [operator, Object.fromEntries(merged)] as const;
  });
  return {
    ...one,
    ...(one.Action && { Action: both(one.Action, other.Action) }),
    ...(one.Resource && { Resource: both(one.Resource, other.Resource) }),
    ...(condition.length > 0 && { Condition: Object.fromEntries(condition) }),
  };
}

const both = (one: OneOrMore | undefined, other: OneOrMore | undefined): OneOrMore =>
  oneOrMore([...values(one), ...values(other)]);
