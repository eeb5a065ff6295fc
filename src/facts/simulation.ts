import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { IAM } from '../aws/clients/iam.ts';

/** A request that IAM's own evaluator is asked about. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request besides those that IAM fills in itself. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** The context holds all tags that the resource has. */
  readonly tagsKnown?: boolean;
}

/**
 * IAM's answer. `denied`: no policy allows it. `bounded`: the permissions boundary does not, so that another permission
 * does not help. `forbidden`: a Deny matches. `unknown`: a policy of the organization decides, which the simulator does
 * not fully evaluate.
 */
export type Decision = 'allowed' | 'denied' | 'bounded' | 'forbidden' | 'unknown';

/**
 * A decision, and the condition keys on which it may depend because only a real request has them. As `simulate` answers, these
 * are all keys that the policies ask for and that IAM was not given.
 */
export interface Ruling {
  readonly decision: Decision;
  readonly keys: readonly string[];
}

/** Tells the condition keys that every request has besides its own context: the agent and the clients use HTTPS. */
export const requestKeys = (context: Asked['context']): Asked['context'] => ({
  'aws:SecureTransport': ['true'],
  'aws:PrincipalIsAWSService': ['false'],
  'aws:ViaAWSService': [String('kms:ViaService' in context)],
});

/**
 * Asks IAM what the policies of a role or user say, in one call for all requests: every action on every resource, under
 * the conditions of all together. Resource policies, including key policies, are not considered.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function simulate(client: IAM, principal: string, asked: readonly Asked[]): Promise<readonly Ruling[]> {
  if (asked.length === 0) return [];
  const rulings = new Map<string, Ruling>();
  const ResourceArns = [...new Set(asked.map(({ resource }) => resource))];
  const pages = client.paginateSimulatePrincipalPolicy(
    {
      PolicySourceArn: principal,
      ActionNames: [...new Set(asked.map(({ action }) => action))],
      ResourceArns,
      ContextEntries: contextEntries(asked),
    },
    { pageSize: 1000 },
  );
  for await (const page of pages) {
    for (const result of page.EvaluationResults ?? []) {
      for (const [resource, ruling] of rulingsOf(result, ResourceArns))
        rulings.set(`${result.EvalActionName} ${resource}`, ruling);
    }
  }
  return asked.map(({ action, resource }) => rulings.get(`${action} ${resource}`) ?? { decision: 'unknown', keys: [] });
}

/** Makes the context of several requests together; a key with several values is a list. */
function contextEntries(asked: readonly Asked[]): ContextEntry[] {
  const merged = new Map<string, Set<string>>();
  for (const { context } of asked) {
    for (const [key, values] of Object.entries({ ...requestKeys(context), ...context })) {
      const known = merged.get(key) ?? new Set();
      for (const value of values) known.add(value);
      merged.set(key, known);
    }
  }
  return [...merged].map(([ContextKeyName, values]) => ({
    ContextKeyName,
    ContextKeyValues: [...values],
    ContextKeyType: values.size > 1 || LISTS.has(ContextKeyName) ? 'stringList' : 'string',
  }));
}

/** The condition keys that always hold a list. */
const LISTS = new Set(['kms:ResourceAliases']);

// Each resource has its own result, unless only `*` was asked about: then the action as a whole has one, and the
// name beside it is a template.
function rulingsOf(
  result: EvaluationResult,
  asked: readonly string[],
): readonly (readonly [resource: string, ruling: Ruling])[] {
  const closed = result.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  const read = (decision: string | undefined, boundary = result.PermissionsBoundaryDecisionDetail): Decision => {
    if (decision === 'allowed') return 'allowed';
    if (closed) return 'unknown';
    if (decision === 'explicitDeny') return 'forbidden';
    return boundary?.AllowedByPermissionsBoundary === false ? 'bounded' : 'denied';
  };
  const keys = result.MissingContextValues ?? [];
  const specific = result.ResourceSpecificResults ?? [];
  if (specific.length > 0) {
    return specific.map(
      ({ EvalResourceName = '*', EvalResourceDecision, PermissionsBoundaryDecisionDetail, ...rest }) => [
        EvalResourceName,
        {
          decision: read(EvalResourceDecision, PermissionsBoundaryDecisionDetail),
          keys: [...new Set([...keys, ...(rest.MissingContextValues ?? [])])],
        },
      ],
    );
  }
  // Endpoints other than AWS, and AWS in earlier years, name each resource here instead.
  const named = result.EvalResourceName ?? '*';
  return (asked.includes(named) ? [named] : asked).map((resource) => [
    resource,
    { decision: read(result.EvalDecision), keys },
  ]);
}
