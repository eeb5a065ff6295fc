import { type Problem, UserError } from '../../errors.ts';
import type { OrganizationChoice, TagPattern } from './choice.ts';
import { matching } from '../../names/pattern.ts';
import type { Member } from './member.ts';
import { isMissing, type ListedAccount, type OrganizationReader } from './reader.ts';
import { isInShard } from './shard.ts';
import { accountsBelow } from './tree.ts';

/** An account that is to be worked on, or the reason why it is passed over. */
export interface Chosen {
  readonly id: string;
  /** Absent: the organization does not list the account. */
  readonly member?: Member;
  readonly isManagement?: boolean;
  readonly passedOver?: Problem;
}

/** What decides about accounts. */
type Asked = OrganizationChoice & {
  readonly accounts: readonly string[] | 'all' | undefined;
  readonly excludeAccounts: readonly string[];
};

/**
 * Asks the organization which accounts are meant; those that are named by their ids come in that order, and others by their ids. What
 * costs no call is decided first, so tags are read of few. `foresee` is told of accounts that are certainly among them while others
 * are still to be listed. Throws a UserError that names the filter which leaves nothing, and one for units that the organization does
 * not have.
 */
export async function chosenAccounts(
  reader: OrganizationReader,
  asked: Asked,
  foresee?: (chosen: Chosen) => void,
): Promise<readonly Chosen[]> {
  const { accounts, excludeAccounts, accountNames, accountTags, memberFacts, shard } = asked;
  const isIncluded = ({ id }: Chosen): boolean => !excludeAccounts.includes(id);
  const isNamed = namesIn(accountNames);
  const isOurs = ({ id }: Chosen): boolean => isInShard(id, shard);
  const seen = (page: readonly ListedAccount[]): void => {
    const active = page.filter(isActive).map(chosenFrom);
    for (const one of active) if (isIncluded(one) && isNamed(one) && isOurs(one)) foresee?.(one);
  };
  const listed = await listedAccounts(reader, asked, isForeseeable(asked) ? seen : undefined);
  const named = Array.isArray(accounts) ? namedOnes(accounts, listed, asked) : activeOnes(listed, asked);
  let left = kept(named, '--exclude-accounts', excludeAccounts, isIncluded);
  if (accountNames) left = kept(left, '--account-names', accountNames, isNamed);
  left = left.filter(isOurs);
  if (accountTags || memberFacts?.tags) left = await Promise.all(left.map((chosen) => withTags(reader, chosen)));
  if (!accountTags) return left;
  const matches = matcherOfTags(accountTags);
  const fits = ({ member }: Chosen): boolean => matches(member?.tags ?? {});
  // Whether the other shards have such accounts is not known here.
  if (shard) return left.filter((chosen) => isForeign(chosen) || fits(chosen));
  const wanted = accountTags.map(({ key, value }) => `${key}=${value}`);
  return kept(left, '--account-tags', wanted, fits);
}

function namesIn(patterns: readonly string[] = ['*']): (chosen: Chosen) => boolean {
  const matchers = patterns.map((pattern) => matching(pattern));
  return ({ member }) => matchers.some((matches) => matches(member?.name ?? ''));
}

/** Tells whether the choice of an account depends on nothing but what the list of all accounts says of it. */
const isForeseeable = ({ accounts, orgUnits, excludeOrgUnits, accountTags, memberFacts }: Asked): boolean =>
  accounts === 'all' &&
  ![orgUnits, excludeOrgUnits, accountTags, memberFacts?.tags, memberFacts?.orgUnits].some(Boolean);

async function listedAccounts(
  reader: OrganizationReader,
  asked: Asked,
  seen: ((page: readonly ListedAccount[]) => void) | undefined,
): Promise<readonly ListedAccount[]> {
  const { orgUnits, excludeOrgUnits = [], memberFacts } = asked;
  if (orgUnits || memberFacts?.orgUnits) {
    const paths = memberFacts?.orgUnits === true;
    const tops = orgUnits ?? (await reader.roots());
    const { accounts, unknown } = await accountsBelow(reader, { tops, excluded: excludeOrgUnits, paths });
    checkKnown(unknown, orgUnits ?? []);
    return accounts;
  }
  const [all, excluded] = await Promise.all([reader.accounts(seen), accountsBelow(reader, { tops: excludeOrgUnits })]);
  checkKnown(excluded.unknown, []);
  const out = new Set(excluded.accounts.map(({ member }) => member.id));
  const left = all.filter(({ member }) => !out.has(member.id));
  if (all.length > 0 && left.length === 0) throw nothingLeft('--exclude-org-units', excludeOrgUnits, all.length);
  return left;
}

