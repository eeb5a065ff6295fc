import type { Endpoint } from '../../facts/network.ts';
import { accountOf, isAccount } from '../../names/account.ts';
import { roleName } from '../../names/role.ts';
import { conditionHolds, type Context, type KeyValues } from '../../policies/reading/condition-match.ts';
import { covers, parsePolicy, type Policy, type Statement, values } from '../../policies/reading/policy.ts';
import { principalTag } from '../../policies/reading/principal-tags.ts';
import { type Requester, whoIsNamed } from '../../policies/reading/requester.ts';
import {
  allOf,
  anyOf,
  coversAction,
  coversArn,
  not,
  principals,
  type Answer,
} from '../../policies/reading/statement-match.ts';
import type { Target } from '../../targets/target.ts';
import type { Host } from './site.ts';

/** Requests that nodes send through an endpoint, for one thing. */
export interface Use {
  readonly actions: readonly string[];
  /** An ARN; absent: resources of many kinds, which only `*` covers. */
  readonly resource?: string;
  /** What to name in a policy for it, where that is not the resource itself. */
  readonly patterns?: readonly string[];
  /** True if nodes that are online and connected do not show that it works. */
  readonly unproven?: true;
}

/** Lists all actions of some uses. */
export const actionsOf = (uses: readonly Use[]): readonly string[] => uses.flatMap(({ actions }) => actions);

type Place = Pick<Target, 'account' | 'region' | 'partition'>;

/** A node that sends requests; absent members are not known. */
export type Sender = Pick<Host, 'role' | 'organization'> & { readonly instance?: Pick<Host['instance'], 'id'> };

/** What the policy of an endpoint says of one action. */
interface Ruling {
  readonly answer: Answer;
  /** The statements that certainly deny it. */
  readonly denying: readonly Statement[];
}

/**
 * Tells whether the policy of an endpoint lets a node do what nodes do. No policy allows everything. `unknown` if that
 * depends on what is not known of the node, or on conditions that only a request can decide.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function policyAdmits(
  endpoint: Endpoint,
  { actions, resource }: Use,
  place: Place,
  sender: Sender = {},
): Answer {
  const policy = policyOf(endpoint);
  if (!policy) return endpoint.policy === undefined ? 'yes' : 'unknown';
  return allOf(actions.map((action) => rulingOn(policy, endpoint, { action, resource }, place, sender).answer));
}

/** Reads the policy of an endpoint; undefined where it has none, or none that can be read. */
export const policyOf = ({ policy }: Endpoint): Policy | undefined =>
  policy === undefined ? undefined : parsePolicy(policy);

/** Finds what the policy of an endpoint does not certainly allow a node: the uses with only these actions, and the statements that deny them. */
export function refusedBy(
  endpoint: Endpoint,
  uses: readonly Use[],
  place: Place,
  sender: Sender,
): { readonly uses: readonly Use[]; readonly denying: readonly Statement[] } {
  const policy = policyOf(endpoint);
  if (!policy) return { uses: [], denying: [] };
  const denying = new Set<Statement>();
  const refused = uses.map((use) => ({
    ...use,
    actions: use.actions.filter((action) => {
      const ruling = rulingOn(policy, endpoint, { action, resource: use.resource }, place, sender);
      for (const statement of ruling.denying) denying.add(statement);
      return ruling.answer !== 'yes';
    }),
  }));
  return { uses: refused.filter(({ actions }) => actions.length > 0), denying: [...denying] };
}

function rulingOn(
  policy: Policy,
  endpoint: Endpoint,
  { action, resource }: { readonly action: string; readonly resource: string | undefined },
  place: Place,
  sender: Sender,
): Ruling {
  const context = contextOf(endpoint, action, resource, place, sender);
  const about = policy.Statement.filter((statement) => coversAction(statement, action)).map((statement) => ({
    statement,
    applies: allOf([
      isFor(statement, endpoint, place, sender),
      isOn(statement, resource),
      conditionHolds(statement.Condition, context),
    ]),
  }));
  const fits = (effect: Statement['Effect']): Answer =>
    anyOf(about.filter(({ statement }) => statement.Effect === effect).map(({ applies }) => applies));
  return {
    answer: allOf([fits('Allow'), not(fits('Deny'))]),
    denying: about
      .filter(({ statement, applies }) => statement.Effect === 'Deny' && applies === 'yes')
      .map(({ statement }) => statement),
  };
}

