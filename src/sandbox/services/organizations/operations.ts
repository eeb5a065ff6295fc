import { AwsError } from '../../protocols/aws-error.ts';
import { integer, structure, text } from '../../protocols/shape.ts';
import { type Context, reads, type Service } from '../operation.ts';
import { pageOf } from '../pages.ts';
import { anything } from '../permission.ts';
import { seconds } from '../times.ts';

const DENIED = new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");

export const organizations: Service = {
  name: 'organizations',
  protocol: 'aws-json',
  target: 'AWSOrganizationsV20161128',
  invalid: 'InvalidInputException',
  internal: 'ServiceException',
  permissions: { DescribeOrganization: anything, ListAccounts: anything },
  operations: {
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
    ListAccounts: reads(
      structure({ NextToken: text({ max: 100_000 }), MaxResults: integer({ min: 1, max: 20 }) }),
      (context, input) => {
        const { account, partition } = context;
        const organization = organizationOf(context);
        if (account !== organization.managementAccount) {
          throw DENIED;
        }
        const members = organization.accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const { items, next } = pageOf(members, (member) => member.id, {
          limit: input.MaxResults ?? 20,
          token: input.NextToken,
          invalid: () => new AwsError('InvalidInputException', 'You specified an invalid value for NextToken.'),
        });
        const shown = items.map((member) => ({
          Id: member.id,
          Arn: `arn:${partition.id}:organizations::${organization.managementAccount}:account/${organization.id}/${member.id}`,
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
        }));
        return { Accounts: shown, NextToken: next };
      },
    ),
  },
};

function organizationOf({ state: { organization }, account }: Context): NonNullable<Context['state']['organization']> {
  if (organization?.accounts.some((member) => member.id === account)) return organization;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}
