import type { Policy } from './policy.ts';
import { principals } from './statement-match.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/** Lists every principal of a policy that is an identity or an account, each once. */
export function namedPrincipals(policy: Policy): readonly string[] {
  const named = policy.Statement.flatMap(({ Principal, NotPrincipal }) => [
    ...principals(Principal, 'AWS'),
    ...principals(NotPrincipal, 'AWS'),
  ]);
  return [...new Set(named)];
}

/**
 * Lists the users and roles of a policy that have been deleted: AWS shows their unique ids (`AIDA…`, `AROA…`) in place of
 * their ARNs, and takes no key policy with such a principal.
 * https://repost.aws/knowledge-center/kms-policy-error-invalid-principals
 */
export const deletedPrincipals = (policy: Policy | undefined): readonly string[] =>
  policy ? namedPrincipals(policy).filter((name) => UNIQUE_ID.test(name)) : [];
