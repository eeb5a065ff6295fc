import { UserError } from '../errors.ts';
import type { RawOf } from '../inputs/input.ts';
import { readerOf } from '../inputs/reader.ts';
import { enteringInputs } from '../inputs/tables/entering.ts';
import { readSessionPolicy } from './session-policy.ts';

/** How roles are assumed on the way into accounts. */
export interface Entering {
  /** ARNs of the roles that are assumed first, one after the other. */
  readonly roleChain?: readonly string[];
  readonly roleSessionName?: string;
  /** Seconds. */
  readonly roleDuration?: number;
  /** JSON without blanks; of the role by which an account is entered, not of those before it. */
  readonly sessionPolicy?: string;
}

/** The most seconds that AWS allows for a role that is assumed from a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const LONGEST_BEHIND_ROLE = 3600;

interface Asked {
  /** True if accounts are entered by a role. */
  readonly accounts: boolean;
  readonly profiles: readonly string[] | undefined;
}

/** Reads the flags. Throws a UserError for a value that is not allowed, and for what does not go together. */
export async function parseEntering(
  raw: RawOf<typeof enteringInputs>,
  { accounts, profiles }: Asked,
): Promise<Entering> {
  const read = readerOf(enteringInputs, raw);
  const [roleChain, roleDuration, policy] = [read('role-chain'), read('role-duration'), read('session-policy')];
  const idle = (['role-session-name', 'role-duration', 'session-policy'] as const).find(
    (name) => raw[name] !== undefined,
  );
  if (!accounts && !roleChain && idle !== undefined) {
    throw new UserError('conflict', `--${idle} is about roles that are assumed: give --accounts or --role-chain, too`);
  }
  if (roleChain && profiles && profiles.length > 1) {
    throw new UserError(
      'conflict',
      `--role-chain begins with one profile, not with ${profiles.length}: give --profiles one name`,
    );
  }
  const partitions = [...new Set(roleChain?.map((arn) => arn.split(':')[1]))];
  if (partitions.length > 1) {
    throw new UserError(
      'conflict',
      `--role-chain spans partitions ${partitions.join(' and ')}: no role leads from one to the other`,
    );
  }
  const isBehindRole = accounts ? roleChain !== undefined : (roleChain?.length ?? 0) > 1;
  if (isBehindRole && roleDuration !== undefined && roleDuration > LONGEST_BEHIND_ROLE) {
    throw new UserError(
      'conflict',
      `--role-duration ${roleDuration}: AWS allows ${LONGEST_BEHIND_ROLE} seconds at most for a role that is assumed from a role, as --role-chain does`,
    );
  }
  return {
    ...(raw['role-session-name'] !== undefined && { roleSessionName: read('role-session-name') }),
    ...(roleChain && { roleChain }),
    ...(roleDuration !== undefined && { roleDuration }),
    ...(policy !== undefined && { sessionPolicy: await readSessionPolicy(policy) }),
  };
}
