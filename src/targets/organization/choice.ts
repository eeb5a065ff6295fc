import { UserError } from '../../errors.ts';
import type { RawOf } from '../../inputs/input.ts';
import { readerOf } from '../../inputs/reader.ts';
import { organizationInputs } from '../../inputs/tables/organization.ts';
import { invalid } from '../../inputs/values.ts';
import { type Shard, shardName } from './shard.ts';

/** A tag that accounts must have; in the value, `*` and `?` stand for any characters. */
export interface TagPattern {
  readonly key: string;
  readonly value: string;
}

/** Which accounts of the organization are meant, and how it is asked. A member that is absent was not asked for. */
export interface OrganizationChoice {
  /** Units and roots below which accounts are, at any depth. */
  readonly orgUnits?: readonly string[];
  readonly excludeOrgUnits?: readonly string[];
  /** All of them must match. */
  readonly accountTags?: readonly TagPattern[];
  /** Patterns, any of which must match. */
  readonly accountNames?: readonly string[];
  /** The profile with which the organization is asked; absent: the one that enters the accounts. */
  readonly orgProfile?: string;
  /** The ARN of the role with which it is asked. */
  readonly orgRole?: string;
  /** The part of the accounts that is worked on. */
  readonly shard?: Shard;
  /** What else is needed of each account. */
  readonly memberFacts?: { readonly tags?: true; readonly orgUnits?: true };
}

type Raw = RawOf<typeof organizationInputs>;

const CHOOSERS = ['org-units', 'account-tags', 'account-names'] as const;

/** Gives the first flag that chooses accounts of the organization; undefined: none does. */
export const chooserOf = (raw: Raw): string | undefined => {
  const flag = CHOOSERS.find((name) => raw[name] !== undefined);
  return flag && `--${flag}`;
};

/** Tells whether the organization has to be asked which accounts are meant. */
export const asksOrganization = (scope: OrganizationChoice & { readonly accounts: unknown }): boolean =>
  scope.accounts === 'all' ||
  [scope.orgUnits, scope.accountTags, scope.accountNames, scope.orgProfile, scope.orgRole].some(
    (asked) => asked !== undefined,
  ) ||
  (scope.accounts !== undefined && scope.memberFacts !== undefined);

/** Reads the flags that choose accounts of the organization. `accounts`: whether `--accounts` is given. Throws a UserError for the first value that is not allowed. */
export function parseChoice(raw: Raw, accounts: boolean): OrganizationChoice {
  const read = readerOf(organizationInputs, raw);
  const orgUnits = read('org-units');
  const excludeOrgUnits = read('exclude-org-units');
  const orgProfile = read('org-profile');
  const orgRole = read('org-role');
  const shard = shardOfText(read('shard'));
  const alone = (['exclude-org-units', 'org-profile', 'org-role'] as const).find((flag) => raw[flag] !== undefined);
  if (alone !== undefined && !accounts && chooserOf(raw) === undefined) {
    throw new UserError(
      'conflict',
      `--${alone} is about accounts of the organization: give --accounts or --org-units too`,
    );
  }
  if (orgUnits && excludeOrgUnits && orgUnits.every((id) => excludeOrgUnits.includes(id))) {
    throw invalid('--exclude-org-units', excludeOrgUnits.join(','), 'it leaves no unit');
  }
  const accountTags = read('account-tags')?.map((text) => tagOf(text));
  const accountNames = read('account-names');
  return {
    ...(orgUnits && { orgUnits }),
    ...(excludeOrgUnits && { excludeOrgUnits }),
    ...(accountTags && { accountTags }),
    ...(accountNames && { accountNames }),
    ...(orgProfile !== undefined && { orgProfile }),
    ...(orgRole !== undefined && { orgRole }),
    ...(shard && { shard }),
  };
}

function tagOf(text: string): TagPattern {
  const end = text.indexOf('=');
  return { key: text.slice(0, end).trim(), value: text.slice(end + 1).trim() };
}

function shardOfText(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [k = 0, n = 0] = text.split('/').map(Number);
  if (k > n || n > MOST_SHARDS) {
    throw invalid(
      '--shard',
      text,
      `the part must be one from 1 to ${Math.min(n, MOST_SHARDS)}, of ${MOST_SHARDS} at the most`,
    );
  }
  return { k, n };
}

/** The most parts: GitHub Actions takes no more jobs of one matrix. https://docs.github.com/en/actions/reference/limits */
export const MOST_SHARDS = 256;

/**
 * Says which accounts are meant, as far as that is known without asking: `all accounts below ou-abcd-11111111`. Undefined where the
 * places say it all.
 */
export function choiceInWords(
  scope: OrganizationChoice & { readonly accounts: readonly string[] | 'all' | undefined },
): string | undefined {
  const { accounts, orgUnits, excludeOrgUnits, accountTags, accountNames, shard } = scope;
  const parts = [
    orgUnits && `below ${orgUnits.join(', ')}`,
    excludeOrgUnits && `not below ${excludeOrgUnits.join(', ')}`,
    accountTags && `with ${accountTags.map(({ key, value }) => `${key}=${value}`).join(' and ')}`,
    accountNames && `named ${accountNames.join(' or ')}`,
    shard && `in shard ${shardName(shard)}`,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const these = accounts === 'all' ? 'all accounts' : accounts ? 'those of the accounts' : 'the accounts';
  return [these, ...parts].join(' ');
}
