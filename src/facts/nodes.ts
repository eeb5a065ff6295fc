import pLimit from 'p-limit';
import type { Target } from '../targets/target.ts';

/** A node that Systems Manager knows: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html */
export interface Node {
  /** `i-…`, or `mi-…` for a hybrid one. */
  readonly id: string;
  /** Online, ConnectionLost or Inactive. */
  readonly ping: string;
  /** Four numbers: `3.3.131.0`; '' where it is not known. */
  readonly agentVersion: string;
  /** Linux, Windows or MacOS. */
  readonly platform: string;
  /** Of its operating system: `Amazon Linux 2023`. */
  readonly system?: string;
  /** Of a hybrid node: the name that its activation gave it. */
  readonly name?: string;
  readonly lastPing?: Date;
  /** Name of the role of a hybrid node. */
  readonly role?: string;
  /** Its private address, as its agent reports it. */
  readonly address?: string;
  /** Its name in DNS, as its agent reports it. */
  readonly computer?: string;
}

export const isHybrid = ({ id }: Pick<Node, 'id'>): boolean => id.startsWith('mi-');

/**
 * Makes a function that tells whether a hybrid node is online at an address: an instance is managed as one where its agent was
 * registered by an activation. Networks that do not know of each other may use the same address.
 */
export function activatedAmong(nodes: readonly Node[]): (address: string) => boolean {
  const online = nodes.filter((node) => isHybrid(node) && node.ping === 'Online');
  const addresses = new Set(online.flatMap(({ address }) => address || []));
  return (address) => addresses.has(address);
}

/** A filter of DescribeInstanceInformation. */
export interface NodeFilter {
  readonly key: string;
  /** One, or up to a hundred. */
  readonly value: string | readonly string[];
}

/** Reads all nodes of the region, or those that pass a filter. */
export async function readNodes(target: Target, filter?: NodeFilter): Promise<readonly Node[]> {
  const client = await target.ssm();
  const input = filter ? { Filters: [{ Key: filter.key, Values: [filter.value].flat() }] } : {};
  const nodes: Node[] = [];
  for await (const page of client.paginateDescribeInstanceInformation(input, { pageSize: 50 })) {
    for (const node of page.InstanceInformationList ?? []) {
      nodes.push({
        id: node.InstanceId ?? '',
        ping: node.PingStatus ?? '',
        agentVersion: node.AgentVersion ?? '',
        platform: node.PlatformType ?? '',
        ...(node.PlatformName && { system: systemOf(node.PlatformName, node.PlatformVersion) }),
        ...(node.Name && { name: node.Name }),
        ...(node.LastPingDateTime && { lastPing: node.LastPingDateTime }),
        ...(node.IamRole && { role: node.IamRole }),
        ...(node.IPAddress && { address: node.IPAddress }),
        ...(node.ComputerName && { computer: node.ComputerName }),
      });
    }
  }
  return nodes;
}

// Some names of systems hold the version, as those of Windows do.
const systemOf = (name: string, version = ''): string =>
  version === '' || name.includes(version) ? name : `${name} ${version}`;

// AWS offers only one call per node. More at a time are throttled.
const PROBES = 16;

/** Makes a function that asks whether a node, by its id, holds a channel for sessions: one call, sixteen nodes at a time. */
export function connectionReader(target: Target): (id: string) => Promise<boolean> {
  const limit = pLimit(PROBES);
  return (Target) =>
    limit(async () => {
      const client = await target.ssm();
      return (await client.getConnectionStatus({ Target })).Status !== 'notconnected';
    });
}
