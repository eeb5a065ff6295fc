import { AwsError } from '../../protocols/aws-error.ts';
import type { ManagedNode } from '../../state/ssm.ts';
import type { Tags } from '../../state/tags.ts';
import type { Context } from '../operation.ts';
import { tally } from './overview.ts';

interface Filter {
  readonly key: string;
  readonly values: readonly string[];
}

/** The value that each filter is compared with, and the values it takes, if these are limited. */
const FILTERS: Readonly<
  Record<string, readonly [actual: (id: string, node: ManagedNode) => string | undefined, ...values: readonly string[]]>
> = {
  InstanceIds: [(id) => id],
  AgentVersion: [(_, { agentVersion }) => agentVersion],
  PingStatus: [(_, { pingStatus }) => pingStatus, 'Online', 'ConnectionLost', 'Inactive'],
  PlatformTypes: [(_, { platform }) => platform, 'Windows', 'Linux', 'MacOS'],
  AssociationStatus: [(_, node) => statusOf(node), 'Success', 'Pending', 'Failed'],
  IamRole: [(_, { iamRole }) => iamRole],
  // The state has no activations.
  ActivationIds: [() => undefined],
  ResourceType: [resourceType, 'EC2Instance', 'ManagedInstance'],
  SourceIds: [(id) => id],
  SourceTypes: [sourceType],
};

/** Names the type of a node: an EC2 instance, or one registered by an activation (`mi-`). */
export function resourceType(id: string): string {
  return isHybrid(id) ? 'ManagedInstance' : 'EC2Instance';
}

export function sourceType(id: string): string {
  return isHybrid(id) ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance';
}

/** Tells whether a node passes all filters. Refuses filters that AWS refuses: https://github.com/boto/boto3/issues/3027 */
export function nodeMatches(context: Context, filters: readonly Filter[]): (id: string, node: ManagedNode) => boolean {
  const byTag = filters.filter(({ key }) => isTagKey(key));
  const tests = filters.map((filter) => (isTagKey(filter.key) ? tagTest(context, filter) : plainTest(filter)));
  if (byTag.length > 0 && byTag.length < filters.length) {
    throw new AwsError('ValidationException', "Tag filters can't be combined with other filter types.");
  }
  return (id, node) => tests.every((test) => test(id, node));
}

function plainTest({ key, values }: Filter): (id: string, node: ManagedNode) => boolean {
  const known = Object.hasOwn(FILTERS, key) ? FILTERS[key] : undefined;
  if (!known) throw new AwsError('InvalidFilterKey', "The specified key isn't valid.");
  const [actual, ...possible] = known;
  const malformed = key === 'InstanceIds' && values.find((value) => !/^m?i-\w+$/.test(value));
  if (malformed) throw new AwsError('InvalidInstanceId', `Instance id ${malformed} is not valid.`);
  if (key === 'ResourceType' && values.length > 1) throw invalid('ResourceType filter may contain only one value.');
  if (possible.length > 0 && !values.every((value) => possible.includes(value))) {
    throw invalid(`${key} filter is invalid, valid values are ${possible.join(', ')}`);
  }
  return (id, node) => values.includes(actual(id, node) ?? '');
}

function tagTest({ here }: Context, { key, values }: Filter): (id: string, node: ManagedNode) => boolean {
  // An instance's tags are those in EC2.
  const tagsOf = (id: string, node: ManagedNode): Tags => (isHybrid(id) ? node.tags : (here.instances[id]?.tags ?? {}));
  if (key === 'tag-key') return (id, node) => Object.keys(tagsOf(id, node)).some((name) => values.includes(name));
  const name = key.slice('tag:'.length);
  return (id, node) => Object.entries(tagsOf(id, node)).some(([tag, value]) => tag === name && values.includes(value));
}

function statusOf(node: ManagedNode): string | undefined {
  return tally(Object.values(node.associations).map(({ status }) => status))?.status;
}

function isTagKey(key: string): boolean {
  return key === 'tag-key' || key.startsWith('tag:');
}

function isHybrid(id: string): boolean {
  return id.startsWith('mi-');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInstanceInformationFilterValue', message);
}
