import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, structure, text } from '../../protocols/shape.ts';
import { DEFAULT_REGIONS, OPT_IN_REGIONS, OTHER_REGIONS } from '../../state/partitions.ts';
import { isEnabled, type State } from '../../state/state.ts';
import { reads, type Service } from '../operation.ts';
import { pageOf } from '../pages.ts';

export const accountService: Service = {
  name: 'account',
  protocol: 'rest-json',
  invalid: 'ValidationException',
  internal: 'InternalServerException',
  permissions: {
    ListRegions: ({ partition, account }) => [{ resource: `arn:${partition.id}:account::${account}:account` }],
  },
  operations: {
    ListRegions: reads(
      structure({
        AccountId: text({ pattern: String.raw`\d{12}` }),
        MaxResults: integer({ min: 1, max: 50 }),
        NextToken: text({ max: 1000 }),
        RegionOptStatusContains: list(oneOf('ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT')),
      }),
      ({ state, account: own, partition, caller }, input) => {
        // It is in no other partition: https://docs.aws.amazon.com/general/latest/gr/accounts.html
        const others = OTHER_REGIONS[partition.id];
        if (partition.id !== 'aws' && !others) {
          throw new AwsError('UnknownOperationException', 'Account Management is not in this partition.', 404);
        }
        if (input.AccountId !== undefined && own !== state.organization?.managementAccount) {
          throw new AwsError(
            'AccessDeniedException',
            `User: ${caller.arn} is not authorized to perform: account:ListRegions`,
            403,
          );
        }
        const all = others ?? [...DEFAULT_REGIONS, ...OPT_IN_REGIONS].toSorted();
        const regions = all.map((RegionName) => ({
          RegionName,
          RegionOptStatus: optStatus(state, input.AccountId ?? own, RegionName),
        }));
        const wanted = input.RegionOptStatusContains;
        const { items, next } = pageOf(
          regions.filter((region) => !wanted?.length || wanted.some((status) => status === region.RegionOptStatus)),
          (region) => region.RegionName,
          {
            limit: input.MaxResults ?? 50,
            token: input.NextToken,
            invalid: () => new AwsError('ValidationException', 'The provided NextToken is not valid.'),
          },
        );
        return { Regions: items, NextToken: next };
      },
    ),
  },
};

function optStatus(state: State, account: string, region: string): string {
  if (!OPT_IN_REGIONS.includes(region)) return 'ENABLED_BY_DEFAULT';
  return isEnabled(state, account, region) ? 'ENABLED' : 'DISABLED';
}
