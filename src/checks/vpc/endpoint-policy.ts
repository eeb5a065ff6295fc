import type { Endpoint } from '../../facts/network.ts';
import { accountOf, isAccount } from '../../names/account.ts';
import { conditionHolds, type Context } from '../../policies/reading/condition-match.ts';
import { covers, parsePolicy, type Statement, values } from '../../policies/reading/policy.ts';
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

/**
 * Tells whether the policy of an endpoint lets the roles of an account do what nodes do. No policy allows
 * everything. `unknown` if it is allowed or denied to some, on some things, or under conditions that only a request
 * can decide.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function policyAdmits(endpoint: Endpoint, { actions, resource }: Use, place: Place): Answer {
  const policy = endpoint.policy === undefined ? undefined : parsePolicy(endpoint.policy);
  if (!policy) return endpoint.policy === undefined ? 'yes' : 'unknown';
  const context = contextOf(endpoint, place);
  return allOf(
    actions.map((action) => {
      const about = policy.Statement.filter((statement) => coversAction(statement, action));
      const fits = (effect: Statement['Effect']): Answer =>
        anyOf(
          about
            .filter(({ Effect }) => Effect === effect)
            .map((statement) =>
              allOf([isFor(statement, place), isOn(statement, resource), conditionHolds(statement.Condition, context)]),
            ),
        );
      return allOf([fits('Allow'), not(fits('Deny'))]);
    }),
  );
}

type Place = Pick<Target, 'account' | 'region' | 'partition'>;

// The condition keys that are the same for everybody who comes through this endpoint:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
const contextOf =
  ({ id, vpc }: Endpoint, { account, region }: Place): Context =>
  (key) => {
    const known: Readonly<Partial<Record<string, string>>> = {
      'aws:principalaccount': account,
      'aws:requestedregion': region,
      'aws:securetransport': 'true',
      'aws:sourcevpc': vpc,
      'aws:sourcevpce': id,
    };
    const value = known[key];
    return value === undefined ? 'unknown' : [value];
  };

function isFor({ Principal, NotPrincipal }: Statement, { account, partition }: Place): Answer {
  if (NotPrincipal !== undefined) return 'unknown';
  const named = principals(Principal, 'AWS');
  if (named.some((principal) => principal === '*' || isAccount(principal, account, partition.name))) return 'yes';
  // A role of this account may be the role of the nodes.
  return named.some((principal) => accountOf(principal) === account) ? 'unknown' : 'no';
}

function isOn({ Resource, NotResource }: Statement, resource: string | undefined): Answer {
  const [patterns, left] = [values(Resource), values(NotResource)];
  if (patterns.includes('*') || (patterns.length === 0 && left.length === 0)) return 'yes';
  if (resource === undefined || [...patterns, ...left].some((pattern) => pattern.includes('${'))) return 'unknown';
  const about = left.length > 0 ? left : patterns;
  const named = anyOf(about.map((pattern) => (covers(pattern, resource) ? 'yes' : coversArn(pattern, resource))));
  return left.length > 0 ? not(named) : named;
}
