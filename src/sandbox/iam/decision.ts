import { type IdentityRequest, type IdentityStatement, identityStatements, isAbout } from './identity-policy.ts';

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** A policy, with the name that IAM gives it. */
export interface Policy {
  readonly id: string;
  readonly document: string;
}

/** All policies that decide what an identity is allowed to do. */
export interface Policies {
  /** Its own and those attached to it. */
  readonly identity: readonly Policy[];
  /** The permissions boundary; undefined: there is none. */
  readonly boundary: Policy | undefined;
  /** The service control policies in effect; undefined: none can be. */
  readonly organization: readonly Policy[] | undefined;
}

/** The verdict on one request, with the ids of the policies whose statements made it. */
export interface Verdict {
  readonly decision: Decision;
  readonly sources: readonly string[];
  readonly allowedByOrganization: boolean | undefined;
  readonly allowedByBoundary: boolean | undefined;
}

/**
 * Decides as IAM does for a request within one account: a Deny in any policy counts, and identity, boundary and organization all have to
 * allow. If the organization does not, nothing else is evaluated.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide({ identity, boundary, organization }: Policies, request: IdentityRequest): Verdict {
  const above = organization && decideOne(withFullAccess(organization), request);
  if (above && above.decision !== 'allowed') {
    return { decision: above.decision, sources: [], allowedByOrganization: false, allowedByBoundary: undefined };
  }
  const own = decideOne(identity, request);
  const limit = boundary && decideOne([boundary], request);
  const marks = { allowedByOrganization: above && true, allowedByBoundary: limit && limit.decision === 'allowed' };
  if (own.decision === 'explicitDeny' || !limit || limit.decision === 'allowed') return { ...own, ...marks };
  return { decision: limit.decision, sources: [], ...marks };
}

function decideOne(
  policies: readonly Policy[],
  request: IdentityRequest,
): { readonly decision: Decision; readonly sources: readonly string[] } {
  const sources = (effect: IdentityStatement['effect']): readonly string[] =>
    policies.flatMap(({ id, document }) =>
      identityStatements(document)
        .filter((statement) => statement.effect === effect && isAbout(statement, request))
        .map(() => id),
    );
  const denials = sources('Deny');
  if (denials.length > 0) return { decision: 'explicitDeny', sources: denials };
  const permissions = sources('Allow');
  return { decision: permissions.length > 0 ? 'allowed' : 'implicitDeny', sources: permissions };
}

const FULL_ACCESS: Policy = {
  id: 'FullAWSAccess',
  document: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
};

/** Adds FullAWSAccess, which AWS attaches everywhere, unless policies that allow something replace it. */
function withFullAccess(policies: readonly Policy[]): readonly Policy[] {
  const listed = policies.some(({ document }) => identityStatements(document).some(({ effect }) => effect === 'Allow'));
  return listed ? policies : [...policies, FULL_ACCESS];
}
