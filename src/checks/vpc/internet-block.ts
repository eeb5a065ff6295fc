import type { Subnet } from '../../facts/network.ts';
import { page } from '../page.ts';
import type { Barrier } from './barrier.ts';
import type { Dependency } from './dependencies.ts';
import { destinationOf } from './endpoints.ts';
import { natOf } from './nat.ts';
import { ec2, inOrder } from './remedies.ts';
import type { Host, Site } from './site.ts';

/** Where the traffic of hosts comes to an internet gateway, and what of it is let through there. */
interface Crossing {
  readonly subnet: Subnet;
  /** Hosts behind a NAT gateway, which nobody outside can reach. */
  readonly outward: boolean;
}

/**
 * Finds hosts that VPC Block Public Access keeps from the internet. What it leaves out is read only where a subnet says that it is blocked.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export function internetBlocks(site: Site, dependency: Dependency): readonly Barrier[] {
  const groups = new Map<string, { readonly crossing: Crossing; readonly hosts: Host[] }>();
  for (const host of dependency.hosts) {
    if (destinationOf(site, dependency.service, host) !== 'internet') continue;
    const crossing = crossingOf(site, host);
    if (!crossing || !isBlocked(site, crossing)) continue;
    const key = `${crossing.subnet.id} ${crossing.outward}`;
    const known = groups.get(key);
    if (known) known.hosts.push(host);
    else groups.set(key, { crossing, hosts: [host] });
  }
  return [...groups.values()].map(({ crossing: { subnet, outward }, hosts }): Barrier => {
    const base = {
      check: 'vpc.public-access-block',
      subject: subnet.id,
      dependency,
      hosts,
      remedy: inOrder([
        ec2(site, 'create-vpc-block-public-access-exclusion', {
          'subnet-id': subnet.id,
          'internet-gateway-exclusion-mode': outward ? 'allow-egress' : 'allow-bidirectional',
        }),
      ]),
      ref: page('security-vpc-bpa', 'vpc/latest/userguide'),
    };
    return site.openToInternet
      ? { ...base, answer: 'no', fact: 'VPC Block Public Access keeps it from the internet, and no other way leads to' }
      : {
          ...base,
          answer: 'unknown',
          fact: 'VPC Block Public Access may keep it from the internet, unless it is left out, and from',
          unread: ['ec2:DescribeVpcBlockPublicAccessExclusions'],
        };
  });
}

function crossingOf({ network }: Site, { instance, table }: Host): Crossing | undefined {
  const nat = natOf(network, table);
  const id = nat?.subnet ?? instance.subnet;
  const subnet = network.subnets?.find((one) => one.id === id);
  return subnet && { subnet, outward: nat !== undefined };
}

function isBlocked({ openToInternet, vpc, target }: Site, { subnet, outward }: Crossing): boolean {
  if (!subnet.blocked || (subnet.blocked === 'block-ingress' && outward)) return false;
  const arn = (thing: string): string => `arn:${target.partition.name}:ec2:${target.region}:${target.account}:${thing}`;
  const open = openToInternet?.get(arn(`subnet/${subnet.id}`)) ?? openToInternet?.get(arn(`vpc/${vpc.id}`));
  return open !== 'allow-bidirectional' && !(open === 'allow-egress' && outward);
}
