import type { Place } from '../../aws/place.ts';
import { conditionHolds, type Context, type KeyValues } from './condition-match.ts';
import { type Policy, type Statement, values } from './policy.ts';
import { principalTag, type PrincipalTags } from './principal-tags.ts';
import { readPrincipal, type Requester, whoIsNamed } from './requester.ts';
import { allOf, coversAction, type Answer } from './statement-match.ts';

/**
 * The answer of a key policy about a principal. `granted`: it admits the principal itself, and within the key's account
 * nothing else is needed. `delegated`: it leaves the decision to IAM, or the principal is of another account, whose IAM
 * must allow it too. `perhaps`: that, and a statement may admit the principal itself, which depends on what is not
 * evaluated here. `refused`: neither. `denied`: it denies it, whatever else allows it. `unknown`: something decides that is not evaluated here.
 */
export type KeyAccess = 'granted' | 'delegated' | 'perhaps' | 'refused' | 'denied' | 'unknown';

/**
 * Evaluates a key policy for one action of a role or user; `place` is where the key is. `context` holds further condition
 * keys of the request, by name: without `kms:ViaService` the request is taken for a direct one. `tags`: those of the principal.
 * Grants, permissions boundaries and service control policies are not considered.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function keyAccess(
  policy: Policy | undefined,
  place: Place & { readonly account: string },
  principalArn: string,
  action: string,
  context: Readonly<Record<string, KeyValues>> = {},
  tags?: PrincipalTags,
): KeyAccess {
  const requester = readPrincipal(principalArn);
  if (!policy || !requester) return 'unknown';
  const found = readStatements(policy, requester, place, action, context, tags);
  const some = (deny: boolean, applies: Answer, directly?: boolean): boolean =>
    found.some(
      (entry) =>
        entry.deny === deny && entry.applies === applies && (directly === undefined || entry.directly === directly),
    );
  if (some(true, 'yes')) return 'denied';
  if (!some(false, 'yes')) return some(false, 'unknown') ? 'unknown' : 'refused';
  if (some(true, 'unknown')) return 'unknown';
  const own = place.account === requester.account;
  if (own && some(false, 'yes', true)) return 'granted';
  // What is for one session of a role leaves the others without it.
  const perhaps = found.some(
    (entry) => !entry.deny && entry.directly && entry.named === 'yes' && entry.applies === 'unknown',
  );
  return own && perhaps ? 'perhaps' : 'delegated';
}

/** Finds the statements of a key policy that deny this, as `keyAccess` is asked about it; those with `unknown` perhaps do. */
export function keyDenials(
  policy: Policy,
  place: Place & { readonly account: string },
  principalArn: string,
  action: string,
  context: Readonly<Record<string, KeyValues>> = {},
): readonly { readonly statement: Statement; readonly applies: Answer }[] {
  const requester = readPrincipal(principalArn);
  if (!requester) return [];
  return readStatements(policy, requester, place, action, context).filter(
    ({ deny, applies }) => deny && applies !== 'no',
  );
}

interface Read {
  readonly statement: Statement;
  readonly deny: boolean;
  readonly directly: boolean;
  readonly named: Answer;
  readonly applies: Answer;
}

/** Reads the statements about an action: how they apply to a role or user. */
function readStatements(
  { Statement }: Policy,
  requester: Requester,
  place: Place,
  action: string,
  context: Readonly<Record<string, KeyValues>>,
  tags?: PrincipalTags,
): readonly Read[] {
  const read = requestContext(requester, place, context, tags);
  return Statement.filter((statement) => coversAction(statement, action)).map((statement) => {
    const named = whoIsNamed(statement, requester);
    return {
      statement,
      deny: statement.Effect === 'Deny',
      directly: named.directly,
      named: named.fits,
      applies: allOf([named.fits, aboutTheKey(statement), conditionHolds(statement.Condition, read)]),
    };
  });
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
  context: Readonly<Record<string, KeyValues>>,
  tags: PrincipalTags | undefined,
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
  return (key) => known[key] ?? principalTag(tags, key);
}
