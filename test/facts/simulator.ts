// IAM's simulator, as far as its answers matter: who asks decides, permission by permission.
import type { SimulatePrincipalPolicyRequest, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import type { Decision } from '../../src/facts/simulation.ts';

/** Condition keys of a request, with their values. */
export type Context = Readonly<Record<string, readonly string[]>>;

/** Answers as AWS does: a result for each action, and one in it for each resource unless all of them are `*`; `missing` are keys. */
export const simulator =
  (decide: (action: string, resource: string, context: Context) => Decision, missing: readonly string[] = []) =>
  (asked: SimulatePrincipalPolicyRequest): SimulatePolicyResponse => {
    const context = contextOf(asked);
    const pairs = (asked.ActionNames ?? []).flatMap((action) =>
      (asked.ResourceArns ?? []).map((resource) => ({ action, resource, decision: decide(action, resource, context) })),
    );
    return {
      EvaluationResults: pairs.map(({ action, resource, decision }) => {
        const word = decision === 'allowed' ? 'allowed' : decision === 'forbidden' ? 'explicitDeny' : 'implicitDeny';
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: word,
          MissingContextValues: [...missing],
          ...(asked.ResourceArns?.some((arn) => arn !== '*') && {
            ResourceSpecificResults: [
              {
                EvalResourceName: resource,
                EvalResourceDecision: word,
                ...(decision === 'bounded' && {
                  PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
                }),
              },
            ],
          }),
          ...(decision === 'bounded' && { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } }),
          ...(decision === 'unknown' && { OrganizationsDecisionDetail: { AllowedByOrganizations: false } }),
        };
      }),
    };
  };

export const contextOf = ({ ContextEntries = [] }: Partial<SimulatePrincipalPolicyRequest>): Context =>
  Object.fromEntries(
    ContextEntries.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [ContextKeyName, ContextKeyValues]),
  );
