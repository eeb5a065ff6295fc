import { unlessDenied } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';
import { isHybrid, readNodes } from './nodes.ts';

/** The most values that a filter of EC2 takes. */
const MOST_VALUES = 200;

/**
 * Reads the Name tags of instances, also of those that are stopped, by their ids: in one call for up to 200 of them, else a page for
 * each thousand of the region. Instances without one are left out; where it may not be read, all are.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export async function readInstanceNames(target: Target, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(ids.filter((id) => id.startsWith('i-')));
  if (wanted.size === 0) return new Map();
  return (await unlessDenied(namesOf(target, wanted), 'InvalidInstanceID.Malformed')) ?? new Map();
}

/** The most ids of nodes that a filter of Systems Manager takes. */
const MOST_NODES = 100;

/**
 * Reads the names of nodes by their ids: the Name tags of instances, and what hybrid nodes are called by their activation, or else in
 * DNS. Those without one, or whose names may not be read, are left out.
 */
export async function readNodeNames(target: Target, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hybrid = [...new Set(ids.filter((id) => isHybrid({ id })))];
  const parts = Array.from({ length: Math.ceil(hybrid.length / MOST_NODES) }, (_, part) =>
    hybrid.slice(part * MOST_NODES, (part + 1) * MOST_NODES),
  );
  const [instances, ...nodes] = await Promise.all([
    readInstanceNames(target, ids),
    ...parts.map((value) => unlessDenied(readNodes(target, { key: 'InstanceIds', value }))),
  ]);
  const named = nodes.flatMap((found = []) =>
    found.flatMap(({ id, name, computer }) => (name || computer ? [[id, name ?? computer ?? ''] as const] : [])),
  );
  return new Map([...instances, ...named]);
}

async function namesOf(target: Target, wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const client = await target.ec2();
  // An id that is asked for otherwise is an error where there is none.
  const byId = { Filters: [{ Name: 'instance-id', Values: [...wanted] }] };
  const names = new Map<string, string>();
  const pages = client.paginateDescribeInstances(wanted.size > MOST_VALUES ? {} : byId, { pageSize: 1000 });
  for await (const { Reservations = [] } of pages) {
    for (const { InstanceId: id = '', Tags = [] } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      const name = Tags.find(({ Key }) => Key === 'Name')?.Value;
      if (wanted.has(id) && name) names.set(id, name);
    }
  }
  return names;
}
