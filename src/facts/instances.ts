import type { Target } from '../targets/target.ts';

/** The parts of a running EC2 instance that sessions depend on. */
export interface Instance {
  readonly id: string;
  /** Its Name tag. */
  readonly name?: string;
  /** ARN of its instance profile. */
  readonly profile?: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly privateIp: string;
  readonly hasPublicIp: boolean;
  readonly hasIpv6: boolean;
  /** Ids. */
  readonly securityGroups: readonly string[];
  /** True if the metadata service, from which the agent gets its credentials, is off. */
  readonly metadataOff: boolean;
  readonly windows: boolean;
  /** Ids of its network interfaces. */
  readonly interfaces?: readonly string[];
  /** True if it may pass on what is not meant for it: the source/destination check of one of its interfaces is off. */
  readonly forwards?: true;
  readonly launched?: Date;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads all running instances of the region; `only`: the one of this id. */
export async function readInstances(target: Target, only?: string): Promise<readonly Instance[]> {
  const client = await target.ec2();
  const running = { Filters: [{ Name: 'instance-state-name', Values: ['running'] }, ...named(only)] };
  const instances: Instance[] = [];
  for await (const page of client.paginateDescribeInstances(running, { pageSize: 1000 })) {
    for (const found of (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? [])) {
      // Endpoints other than AWS do not always filter.
      if ((found.State?.Name ?? 'running') !== 'running' || (only !== undefined && found.InstanceId !== only)) continue;
      const interfaces = found.NetworkInterfaces ?? [];
      const ids = interfaces.flatMap(({ NetworkInterfaceId: id }) => id ?? []);
      const name = found.Tags?.find(({ Key }) => Key === 'Name')?.Value;
      const groups = [...(found.SecurityGroups ?? []), ...interfaces.flatMap(({ Groups }) => Groups ?? [])];
      instances.push({
        id: found.InstanceId ?? '',
        ...(name && { name }),
        ...(found.IamInstanceProfile?.Arn && { profile: found.IamInstanceProfile.Arn }),
        vpc: found.VpcId ?? '',
        subnet: found.SubnetId ?? '',
        privateIp: found.PrivateIpAddress ?? '',
        hasPublicIp: Boolean(found.PublicIpAddress),
        hasIpv6: Boolean(found.Ipv6Address) || interfaces.some(({ Ipv6Addresses }) => (Ipv6Addresses?.length ?? 0) > 0),
        securityGroups: [...new Set(groups.flatMap(({ GroupId }) => GroupId ?? []))],
        metadataOff: found.MetadataOptions?.HttpEndpoint === 'disabled',
        windows: found.Platform?.toLowerCase() === 'windows',
        ...(ids.length > 0 && { interfaces: ids }),
        ...([found, ...interfaces].some(({ SourceDestCheck: checks }) => checks === false) && {
          forwards: true as const,
        }),
        ...(found.LaunchTime && { launched: found.LaunchTime }),
        tags: Object.fromEntries((found.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      });
    }
  }
  return instances;
}

// An id that is asked for otherwise is an error where there is none.
const named = (id: string | undefined): { Name: string; Values: string[] }[] =>
  id === undefined ? [] : [{ Name: 'instance-id', Values: [id] }];

/** Reads the state of an instance: `running`, `stopped` and so on; undefined: there is none of this id in the region. */
export async function readInstanceState(target: Target, id: string): Promise<string | undefined> {
  const client = await target.ec2();
  for await (const page of client.paginateDescribeInstances({ Filters: named(id) }, { pageSize: 1000 })) {
    const all = (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    const found = all.find(({ InstanceId }) => InstanceId === id);
    if (found) return found.State?.Name;
  }
  return undefined;
}