// The condition keys that are the same for every request of this node through this endpoint:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
function contextOf(
  { id, vpc }: Endpoint,
  action: string,
  resource: string | undefined,
  { account, region, partition }: Place,
  { role, instance, organization }: Sender,
): Context {
  // Of a bucket it is not known. Of what has no account in its ARN, AWS does not say what the key is.
  const owner = /^arn:[^:]+:(?:kms|logs):[^:]*:(\d{12}):/.exec(resource ?? '')?.[1];
  const known: Readonly<Partial<Record<string, KeyValues>>> = {
    'aws:multifactorauthpresent': 'absent',
    'aws:principalaccount': [account],
    'aws:principalisawsservice': ['false'],
    'aws:principaltype': ['AssumedRole'],
    'aws:requestedregion': [region],
    'aws:securetransport': ['true'],
    'aws:sourceaccount': 'absent',
    'aws:sourcearn': 'absent',
    'aws:sourcevpc': [vpc],
    'aws:sourcevpcarn': [`arn:${partition.name}:ec2:${region}:${account}:vpc/${vpc}`],
    'aws:sourcevpce': [id],
    'aws:viaawsservice': ['false'],
    ...organization,
    ...(role && { 'aws:principalarn': [role.arn] }),
    ...(role?.id !== undefined && instance && { 'aws:userid': [`${role.id}:${instance.id}`] }),
    ...(owner !== undefined && { 'aws:resourceaccount': [owner] }),
    ...(action.startsWith('kms:') && { 'kms:calleraccount': [account], 'kms:viaservice': 'absent' }),
  };
  return (key) => known[key] ?? principalTag(role?.tags, key);
}

function isFor(statement: Statement, endpoint: Endpoint, place: Place, { role, instance }: Sender): Answer {
  const { Principal, NotPrincipal } = statement;
  const { account, partition } = place;
  const named = principals(Principal, 'AWS');
  if (NotPrincipal === undefined && named.includes('*')) return 'yes';
  const ofAccount = named.some((principal) => isAccount(principal, account, partition.name));
  if (endpoint.type === 'Gateway') {
    // There, an account stands for its root user alone: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway
    const others = named.filter((principal) => !isAccount(principal, account, partition.name));
    return NotPrincipal === undefined && others.every((principal) => accountOf(principal) !== account)
      ? 'no'
      : 'unknown';
  }
  if (NotPrincipal === undefined && ofAccount) return 'yes';
  if (!role) {
    // A role of this account may be the role of the nodes.
    const own = named.some((principal) => accountOf(principal) === account || accountOf(principal) === undefined);
    return NotPrincipal !== undefined || own ? 'unknown' : 'no';
  }
  const requester: Requester = {
    partition: partition.name,
    account,
    role: roleName(role.arn),
    arn: role.arn,
    ...(instance && {
      session: `arn:${partition.name}:sts::${account}:assumed-role/${roleName(role.arn)}/${instance.id}`,
    }),
  };
  const { fits } = whoIsNamed(statement, requester);
  // AWS shows a principal by its unique id once it has been deleted, and takes that of a role.
  return fits === 'no' && role.id !== undefined && named.includes(role.id) ? 'yes' : fits;
}

function isOn({ Resource, NotResource }: Statement, resource: string | undefined): Answer {
  const [patterns, left] = [values(Resource), values(NotResource)];
  if (patterns.includes('*') || (patterns.length === 0 && left.length === 0)) return 'yes';
  if (resource === undefined || [...patterns, ...left].some((pattern) => pattern.includes('${'))) return 'unknown';
  const about = left.length > 0 ? left : patterns;
  const named = anyOf(about.map((pattern) => (covers(pattern, resource) ? 'yes' : coversArn(pattern, resource))));
  return left.length > 0 ? not(named) : named;
}
