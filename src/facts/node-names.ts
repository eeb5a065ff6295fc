import { unlessDenied } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

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
