import type { Instance } from '../../facts/instances.ts';
import type { HostedZone } from '../../facts/hosted-zones.ts';
import type { Endpoint, Network, RouteTable, Vpc } from '../../facts/network.ts';
import type { Role } from '../../facts/roles.ts';
import type { Addresses, InternetGateway } from '../../facts/surroundings.ts';
import type { KeyValues } from '../../policies/reading/condition-match.ts';
import type { Target } from '../../targets/target.ts';
import { routeTableOf, type WayOut, wayOut } from './way-out.ts';

/** An instance in its network. */
export interface Host {
  readonly instance: Instance;
  /** Absent where it is not known. */
  readonly table: RouteTable | undefined;
  readonly way: WayOut;
  /** The role that its agent works under, where the policy of an endpoint depends on it and it is known. */
  readonly role?: Pick<Role, 'arn' | 'id' | 'tags'>;
  /** The condition keys about its organization, where the policy of an endpoint depends on them and they are known. */
  readonly organization?: Readonly<Record<string, KeyValues>>;
  /** True if Systems Manager knows it: once it had a way out. */
  readonly registered?: true;
}

/** A VPC with instances that sessions may lead to. */
export interface Site {
  readonly vpc: Vpc;
  readonly hosts: readonly Host[];
  readonly network: Network;
  readonly target: Target;
  /** The endpoints of this VPC, without those that are gone. */
  readonly endpoints: readonly Endpoint[];
  /** Set if there may be endpoints that are not visible: another account shares the VPC, or EC2 does not say. */
  readonly blind?: { readonly owner?: string };
  /** Read for advice that depends on them; absent: that was not so, or they may not be read. */
  readonly zones?: ReadonlyMap<string, readonly string[]>;
  readonly gateways?: readonly InternetGateway[];
  readonly openToInternet?: ReadonlyMap<string, 'allow-bidirectional' | 'allow-egress'>;
  /** Its private hosted zones, read where nodes seem to find no service by its name; absent: that was not so, or they may not be read. */
  readonly hostedZones?: readonly HostedZone[];
  /** The private addresses of its endpoints, by network interface, read where such zones hold addresses. */
  readonly addresses?: Addresses;
  /** Set if these were wanted, and listing them is denied. */
  readonly zonesDenied?: true;
  /** All running instances of the region, also those that sessions cannot lead to. */
  readonly neighbours?: readonly Instance[];
}

const GONE = ['deleting', 'deleted', 'rejected', 'expired'];

/** Finds the VPCs of these instances; `registered`: ids of nodes that Systems Manager knows. */
export function sitesOf(
  instances: readonly Instance[],
  network: Network,
  target: Target,
  registered: ReadonlySet<string> = new Set(),
): readonly Site[] {
  const byVpc = new Map<string, Instance[]>();
  for (const instance of instances) {
    const known = byVpc.get(instance.vpc);
    if (known) known.push(instance);
    else byVpc.set(instance.vpc, [instance]);
  }
  return [...byVpc].map(([id, inside]): Site => {
    const vpc = network.vpcs?.find((known) => known.id === id) ?? { id, cidrs: [] };
    const owner = ownerOf(vpc, inside, network, target.account);
    const endpoints = network.endpoints?.filter((endpoint) => endpoint.vpc === id && !GONE.includes(endpoint.state));
    return {
      vpc,
      hosts: inside.map((instance) => {
        const table = routeTableOf(network, instance.subnet, id);
        const known = registered.has(instance.id);
        return { instance, table, way: wayOut(table, instance, network), ...(known && { registered: true as const }) };
      }),
      network,
      target,
      endpoints: endpoints ?? [],
      ...((owner !== undefined || !endpoints) && { blind: owner === undefined ? {} : { owner } }),
    };
  });
}

// Those who share a VPC of another account do not see its endpoints:
// https://github.com/aws-containers/amazon-ecs-exec-checker/issues/72
function ownerOf(vpc: Vpc, instances: readonly Instance[], { subnets }: Network, account: string): string | undefined {
  const within = new Set(instances.map(({ subnet }) => subnet));
  const owners = [vpc, ...(subnets ?? []).filter(({ id }) => within.has(id))].map(({ ownerId }) => ownerId);
  return owners.find((owner) => owner !== undefined && owner !== account);
}

/** Lists the route tables of hosts. */
export const tablesOf = (hosts: readonly Host[]): readonly RouteTable[] => [
  ...new Map(hosts.flatMap(({ table }) => (table ? [[table.id, table]] : []))).values(),
];
