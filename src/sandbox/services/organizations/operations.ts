import { AwsError } from '../../protocols/aws-error.ts';
import { integer, required, structure, text } from '../../protocols/shape.ts';
import { type Organization, type OrganizationAccount, ROOT } from '../../state/organization.ts';
import { type Context, reads, type Service } from '../operation.ts';
import { anything } from '../permission.ts';
import { seconds } from '../times.ts';
import { listedPage } from './lists.ts';

const DENIED = new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");

const token = text({ max: 100_000 });
const paging = { NextToken: token, MaxResults: integer({ min: 1, max: 20 }) };
const parent = required(text({ pattern: '(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})' }));

export const organizations: Service = {
  name: 'organizations',
  protocol: 'aws-json',
  target: 'AWSOrganizationsV20161128',
  invalid: 'InvalidInputException',
  internal: 'ServiceException',
  permissions: {
    DescribeAccount: anything,
    DescribeOrganization: anything,
    ListAccounts: anything,
    ListAccountsForParent: anything,
    ListOrganizationalUnitsForParent: anything,
    ListParents: anything,
    ListRoots: anything,
    ListTagsForResource: anything,
  },
  operations: {
    DescribeAccount: reads(
      structure({ AccountId: required(text({ pattern: String.raw`\d{12}` })) }),
      (context, { AccountId }) => {
        const organization = readableBy(context);
        const found = organization.accounts.find(({ id }) => id === AccountId);
        if (found) return { Account: shown(context, organization, found) };
        throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
      },
    ),
    DescribeOrganization: reads(structure({}), (context) => {
      const { id, managementAccount, untold } = organizationOf(context);
      if (untold) throw DENIED;
      const arn = `arn:${context.partition.id}:organizations::${managementAccount}`;
      return {
        Organization: {
          Id: id,
          Arn: `${arn}:organization/${id}`,
          FeatureSet: 'ALL',
          MasterAccountArn: `${arn}:account/${id}/${managementAccount}`,
          MasterAccountId: managementAccount,
        },
      };
    }),
    ListAccounts: reads(structure(paging), (context, input) => {
      const organization = readableBy(context);
      const { items, next } = listedPage(organization, organization.accounts, ({ id }) => id, input);
      return { Accounts: items.map((account) => shown(context, organization, account)), NextToken: next };
    }),
    ListAccountsForParent: reads(structure({ ParentId: parent, ...paging }), (context, input) => {
      const organization = readableBy(context);
      checkParent(organization, input.ParentId);
      const inside = organization.accounts.filter((account) => parentOf(organization, account) === input.ParentId);
      const { items, next } = listedPage(organization, inside, ({ id }) => id, input);
      return { Accounts: items.map((account) => shown(context, organization, account)), NextToken: next };
    }),
    ListOrganizationalUnitsForParent: reads(structure({ ParentId: parent, ...paging }), (context, input) => {
      const organization = readableBy(context);
      checkParent(organization, input.ParentId);
      const inside = Object.entries(organization.units ?? {}).filter(([, unit]) => unit.parent === input.ParentId);
      const { items, next } = listedPage(organization, inside, ([id]) => id, input);
      const units = items.map(([Id, { name }]) => ({ Id, Name: name, Arn: arnOf(context, organization, `ou`, Id) }));
      return { OrganizationalUnits: units, NextToken: next };
    }),
    ListParents: reads(
      structure({
        ChildId: required(text({ pattern: String.raw`(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})` })),
        ...paging,
      }),
      (context, { ChildId }) => {
        const organization = readableBy(context);
        const account = organization.accounts.find(({ id }) => id === ChildId);
        const found = account ? parentOf(organization, account) : organization.units?.[ChildId]?.parent;
        if (found === undefined) {
          throw new AwsError('ChildNotFoundException', "You specified an account or OU that doesn't exist.");
        }
        return { Parents: [{ Id: found, Type: found.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
      },
    ),
    ListRoots: reads(structure(paging), (context, input) => {
      const organization = readableBy(context);
      const { items, next } = listedPage(organization, [rootOf(organization)], (id) => id, input);
      const roots = items.map((Id) => ({
        Id,
        Name: 'Root',
        Arn: arnOf(context, organization, 'root', Id),
        PolicyTypes: [],
      }));
      return { Roots: roots, NextToken: next };
    }),
    ListTagsForResource: reads(
      structure({ ResourceId: required(text({ max: 130 })), NextToken: token }),
      (context, { ResourceId, NextToken }) => {
        const organization = readableBy(context);
        const account = organization.accounts.find(({ id }) => id === ResourceId);
        if (!account) throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
        const tags = Object.entries(account.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
        const { items, next } = listedPage(organization, tags, ({ Key }) => Key, { MaxResults: 50, NextToken });
        return { Tags: items, NextToken: next };
      },
    ),
  },
};

function organizationOf({ state: { organization }, account }: Context): Organization {
  if (organization?.accounts.some((member) => member.id === account)) return organization;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** Gives the organization to whom it lets read it: the management account, and delegated administrators. */
function readableBy(context: Context): Organization {
  const organization = organizationOf(context);
  const { managementAccount, delegatedAdministrators = [] } = organization;
  if ([managementAccount, ...delegatedAdministrators].includes(context.account)) return organization;
  throw DENIED;
}

const rootOf = ({ root = ROOT }: Organization): string => root;

const parentOf = (organization: Organization, { unit }: OrganizationAccount): string => unit ?? rootOf(organization);

function checkParent(organization: Organization, id: string): void {
  if (id === rootOf(organization) || Object.hasOwn(organization.units ?? {}, id)) return;
  throw new AwsError('ParentNotFoundException', "You specified a root or OU that doesn't exist.");
}

const arnOf = ({ partition }: Context, organization: Organization, kind: string, id: string): string =>
  `arn:${partition.id}:organizations::${organization.managementAccount}:${kind}/${organization.id}/${id}`;

const shown = (context: Context, organization: Organization, member: OrganizationAccount): object => ({
  Id: member.id,
  Arn: arnOf(context, organization, 'account', member.id),
  Email: member.email,
  Name: member.name,
  // Status was replaced by State on 2026-09-09, and has fewer values.
  Status: {
    PENDING_ACTIVATION: undefined,
    CLOSED: 'SUSPENDED',
    ACTIVE: 'ACTIVE',
    SUSPENDED: 'SUSPENDED',
    PENDING_CLOSURE: 'PENDING_CLOSURE',
  }[member.state],
  State: member.state,
  JoinedMethod: member.id === organization.managementAccount ? 'INVITED' : 'CREATED',
  JoinedTimestamp: seconds(member.joined),
});