function checkKnown(unknown: readonly string[], orgUnits: readonly string[]): void {
  if (unknown.length === 0) return;
  const flag = unknown.some((unit) => orgUnits.includes(unit)) ? '--org-units' : '--exclude-org-units';
  const what = unknown.length === 1 ? 'unit' : 'units';
  throw new UserError(
    'not-found',
    `${flag} ${JSON.stringify(unknown.join(','))}: the organization has no such ${what}`,
  );
}

function activeOnes(listed: readonly ListedAccount[], { orgUnits, excludeOrgUnits }: Asked): readonly Chosen[] {
  const active = listed.filter(isActive).toSorted((one, other) => (one.member.id < other.member.id ? -1 : 1));
  if (active.length > 0) return active.map(chosenFrom);
  const but = excludeOrgUnits ? `, but for --exclude-org-units ${excludeOrgUnits.join(',')}` : '';
  throw orgUnits
    ? new UserError(
        'no-accounts',
        `--org-units ${JSON.stringify(orgUnits.join(','))}: there is no active account below${but}`,
      )
    : new UserError('no-accounts', `the organization has no active account${but}`);
}

/** Finds the accounts that are named by their ids. One that a filter may not judge, since the organization does not list it, is passed over. */
function namedOnes(ids: readonly string[], listed: readonly ListedAccount[], asked: Asked): readonly Chosen[] {
  const { orgUnits, excludeOrgUnits, accountNames, accountTags } = asked;
  const byId = new Map(listed.map((account) => [account.member.id, account]));
  const found = ids.flatMap((id): readonly Chosen[] => {
    const account = byId.get(id);
    if (account)
      return [isActive(account) ? chosenFrom(account) : { ...chosenFrom(account), passedOver: inactive(account) }];
    if (orgUnits || excludeOrgUnits) return [];
    return [accountNames || accountTags ? { id, passedOver: foreign(id) } : { id }];
  });
  if (found.length > 0) return found;
  throw orgUnits
    ? nothingLeft('--org-units', orgUnits, ids.length)
    : nothingLeft('--exclude-org-units', excludeOrgUnits ?? [], ids.length);
}

const isActive = ({ state }: ListedAccount): boolean => state === 'ACTIVE';

const chosenFrom = ({ member, isManagement }: ListedAccount): Chosen => ({ id: member.id, member, isManagement });

const inactive = ({ member, state }: ListedAccount): Problem => ({
  code: 'AccountNotActive',
  message:
    state === ''
      ? `the organization does not say that account ${member.id} is active`
      : `account ${member.id} is not active: the organization says ${state}`,
});

const foreign = (id: string): Problem => ({
  code: 'NotInOrganization',
  message: `account ${id} is not in the organization, which therefore has no name and no tags of it`,
});

const isForeign = ({ member }: Chosen): boolean => member === undefined;

function kept(
  from: readonly Chosen[],
  flag: string,
  value: readonly string[],
  fits: (chosen: Chosen) => boolean,
): readonly Chosen[] {
  const left = from.filter((chosen) => (flag !== '--exclude-accounts' && isForeign(chosen)) || fits(chosen));
  if (left.length === 0 && from.length > 0) throw nothingLeft(flag, value, from.length);
  return left;
}

const nothingLeft = (flag: string, value: readonly string[], count: number): UserError =>
  new UserError(
    'no-accounts',
    `${flag} ${JSON.stringify(value.join(','))}: it leaves no account of ${count === 1 ? 'one' : count}`,
  );

async function withTags(reader: OrganizationReader, chosen: Chosen): Promise<Chosen> {
  if (!chosen.member || chosen.passedOver) return chosen;
  const tags = await reader.tagsOf(chosen.id).catch((error: unknown) => {
    // It has left the organization meanwhile.
    if (isMissing(error)) return {};
    throw error;
  });
  return { ...chosen, member: { ...chosen.member, tags } };
}

function matcherOfTags(patterns: readonly TagPattern[]): (tags: Readonly<Record<string, string>>) => boolean {
  const wanted = patterns.map(({ key, value }) => ({ key, matches: matching(value) }));
  return (tags) => wanted.every(({ key, matches }) => Object.hasOwn(tags, key) && matches(tags[key] ?? ''));
}
