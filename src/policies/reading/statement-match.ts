import { covers, type Principals, type Statement, values } from './policy.ts';

/** What can be said about a statement without evaluating a request: `unknown` where something decides that we do not read. */
export type Verdict = 'yes' | 'no' | 'unknown';

export const verdict = (fits: boolean): Verdict => (fits ? 'yes' : 'no');

export const not = (answer: Verdict): Verdict => (answer === 'unknown' ? answer : verdict(answer === 'no'));

export const allOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('no') ? 'no' : verdicts.includes('unknown') ? 'unknown' : 'yes';

export const anyOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('yes') ? 'yes' : verdicts.includes('unknown') ? 'unknown' : 'no';

/** The principals of one kind; everybody, `*`, is of every kind. */
export const principals = (principal: Principals | undefined, kind: string): readonly string[] =>
  principal === undefined ? [] : typeof principal === 'string' ? [principal] : values(principal[kind]);

/** Whether a statement is about an action, be it by what it names or by what it leaves out. */
export function coversAction({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction) return !values(NotAction).some((pattern) => covers(pattern, action, true));
  return values(Action).some((pattern) => covers(pattern, action, true));
}

/**
 * Each of the six parts of an ARN is compared by itself: no wildcard reaches over a colon. `unknown` for what is no ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function coversArn(pattern: string, arn: string): Verdict {
  const [patterns, parts] = [pattern, arn].map((text) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text));
  if (!patterns || !parts) return 'unknown';
  return verdict(patterns.slice(1).every((part, index) => covers(part, parts[index + 1] ?? '')));
}
