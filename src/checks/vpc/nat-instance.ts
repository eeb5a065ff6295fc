import type { Instance } from '../../facts/instances.ts';
import type { RouteTable } from '../../facts/network.ts';
import { addressFor } from './addressless.ts';
import type { Barrier } from './barrier.ts';
import { INTERNET } from './cidr.ts';
import { isDefault } from './nat.ts';
import { admit, ec2, inOrder, leadToInternet, letOut } from './remedies.ts';
import { groupsAdmit } from './security-groups.ts';
import type { Host, Site } from './site.ts';
import { routeTableOf, wayOut } from './way-out.ts';

/** Where the way through an instance breaks off. */
type Broken = Pick<Barrier, 'fact' | 'remedy' | 'refutable'>;

/** Finds the instance that the default route of a table leads to, by itself or by one of its interfaces; undefined where there is none, or it does not run. */
export function natInstanceOf({ neighbours = [] }: Site, table: RouteTable | undefined): Instance | undefined {
  const target = table?.routes.find((route) => isDefault(route) && route.active)?.target ?? '';
  if (!/^(?:i|eni)-/.test(target)) return undefined;
  return neighbours.find(({ id, interfaces = [] }) => id === target || interfaces.includes(target));
}

/**
 * Finds what keeps hosts from the internet behind an instance that they are led to: it has to pass on what is not meant for it, let them in, and
 * have a way out itself. https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export function brokenNatInstance(site: Site, nat: Instance, hosts: readonly Host[]): Broken | undefined {
  const { network } = site;
  const [group] = nat.securityGroups;
  if (!nat.forwards) {
    return {
      // Nodes that are online do not use it: it may be a proxy, which answers for itself.
      refutable: true,
      fact: 'its source/destination check is on, so it passes nothing on, and no other way leads to',
      remedy: inOrder([
        ec2(site, 'modify-instance-attribute', { 'instance-id': nat.id, 'no-source-dest-check': true }),
      ]),
    };
  }
  // Which of several interfaces leads where is its own affair.
  if ((nat.interfaces ?? []).length > 1) return undefined;
  const refused = hosts.filter(
    ({ instance: { privateIp, securityGroups } }) =>
      groupsAdmit(network, nat.securityGroups, 'ingress', { cidr: privateIp, groups: securityGroups }) === 'no',
  );
  if (refused.length > 0) {
    return {
      fact: 'its security groups do not let nodes in on port 443, on the way to',
      remedy: inOrder(admit(site, nat.securityGroups, refused)),
    };
  }
  if (group !== undefined && groupsAdmit(network, nat.securityGroups, 'egress', { cidr: INTERNET }) === 'no') {
    return {
      fact: 'its security groups let nothing out on port 443, to',
      remedy: inOrder([letOut(site, group, 'internet')]),
    };
  }
  const table = routeTableOf(network, nat.subnet, nat.vpc);
  if (!table || wayOut(table, { hasPublicIp: true, hasIpv6: false }) !== 'none') {
    return nat.hasPublicIp || !isPublic(table) ? undefined : withoutAddress(site, nat);
  }
  // Nodes would lose their own way if their table led to an internet gateway.
  const apart = !site.hosts.some((host) => host.table?.id === table.id && !host.instance.hasPublicIp);
  return {
    fact: 'its subnet has no route to an internet gateway, and no other way leads to',
    remedy: apart
      ? leadToInternet(site, table)
      : inOrder(
          [ec2(site, 'describe-instances', { 'instance-ids': nat.id })],
          'move it to a subnet that leads to an internet gateway',
        ),
  };
}

const isPublic = (table: RouteTable | undefined): boolean =>
  table?.routes.some((route) => isDefault(route) && route.active && route.target.startsWith('igw-')) === true;

const withoutAddress = (site: Site, { id }: Instance): Broken => ({
  fact: 'it has no public address, and no other way leads to',
  remedy: inOrder(addressFor(site, id)),
});
