import { UserError } from '../errors.ts';
import { GRANT } from '../resources/role-grant.ts';
import { invalid } from '../inputs/values.ts';
import { documentFor, type PolicyRequest } from '../policies/documents/document.ts';
import type { Policy } from '../policies/reading/policy.ts';
import type { Scope } from '../targets/scope.ts';
import { examplePlace } from './policy-place.ts';

/** Checks the name of a new policy, and that IAM takes the policy: CreatePolicy in its service model, and its quotas. */
export function policyName(name: string, request: PolicyRequest, scope: Scope): string {
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    throw invalid('--create', name, 'a policy name holds letters, digits and _ + = , . @ - (at most 128)');
  }
  // IAM does not tell names apart by capitals.
  if (name.toLowerCase() === GRANT) {
    throw invalid('--create', name, 'setup --grant keeps its own policy by that name: choose another one');
  }
  const problem = lengthProblem(request, documentFor(request, examplePlace(scope)));
  if (problem === undefined) return name;
  throw new UserError('invalid-value', `--create ${name}: ${problem}`);
}

/**
 * Says that a managed policy cannot be so long, and what to do; undefined where it can. White space does not count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function lengthProblem({ kind }: PolicyRequest, document: Policy): string | undefined {
  const size = JSON.stringify(document).length;
  if (size <= 6144 || kind === 'key' || kind === 'vpc-endpoint') return undefined;
  const parts = kind === 'operator' ? '; make several, each with a part of --for' : '';
  return `the policy has ${size} characters, and IAM takes 6144 at most${parts}`;
}
