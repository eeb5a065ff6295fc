// What statements allow, worked out for tests: the parts of IAM's evaluation that the policies of this tool make use of.
import { conditionHolds } from '../../src/policies/reading/condition-match.ts';
import { covers, type Statement, values } from '../../src/policies/reading/policy.ts';
import { coversAction } from '../../src/policies/reading/statement-match.ts';

export interface AskedFor {
  readonly action: string;
  readonly resource: string;
  /** Keys that are not here are absent from the request. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
  /** The values of policy variables: `aws:userid`. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Tells whether one of these statements allows it, and none denies it. */
export function isGranted(statements: readonly Statement[], asked: AskedFor): boolean {
  const hits = statements.filter((statement) => applies(statement, asked));
  return hits.some(({ Effect }) => Effect === 'Allow') && !hits.some(({ Effect }) => Effect === 'Deny');
}

function applies(statement: Statement, { action, resource, context = {}, variables = {} }: AskedFor): boolean {
  const text = JSON.stringify(statement).replaceAll(
    /\$\{([\w:]+)\}/g,
    (whole, name: string) => variables[name] ?? whole,
  );
  const { Resource, Condition, ...rest } = JSON.parse(text) as Statement;
  const known = Object.fromEntries(Object.entries(context).map(([key, found]) => [key.toLowerCase(), found]));
  return (
    coversAction(rest, action) &&
    values(Resource).some((pattern) => covers(pattern, resource)) &&
    conditionHolds(Condition, (key) => known[key] ?? 'absent') === 'yes'
  );
}
