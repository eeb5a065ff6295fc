import type { Many, RawOf } from './input.ts';
import type { doctorInputs } from './tables/doctor.ts';
import { UserError } from '../errors.ts';
import { invalid } from './values.ts';

/** A role or user that is asked about. */
export interface PrincipalInput {
  /** As it was given: that of a role, a user or a session of a role. */
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly kind: 'role' | 'user';
  readonly name: string;
  /** The name of the session, where that was given: its ARN lacks the path of the role. */
  readonly session?: string;
}

/** Whom a diagnosis is about; `all`: every role and user that may start sessions, or get round them. */
export type PrincipalsAsked = readonly PrincipalInput[] | 'all';

/**
 * Reads `--principal` and `--principals`; undefined where neither is given: the caller is meant. Throws a UserError for the first
 * value that is not the ARN of somebody whose policies IAM knows.
 */
export function parsePrincipals(
  raw: Pick<RawOf<typeof doctorInputs>, 'principal' | 'principals'>,
): PrincipalsAsked | undefined {
  const given = (['principal', 'principals'] as const).flatMap((flag) =>
    raw[flag] === undefined ? [] : arnsOf(`--${flag}`, raw[flag]).map((text) => ({ flag: `--${flag}`, text })),
  );
  const all = given.find(({ text }) => text === 'all');
  if (all && given.length > 1) throw invalid(all.flag, 'all', 'it cannot be combined with other values');
  if (all) return 'all';
  if (given.length === 0) return undefined;
  const found = new Map(given.map(({ flag, text }) => [text, parsePrincipal(flag, text)] as const));
  return [...found.values()];
}

// Names of roles and users can have commas, so an ARN ends only where another one begins.
function arnsOf(flag: string, values: Many): readonly string[] {
  const items = [values]
    .flat()
    .flatMap((value) => value.split(/,(?=\s*(?:arn:|all\s*$|$))/))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new UserError('invalid-value', `${flag} is empty: give at least one value`);
  return items;
}

const FORM = 'arn:aws:iam::111111111111:role/name, …:user/name or arn:aws:sts::111111111111:assumed-role/name/session';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function parsePrincipal(flag: string, arn: string): PrincipalInput {
  const [, partition = '', service = '', account = '', resource = ''] =
    /^arn:(aws[\w-]*):(iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  const refusal = REFUSED.find(([pattern]) => pattern.test(resource))?.[1];
  if (refusal !== undefined) throw invalid(flag, arn, refusal);
  const place = { arn, partition, account };
  if (service === 'iam') {
    const [, kind, name] = /^(role|user)\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/.exec(resource) ?? [];
    if ((kind === 'role' || kind === 'user') && name !== undefined) return { ...place, kind, name };
  }
  const [, name, session] = /^assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/.exec(resource) ?? [];
  if (service === 'sts' && name !== undefined && session !== undefined)
    return { ...place, kind: 'role', name, session };
  throw invalid(
    flag,
    arn,
    `it must be the ARN of a role, of a session of one, or of a user: ${FORM}; or all, for everybody`,
  );
}

const REFUSED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^root$/, 'the root user may do everything, whatever policies say: name roles and users'],
  [
    /^federated-user\//,
    'a federated user may do at most what the user may who called GetFederationToken: name that user, user/…',
  ],
  [/^group\//, 'a group cannot sign in: name its users, user/…'],
  [/^role\/aws-service-role\//, 'only a service of AWS can assume it, so that it has no sessions of people'],
];
