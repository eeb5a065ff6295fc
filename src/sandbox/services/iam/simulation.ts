import { decide, type Decision, type Policies, type Policy, type Verdict } from '../../iam/decision.ts';
import { identityStatements, keysOf } from '../../iam/identity-policy.ts';
import type { RequestContext } from '../../iam/policy-conditions.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import { reads } from '../operation.ts';
import { iamPage } from './answers.ts';
import { arnTemplate } from './arn-templates.ts';
import { checkPolicy } from './documents.ts';
import { principalContext, principalOf } from './principal.ts';
import { arn, paging, policyDocument } from './shapes.ts';
import { exclusions, policiesOf } from './simulated-policies.ts';

const TYPES = ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'] as const;
const contextEntries = list(
  structure({
    ContextKeyName: text({ min: 5, max: 256 }),
    ContextKeyValues: list(text()),
    ContextKeyType: oneOf(...TYPES.flatMap((type) => [type, `${type}List`] as const)),
  }),
);

export const simulationOperations = {
  /**
   * Tells whether the policies of an identity, its boundary and its organization allow these actions. Since 2026-07-30 AWS answers once per
   * action, with the most restrictive decision, and for each resource in ResourceSpecificResults; conditions of service control policies
   * count. The sandbox takes no resource policies, and for resources of other accounts evaluates only the identity's policies.
   * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
   */
  SimulatePrincipalPolicy: reads(
    structure({
      PolicySourceArn: required(arn),
      CallerArn: text({ min: 1, max: 2048 }),
      PolicyInputList: list(policyDocument),
      PermissionsBoundaryPolicyInputList: list(policyDocument, { max: 1 }),
      PolicyExclusionList: exclusions,
      ActionNames: required(list(text({ min: 3, max: 128 }))),
      ResourceArns: list(text({ min: 1, max: 2048 })),
      ContextEntries: contextEntries,
      ...paging,
    }),
    (context, input) => {
      const principal = principalOf(context, input.PolicySourceArn);
      const caller = input.CallerArn === undefined ? principal : principalOf(context, input.CallerArn);
      const [boundary] = given('PermissionsBoundaryPolicyInputList', input.PermissionsBoundaryPolicyInputList);
      const added = given('PolicyInputList', input.PolicyInputList);
      const excluded = input.PolicyExclusionList ?? [];
      const policies = policiesOf(context, principal, { excluded, added, boundary });
      const unknown = input.ActionNames.find((action) => !/^[^:\s]+:[^:\s]+$/.test(action));
      if (unknown !== undefined) throw new AwsError('InvalidInput', `Invalid action name: ${unknown}`);
      const known = new Map([...principalContext(context, caller), ...entriesOf(input.ContextEntries ?? [])]);
      const resources = input.ResourceArns?.length ? input.ResourceArns : ['*'];
      const actions = input.ActionNames.map((action, index) => ({ action, order: String(index).padStart(6, '0') }));
      const { items, more } = iamPage(actions, ({ order }) => order, input);
      return { EvaluationResults: items.map(({ action }) => resultOf(policies, action, resources, known)), ...more };
    },
  ),
};

/** Reads the policies that came with the request. */
function given(member: string, documents: readonly string[] = []): readonly Policy[] {
  return documents.map((document, index) => {
    try {
      checkPolicy(document);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError('InvalidInput', error.message, 400, { cause: error });
    }
    return { id: `${member}.${index + 1}`, document };
  });
}

function entriesOf(entries: NonNullable<(typeof contextEntries)['type']>): RequestContext {
  return new Map(
    entries.map(({ ContextKeyName: name = '', ContextKeyValues: values = [], ContextKeyType: type = 'string' }) => {
      if (!name.includes(':')) throw new AwsError('InvalidInput', `Invalid context key name: ${name}`);
      if (values.length > 1 && !type.endsWith('List')) {
        throw new AwsError('InvalidInput', `Context key ${name} of type ${type} takes one value.`);
      }
      return [name.toLowerCase(), values];
    }),
  );
}

function resultOf(policies: Policies, action: string, resources: readonly string[], known: RequestContext): object {
  const verdicts = resources.map((resource) => decide(policies, { action, resource, context: known }));
  const decision = strictest(verdicts);
  const missing = missingKeys(policies, known);
  const decisive = verdicts.filter((verdict) => verdict.decision === decision);
  const above = verdicts.map(({ allowedByOrganization }) => allowedByOrganization);
  const specific = resources.some((resource) => resource !== '*');
  return {
    EvalActionName: action,
    EvalResourceName: arnTemplate(resources[0] ?? '*'),
    EvalDecision: decision,
    MatchedStatements: statements(decisive.flatMap(({ sources }) => sources)),
    MissingContextValues: missing,
    OrganizationsDecisionDetail: above.includes(undefined)
      ? undefined
      : { AllowedByOrganizations: !above.includes(false) },
    PermissionsBoundaryDecisionDetail: boundaryDetail(verdicts),
    // Present, and empty, if the simulation is about resources of the same account and the organization did not decide it.
    EvalDecisionDetails: specific && !above.includes(false) ? new Map<string, Decision>() : undefined,
    ResourceSpecificResults: specific
      ? verdicts.map((verdict, index) => ({
          EvalResourceName: resources[index],
          EvalResourceDecision: verdict.decision,
          MatchedStatements: statements(verdict.sources),
          MissingContextValues: missing,
          PermissionsBoundaryDecisionDetail: boundaryDetail([verdict]),
        }))
      : undefined,
  };
}

function strictest(verdicts: readonly Verdict[]): Decision {
  const order: readonly Decision[] = ['explicitDeny', 'implicitDeny', 'allowed'];
  return order.find((decision) => verdicts.some((verdict) => verdict.decision === decision)) ?? 'implicitDeny';
}

/** Shows the sources of a decision: AWS calls every policy of an identity `IAM Policy`, whatever its model says. */
function statements(sources: readonly string[]): readonly object[] {
  return [...new Set(sources)].map((id) => ({ SourcePolicyId: id, SourcePolicyType: 'IAM Policy' }));
}

function boundaryDetail(verdicts: readonly Verdict[]): object | undefined {
  const allowed = verdicts.flatMap(({ allowedByBoundary }) =>
    allowedByBoundary === undefined ? [] : [allowedByBoundary],
  );
  return allowed.length === 0 ? undefined : { AllowedByPermissionsBoundary: !allowed.includes(false) };
}

/** Lists the keys that the identity's policies and its boundary use, for any action, and that the simulation was not given. */
function missingKeys({ identity, boundary }: Policies, known: RequestContext): readonly string[] {
  const wanted = [...identity, ...(boundary ? [boundary] : [])]
    .flatMap(({ document }) => identityStatements(document))
    .flatMap(keysOf);
  const missing = new Map<string, string>();
  for (const key of wanted) {
    const lower = key.toLowerCase();
    if (!known.has(lower) && !missing.has(lower)) missing.set(lower, key);
  }
  return [...missing.values()];
}
