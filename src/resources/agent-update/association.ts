import type { Association, AssociationDescription, AssociationOverview } from '@aws-sdk/client-ssm';
import type { SSM } from '../../aws/clients/ssm.ts';
import type { AssociationTarget } from '../../inputs/association-targets.ts';
import type { Tags } from '../resource.ts';
import type { AssociationDetails } from './details.ts';
import { recurs } from './schedule.ts';
import { isEveryNode, isWithin } from './targets.ts';

/** AWS's document that updates the agent, and the name of our association of it. */
export const AGENT_DOCUMENT = 'AWS-UpdateSSMAgent';
export const ASSOCIATION = 'SsmAgent';

export interface FoundAssociation {
  readonly id: string;
  readonly name: string | undefined;
  /** Empty, or a time: it runs once, and keeps nothing up to date. */
  readonly schedule: string;
  readonly targets: readonly AssociationTarget[];
  /** Ids of further associations of ours with the same name: two runs at once, or a lost answer, can leave them. */
  readonly doubles: readonly string[];
  /** It has our name, but not our tag; absent also where nobody has looked. */
  readonly foreign?: true;
  /** Its tags; only read where it is not ours. */
  readonly tags?: Tags;
  /** Others that have our name, too, and stay as they are. */
  readonly namesakes?: readonly FoundAssociation[];
  /** What it has in place of targets, as JSON. */
  readonly targetMaps?: string;
  /** The number of its latest version; absent where the endpoint keeps none. */
  readonly version?: string;
  /** True if the last run failed on some node, also while it still runs on others. */
  readonly failed?: true;
  /** What is read of it only where it decides something. */
  readonly details?: AssociationDetails;
}

/** Tells whether it has the name of ours, whoever made it: AWS takes any number of associations by one name. */
export const hasOurName = ({ name }: Pick<FoundAssociation, 'name'>): boolean => name === ASSOCIATION;

/** Lists all associations of AWS's document that updates the agent by their ids, whoever made them. */
export async function listAssociations(ssm: SSM): Promise<readonly FoundAssociation[]> {
  const AssociationFilterList = [{ key: 'Name' as const, value: AGENT_DOCUMENT }];
  const found: FoundAssociation[] = [];
  for await (const page of ssm.paginateListAssociations({ AssociationFilterList }, { pageSize: 50 })) {
    found.push(...(page.Associations ?? []).map(toAssociation));
  }
  return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Reads an association as it is listed or described. */
export function toAssociation({
  AssociationId,
  AssociationName,
  AssociationVersion,
  ScheduleExpression,
  Targets,
  InstanceId,
  Overview,
  TargetMaps = [],
}: Association | AssociationDescription): FoundAssociation {
  const targets = ownTargets(Targets);
  const legacy = InstanceId && targets.length === 0 ? [{ key: 'InstanceIds', values: [InstanceId] }] : targets;
  return {
    id: AssociationId ?? '',
    name: AssociationName,
    schedule: ScheduleExpression ?? '',
    targets: legacy,
    doubles: [],
    ...(AssociationVersion && { version: AssociationVersion }),
    ...(TargetMaps.length > 0 && { targetMaps: JSON.stringify(TargetMaps) }),
    ...(hasFailed(Overview) && { failed: true as const }),
  };
}

const hasFailed = ({ Status, AssociationStatusAggregatedCount: counts = {} }: AssociationOverview = {}): boolean =>
  Status === 'Failed' || ['Failed', 'TimedOut'].some((status) => (counts[status] ?? 0) > 0);

/** Reads targets as AWS tells them. */
const ownTargets = (targets: Association['Targets'] = []): readonly AssociationTarget[] =>
  targets.map(({ Key = '', Values = [] }) => ({ key: Key, values: Values }));

/** Writes targets as AWS takes them. */
export const awsTargets = (targets: readonly AssociationTarget[]): { Key: string; Values: string[] }[] =>
  targets.map(({ key, values }) => ({ Key: key, Values: [...values] }));

/** Tells whether it goes on updating every node of these targets. */
export function keepsUp({ schedule, targets }: FoundAssociation, nodes: readonly AssociationTarget[]): boolean {
  if (!recurs(schedule) || targets.length === 0) return false;
  return targets.every((target) => isEveryNode(target) || nodes.some((node) => isWithin(node, target)));
}
