import { plainPrincipal } from '../../names/account.ts';
import { matching } from '../../names/pattern.ts';

/** A policy document as AWS stores it; read leniently, since others may have written it. */
export interface Policy {
  readonly Version?: string;
  readonly Id?: string;
  /** Where it was found, if it is one of several that a role or user has: `inline policy sessions`, or its ARN. Not part of the document. */
  readonly origin?: string;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Principals;
  readonly NotPrincipal?: Principals;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

export type OneOrMore = string | readonly string[];
export type Principals = '*' | Readonly<Record<string, OneOrMore>>;

/** Reads a policy; undefined if it is none. A single statement may stand without a list. */
export function parsePolicy(text: string): Policy | undefined {
  try {
    const policy = JSON.parse(text) as { Statement?: Statement | readonly Statement[] };
    if (typeof policy !== 'object' || policy === null || !policy.Statement) return undefined;
    return {
      ...policy,
      Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement as Statement],
    };
  } catch {
    return undefined;
  }
}

/** Reads a policy as IAM answers it: percent-encoded (RFC 3986). Endpoints other than AWS may leave it plain. */
export function parseEncodedPolicy(text: string): Policy | undefined {
  if (!/^\s*%/.test(text)) return parsePolicy(text);
  try {
    return parsePolicy(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

export const values = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** Names a statement for those who look for it in its policy: `statement DenyUploads` by its Sid, or `statement 2` by its place. */
export function statementName({ Statement }: Policy, statement: Statement): string {
  const place = Statement.indexOf(statement) + 1;
  return `statement ${statement.Sid ?? place}`;
}

/** Tells whether two statements mean the same: the order and the single-value form of lists, and the Sid, do not matter. */
export const sameStatement = (one: Statement, other: Statement): boolean =>
  one.Effect === other.Effect && meaning(one) === meaning(other);

/** Tells whether two policies mean the same: the order of their statements does not matter either. */
export function samePolicy(one: Policy, other: Policy): boolean {
  const [first, second] = [one, other].map(({ Statement }) => new Set(Statement.map(meaning)));
  return (
    one.Version === other.Version &&
    first?.size === second?.size &&
    [...(first ?? [])].every((each) => second?.has(each))
  );
}

// Actions and condition keys have no case; resources, principals and most values have. An account is its id or the ARN of
// its root, and everybody is everybody of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function meaning(statement: Statement): string {
  const { Sid: _, Action, NotAction, Principal, NotPrincipal, Condition, ...rest } = statement;
  return JSON.stringify(
    normal({
      ...rest,
      ...(Action && { Action: values(Action).map((action) => action.toLowerCase()) }),
      ...(NotAction && { NotAction: values(NotAction).map((action) => action.toLowerCase()) }),
      ...(Principal && { Principal: plainPrincipals(Principal) }),
      ...(NotPrincipal && { NotPrincipal: plainPrincipals(NotPrincipal) }),
      ...(Condition && { Condition: plainCondition(Condition) }),
    }),
  );
}

function plainPrincipals(principals: Principals): Readonly<Record<string, readonly string[]>> {
  const byKind: Readonly<Record<string, OneOrMore>> = typeof principals === 'string' ? { AWS: principals } : principals;
  return Object.fromEntries(Object.entries(byKind).map(([kind, names]) => [kind, values(names).map(plainPrincipal)]));
}

/** The operators whose values are `true` or `false`, in any case. */
const LOGICAL = /(^|:)(Bool|Null)(IfExists)?$/;

const plainCondition = (condition: NonNullable<Statement['Condition']>): NonNullable<Statement['Condition']> =>
  Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys).map(([key, wanted]) => {
          // Some policies have booleans and numbers without quotes.
          const texts = [wanted].flat().map(String);
          return [key.toLowerCase(), LOGICAL.test(operator) ? texts.map((text) => text.toLowerCase()) : texts];
        }),
      ),
    ]),
  );

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map(String))].toSorted();
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => [key, normal(entry)] as const);
    return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? [String(value)] : value;
}

/** Tells whether a pattern with `*` and `?` covers a value; actions are compared without case. */
export function covers(pattern: string, value: string, ignoreCase = false): boolean {
  return ignoreCase ? matching(pattern.toLowerCase())(value.toLowerCase()) : matching(pattern)(value);
}
