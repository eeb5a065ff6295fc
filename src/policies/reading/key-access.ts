import type { Place } from '../../aws/place.ts';
import { isAccount } from '../../names/account.ts';
import { roleName } from '../../names/role.ts';
import { conditionHolds, type Context, type KeyValues } from './condition-match.ts';
import { type Policy, type Principals, type Statement, values } from './policy.ts';
import { allOf, coversAction, principals, type Answer } from './statement-match.ts';

/**
 * The answer of a key policy about a principal. `granted`: it admits the principal itself, and within the key's account
 * nothing else is needed. `delegated`: it leaves the decision to IAM, or the principal is of another account, whose IAM
 * must allow it too. `refused`: neither, or it denies. `unknown`: something decides that is not evaluated here.
 */
export type KeyAccess = 'granted' | 'delegated' | 'refused' | 'unknown';

/**
 * Evaluates a key policy for one action of a role or user; `place` is where the key is. `context` holds further condition
 * keys of the request, by name: without `kms:ViaService` the request is taken for a direct one.
 * Grants, permissions boundaries and service control policies are not considered.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function keyAccess(
  policy: Policy | undefined,
  place: Place & { readonly account: string },
  principalArn: string,
  action: string,
  context: Readonly<Record<string, readonly string[]>> = {},
): KeyAccess {
  const requester = readPrincipal(principalArn);
  if (!policy || !requester) return 'unknown';
  const read = requestContext(requester, place, context);
  const found = policy.Statement.filter((statement) => coversAction(statement, action)).map((statement) => {
    const named = whoIsNamed(statement, requester);
    return {
      deny: statement.Effect === 'Deny',
      directly: named.directly,
      applies: allOf([named.fits, aboutTheKey(statement), conditionHolds(statement.Condition, read)]),
    };
  });
  const some = (deny: boolean, applies: Answer, directly?: boolean): boolean =>
    found.some(
      (entry) =>
        entry.deny === deny && entry.applies === applies && (directly === undefined || entry.directly === directly),
    );
  if (some(true, 'yes')) return 'refused';
  if (!some(false, 'yes')) return some(false, 'unknown') ? 'unknown' : 'refused';
  if (some(true, 'unknown')) return 'unknown';
  const own = place.account === requester.account;
  return own && some(false, 'yes', true) ? 'granted' : 'delegated';
}

interface Requester {
  readonly partition: string;
  readonly account: string;
  /** Absent for a user. */
  readonly role?: string;
  /** Of a role or user. A session's ARN lacks the path of its role. */
  readonly arn?: string;
  readonly session?: string;
}

function readPrincipal(arn: string): Requester | undefined {
  const [, partition = '', account = '', kind] =
    /^arn:([^:]+):(?:iam|sts)::(\d{12}):(role|user|assumed-role)\/./.exec(arn) ?? [];
  if (kind === 'user') return { partition, account, arn };
  if (kind === 'role') return { partition, account, arn, role: roleName(arn) };
  if (kind === 'assumed-role') return { partition, account, role: roleName(arn), session: arn };
  return undefined;
}

interface Named {
  readonly fits: Answer;
  /** True if it is named itself or as everybody, and not only through its account. */
  readonly directly: boolean;
}

function whoIsNamed({ Effect, Principal, NotPrincipal }: Statement, requester: Requester): Named {
  if (!NotPrincipal) return nameIn(Principal, requester);
  const spared = nameIn(NotPrincipal, requester);
  // A Deny with NotPrincipal spares only those whose account, role and session are all named; AWS advises against an Allow with it.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  return { fits: Effect === 'Deny' && spared.fits === 'no' ? 'yes' : 'unknown', directly: true };
}

// An asterisk admits every identity of every account as itself; those of other accounts also need IAM's permission:
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html and, for the two forms of an account,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function nameIn(principal: Principals | undefined, requester: Requester): Named {
  const { partition, account, role, arn, session } = requester;
  const names = principals(principal, 'AWS');
  const roles = `arn:${partition}:iam::${account}:role/`;
  const sessions = `arn:${partition}:sts::${account}:assumed-role/${role}/`;
  const isRequester = (name: string): boolean =>
    name === '*' ||
    name === (session ?? arn) ||
    (session !== undefined && name.startsWith(roles) && roleName(name) === role);
  if (names.some(isRequester)) return { fits: 'yes', directly: true };
  if (names.some((name) => isAccount(name, account, partition))) return { fits: 'yes', directly: false };
  // One session of the role is named: others, and so the role as a whole, are not.
  const one = session === undefined && role !== undefined && names.some((name) => name.startsWith(sessions));
  return { fits: one ? 'unknown' : 'no', directly: true };
}

// "*" means this key; a statement without Resource has no effect: "policy" of
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
function aboutTheKey({ Resource, NotResource }: Statement): Answer {
  if (NotResource) return 'unknown';
  if (values(Resource).length === 0) return 'no';
  return values(Resource).includes('*') ? 'yes' : 'unknown';
}

// The condition keys that KMS and IAM fill in for a request of a role or user, where that is certain.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
function requestContext(
  { arn, account, role }: Requester,
  { region }: Place,
  context: Readonly<Record<string, readonly string[]>>,
): Context {
  const given = Object.fromEntries(Object.entries(context).map(([key, found]) => [key.toLowerCase(), found]));
  const known: Readonly<Partial<Record<string, KeyValues>>> = {
    'aws:principalaccount': [account],
    'aws:principalarn': arn === undefined ? 'unknown' : [arn],
    'aws:principalisawsservice': ['false'],
    'aws:principaltype': [role === undefined ? 'User' : 'AssumedRole'],
    'aws:requestedregion': [region],
    'aws:securetransport': ['true'],
    // Only requests that a service makes in its own name have these.
    'aws:sourceaccount': 'absent',
    'aws:sourcearn': 'absent',
    'aws:viaawsservice': [String('kms:viaservice' in given)],
    'kms:calleraccount': [account],
    'kms:viaservice': 'absent',
    ...given,
  };
  return (key) => known[key] ?? 'unknown';
}
