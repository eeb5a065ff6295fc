import { isAccount } from '../../names/account.ts';
import { roleName } from '../../names/role.ts';
import type { Principals, Statement } from './policy.ts';
import { principals, type Answer } from './statement-match.ts';

/** A role or user that sends a request. */
export interface Requester {
  readonly partition: string;
  readonly account: string;
  /** Absent for a user. */
  readonly role?: string;
  /** Of a role or user. A session's ARN lacks the path of its role. */
  readonly arn?: string;
  readonly session?: string;
}

/** Reads the ARN of a role, of its session or of a user; undefined for any other. */
export function readPrincipal(arn: string): Requester | undefined {
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

/** Tells whether a statement of a resource's policy is about a requester. */
export function whoIsNamed({ Effect, Principal, NotPrincipal }: Statement, requester: Requester): Named {
  if (!NotPrincipal) return nameIn(Principal, requester);
  // A Deny with NotPrincipal spares only those whose account, role and session are all named, and not all of an account that is named
  // with them; AWS advises against an Allow with it.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  const { account, partition } = requester;
  const others = principals(NotPrincipal, 'AWS').filter((name) => !isAccount(name, account, partition));
  const spared = nameIn({ AWS: others }, requester).fits;
  return { fits: Effect === 'Deny' && spared === 'no' ? 'yes' : 'unknown', directly: true };
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
