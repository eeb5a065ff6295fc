import type { Policies, Policy } from '../../iam/decision.ts';
import { matchesWildcard } from '../../iam/wildcard.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { Identity } from '../../state/iam.ts';
import type { Context } from '../operation.ts';
import { groupsOfUser, iamOf, SERVICE_PATH } from './account.ts';
import { isAwsPolicy, managedAt, policyNameOf } from './managed.ts';
import type { Principal } from './principal.ts';
import { arn, policyName } from './shapes.ts';

/** The policies to leave out: by kind, by ARN, or inline ones by name. */
export const exclusions = list(
  structure({
    PolicyType: oneOf('inline', 'aws-managed', 'user-managed', 'permission-boundary', 'scp', 'rcp'),
    PolicyArn: arn,
    InlinePolicyIdentifier: structure({
      PolicyName: required(policyName),
      AttachmentType: required(oneOf('user', 'group', 'role')),
      AttachmentName: required(text({ min: 1, max: 128 })),
    }),
  }),
  { max: 256 },
);
type Exclusions = NonNullable<(typeof exclusions)['type']>;

/** Gathers all policies that decide what this principal is allowed to do, except those excluded. */
export function policiesOf(
  context: Context,
  { kind, name, identity }: Principal,
  {
    excluded,
    added,
    boundary,
  }: {
    readonly excluded: Exclusions;
    /** Policies that count in addition. */
    readonly added: readonly Policy[];
    /** A policy in place of the permissions boundary. */
    readonly boundary: Policy | undefined;
  },
): Policies {
  for (const exclusion of excluded) {
    if (Object.keys(exclusion).length !== 1) throw new AwsError('InvalidInput', 'Invalid policy identifier.');
  }
  const skipped = (type: NonNullable<Exclusions[number]['PolicyType']>): boolean =>
    excluded.some((exclusion) => exclusion.PolicyType === type);
  // A user has the policies of its groups, too.
  const owners = [
    { kind, name, has: identity as Pick<Identity, 'inline' | 'attached'> },
    ...(kind === 'user' ? groupsOfUser(context, name) : []).map(([group, has]) => ({
      kind: 'group',
      name: group,
      has,
    })),
  ];
  const inline = owners.flatMap((owner) =>
    Object.entries(owner.has.inline)
      .filter(
        ([policy]) =>
          !skipped('inline') &&
          !excluded.some(
            ({ InlinePolicyIdentifier: one }) =>
              one?.PolicyName === policy &&
              one.AttachmentType === owner.kind &&
              matchesWildcard(one.AttachmentName, owner.name),
          ),
      )
      .map(([policy, document]) => ({ id: `${owner.kind}_${owner.name}_${policy}`, document })),
  );
  const attached = [...new Set(owners.flatMap(({ has }) => has.attached))].filter(
    (policy) =>
      !skipped(isAwsPolicy(policy) ? 'aws-managed' : 'user-managed') &&
      !excluded.some(({ PolicyArn: pattern }) => pattern !== undefined && matchesWildcard(pattern, policy)),
  );
  return {
    identity: [...inline, ...attached.map((policy) => managed(context, policy)), ...added],
    boundary: boundary ?? (skipped('permission-boundary') ? undefined : attachedBoundary(context, identity)),
    // Service control policies do not apply to a service's own roles.
    organization: skipped('scp') || identity.path.startsWith(SERVICE_PATH) ? undefined : servicePolicies(context),
  };
}

/** Gives the service control policies in effect, which the state lists; undefined: the account is in no organization. */
function servicePolicies(context: Context): readonly Policy[] | undefined {
  const { servicePolicies: documents } = iamOf(context);
  const isMember = context.state.organization?.accounts.some(({ id }) => id === context.account) === true;
  if (!isMember && documents.length === 0) return undefined;
  return documents.map((document, index) => ({ id: `p-${index + 1}`, document }));
}

function attachedBoundary(context: Context, { boundary }: Identity): Policy | undefined {
  return boundary === undefined ? undefined : managed(context, boundary);
}

/** Gives a managed policy in its default version; one that does not exist has no statements. */
function managed(context: Context, policyArn: string): Policy {
  const policy = managedAt(context, policyArn);
  const version = policy?.versions.find((candidate) => candidate.version === policy.defaultVersion);
  return { id: policyNameOf(policyArn), document: version?.document ?? '' };
}
