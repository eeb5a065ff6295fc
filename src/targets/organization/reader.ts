import type { Account as Answered } from '@aws-sdk/client-organizations';
import type { Organizations } from '../../aws/clients/organizations.ts';
import { pagesOf } from '../../aws/answers/pages.ts';
import { explain } from '../../aws/errors.ts';
import { TargetError } from '../../errors.ts';
import type { Member } from './member.ts';
import type { Patiently } from './patience.ts';

/** An account as the organization lists it. */
export interface ListedAccount {
  readonly member: Member;
  /** `ACTIVE`: it can be worked on. Any other word says what it is instead; empty: the organization did not say. */
  readonly state: string;
  /** Whether it is the account that owns the organization; no role of the organization leads into that. */
  readonly isManagement: boolean;
}

/**
 * The reads of Organizations, as many calls as there are pages. Each rejects with a TargetError that says what cannot be read, and with
 * AWS's own error where what is asked about is not there. Only the management account and delegated administrators may make them.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
export interface OrganizationReader {
  /** `seen` is told the accounts of each page as it comes; an account can be told twice. */
  accounts(seen?: (page: readonly ListedAccount[]) => void): Promise<readonly ListedAccount[]>;
  /** Lists the accounts that are directly in a unit or a root. */
  accountsIn(parent: string): Promise<readonly ListedAccount[]>;
  /** Lists the ids of the units that are directly in a unit or a root. */
  unitsIn(parent: string): Promise<readonly string[]>;
  roots(): Promise<readonly string[]>;
  /** Gives the id of what an account or a unit is directly in; undefined for a root. */
  parentOf(child: string): Promise<string | undefined>;
  tagsOf(account: string): Promise<Readonly<Record<string, string>>>;
}

const WHAT = {
  ListAccounts: 'list the accounts of the organization',
  ListAccountsForParent: 'list the accounts of a unit of the organization',
  ListOrganizationalUnitsForParent: 'list the units of the organization',
  ListParents: 'find the units above one of the organization',
  ListRoots: 'find the root of the organization',
  ListTagsForResource: 'read the tags that the organization has on accounts',
} as const;

type Operation = keyof typeof WHAT;

/** The most that Organizations gives on a page, which can also hold fewer, or none, with others to come. */
const MaxResults = 20;

/** Makes the reads of an organization. */
export function readerFrom(client: Organizations, patiently: Patiently): OrganizationReader {
  const all = async <Page, Item>(
    operation: Operation,
    ask: (paging: { NextToken?: string }, options: { abortSignal: AbortSignal }) => Promise<Page>,
    itemsOf: (page: Page) => readonly Item[] | undefined,
    seen?: (items: readonly Item[]) => void,
  ): Promise<readonly Item[]> => {
    const pages = pagesOf(operation, (token) =>
      patiently((abortSignal) => ask(token === undefined ? {} : { NextToken: token }, { abortSignal })),
    );
    const items: Item[] = [];
    try {
      for await (const page of pages) {
        const found = itemsOf(page) ?? [];
        items.push(...found);
        seen?.(found);
      }
    } catch (error) {
      throw isMissing(error) ? error : failed(operation, error);
    }
    return items;
  };
  return {
    async accounts(seen) {
      const found = await all(
        'ListAccounts',
        (paging, options) => client.listAccounts({ MaxResults, ...paging }, options),
        ({ Accounts }) => Accounts,
        (page) => seen?.(listed(page)),
      );
      return listed(found);
    },
    async accountsIn(ParentId) {
      const found = await all(
        'ListAccountsForParent',
        (paging, options) => client.listAccountsForParent({ ParentId, MaxResults, ...paging }, options),
        ({ Accounts }) => Accounts,
      );
      return listed(found);
    },
    async unitsIn(ParentId) {
      const found = await all(
        'ListOrganizationalUnitsForParent',
        (paging, options) => client.listOrganizationalUnitsForParent({ ParentId, MaxResults, ...paging }, options),
        ({ OrganizationalUnits }) => OrganizationalUnits,
      );
      return found.flatMap(({ Id }) => Id ?? []);
    },
    async roots() {
      const found = await all(
        'ListRoots',
        (paging, options) => client.listRoots(paging, options),
        ({ Roots }) => Roots,
      );
      return found.flatMap(({ Id }) => Id ?? []);
    },
    async parentOf(ChildId) {
      const found = await all(
        'ListParents',
        (paging, options) => client.listParents({ ChildId, ...paging }, options),
        ({ Parents }) => Parents,
      );
      return found[0]?.Id;
    },
    async tagsOf(ResourceId) {
      const found = await all(
        'ListTagsForResource',
        (paging, options) => client.listTagsForResource({ ResourceId, ...paging }, options),
        ({ Tags }) => Tags,
      );
      return Object.fromEntries(found.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
    },
  };
}

/** Tells whether a call was refused because what it asks about is not there. */
export const isMissing = (error: unknown): boolean =>
  /^(?:Parent|Child|Target)NotFoundException$/.test((error as Error).name);

function failed(operation: Operation, error: unknown): TargetError {
  const { code, message } = explain(error);
  const advice = `run it with credentials of the management account or a delegated administrator (organizations:${operation}), or name the accounts`;
  return new TargetError(code, `cannot ${WHAT[operation]}: ${message}`, advice, { cause: error });
}

// An endpoint can list an account twice, or something that is none.
function listed(answered: readonly Answered[]): readonly ListedAccount[] {
  const accounts = new Map<string, ListedAccount>();
  for (const { Id: id, Name, Email, Arn, State, Status } of answered) {
    if (id === undefined || !/^\d{12}$/.test(id) || accounts.has(id)) continue;
    const member = { id, ...(Name && { name: Name }), ...(Email && { email: Email }) };
    // Status was retired in September 2026 in favour of State; older endpoints only know Status.
    accounts.set(id, { member, state: State || Status || '', isManagement: Arn?.split(':')[4] === id });
  }
  return [...accounts.values()];
}
