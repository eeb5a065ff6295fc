import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import type { ManagedNode } from '../../state/ssm.ts';
import { type Context, reads } from '../operation.ts';
import { pageIn } from '../pages.ts';
import { seconds } from '../times.ts';
import { nodeMatches, resourceType, sourceType } from './node-filters.ts';
import { tally } from './overview.ts';

/** The newest agent, as far as the sandbox knows. */
const LATEST_AGENT = '3.3.3050.0';

const filterValues = required(list(text({ min: 1 }), { min: 1, max: 100 }));
const legacyKey = oneOf(
  ...(['InstanceIds', 'AgentVersion', 'PingStatus', 'PlatformTypes'] as const),
  ...(['ActivationIds', 'IamRole', 'ResourceType', 'AssociationStatus'] as const),
);

export const nodeOperations = {
  DescribeInstanceInformation: reads(
    structure({
      InstanceInformationFilterList: list(structure({ key: required(legacyKey), valueSet: filterValues })),
      Filters: list(structure({ Key: required(text({ min: 1 })), Values: filterValues })),
      MaxResults: integer({ min: 5, max: 50 }),
      NextToken: text(),
    }),
    (context, input) => {
      const legacy = input.InstanceInformationFilterList ?? [];
      const filters = input.Filters ?? [];
      if (legacy.length > 0 && filters.length > 0) {
        throw new AwsError(
          'ValidationException',
          'Filters and InstanceInformationFilterList cannot both be specified.',
        );
      }
      const all = [
        ...legacy.map(({ key, valueSet }) => ({ key, values: valueSet })),
        ...filters.map(({ Key, Values }) => ({ key: Key, values: Values })),
      ];
      const matches = nodeMatches(context, all);
      const isShown = (id: string, node: ManagedNode): boolean => isThere(context, id) && matches(id, node);
      const { items, next } = pageIn(context.here.nodes, isShown, {
        limit: input.MaxResults ?? 10,
        token: input.NextToken,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return { InstanceInformationList: items.map(([id, node]) => information(id, node)), NextToken: next };
    },
  ),
  // An unknown id is not connected either.
  GetConnectionStatus: reads(
    structure({ Target: required(text({ min: 1, max: 400 })) }),
    ({ here }, { Target: target }) => {
      const node = Object.hasOwn(here.nodes, target) ? here.nodes[target] : undefined;
      return { Target: target, Status: node?.connected ? 'connected' : 'notconnected' };
    },
  ),
};

/** Tells whether a node is shown: "This operation does not return information for nodes that are either Stopped or Terminated." */
function isThere({ here }: Context, id: string): boolean {
  const state = here.instances[id]?.state;
  return state !== 'stopped' && state !== 'terminated';
}

function information(id: string, node: ManagedNode): object {
  const associations = tally(Object.values(node.associations).map(({ status }) => status));
  return {
    InstanceId: id,
    PingStatus: node.pingStatus,
    LastPingDateTime: seconds(node.lastPing),
    AgentVersion: node.agentVersion,
    IsLatestVersion: isLatest(node.agentVersion),
    PlatformType: node.platform,
    PlatformName: node.platformName,
    PlatformVersion: node.platformVersion,
    IamRole: node.iamRole,
    ResourceType: resourceType(id),
    IPAddress: node.ipAddress,
    ComputerName: node.computerName,
    AssociationStatus: associations?.status,
    AssociationOverview: associations && {
      DetailedStatus: associations.status,
      InstanceAssociationStatusAggregatedCount: associations.counts,
    },
    SourceId: id,
    SourceType: sourceType(id),
  };
}

function isLatest(version: string): boolean {
  return version.localeCompare(LATEST_AGENT, 'en', { numeric: true }) >= 0;
}
