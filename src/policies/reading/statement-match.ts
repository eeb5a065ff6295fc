import { covers, type Principals, type Statement, values } from './policy.ts';

/** An answer without evaluating a request: `unknown` where something decides that is not evaluated here. */
export type Answer = 'yes' | 'no' | 'unknown';

export const yesOrNo = (fits: boolean): Answer => (fits ? 'yes' : 'no');

export const not = (answer: Answer): Answer => (answer === 'unknown' ? answer : yesOrNo(answer === 'no'));

export const allOf = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';

export const anyOf = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';

/** Lists the principals of one kind; everybody, `*`, is of every kind. */
export const principals = (principal: Principals | undefined, kind: string): readonly string[] =>
  principal === undefined ? [] : typeof principal === 'string' ? [principal] : values(principal[kind]);

/** Tells whether a statement is about an action, by what it names or by what it excludes. */
export function coversAction({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction) return !values(NotAction).some((pattern) => covers(pattern, action, true));
  return values(Action).some((pattern) => covers(pattern, action, true));
}

/**
 * Tells whether a pattern covers an ARN. Each of the six parts is compared by itself: no wildcard crosses a colon. `unknown` for a text that is no ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function coversArn(pattern: string, arn: string): Answer {
  const [patterns, parts] = [pattern, arn].map((text) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text));
  if (!patterns || !parts) return 'unknown';
  return yesOrNo(patterns.slice(1).every((part, index) => covers(part, parts[index + 1] ?? '')));
}
