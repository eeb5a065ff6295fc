import type { Endpoint } from '../../facts/network.ts';
import type { AwsCommand } from '../remedy.ts';
import { admit, allow } from './remedies.ts';
import { groupsAdmit } from './security-groups.ts';
import type { Site } from './site.ts';
import { wayOut } from './way-out.ts';

/** Tells whether anything in a VPC can have another way out than endpoints, and so can lose one to their private DNS. */
export const hasOtherWays = ({ network, vpc }: Pick<Site, 'network' | 'vpc'>): boolean =>
  network.routeTables === undefined ||
  network.routeTables
    .filter((table) => table.vpc === vpc.id)
    .some((table) => wayOut(table, { hasPublicIp: true, hasIpv6: false }) !== 'none');

/**
 * Makes the commands that let everybody into an endpoint who comes to it once the service's own name leads there: the hosts, and where
 * the VPC has another way out, all of the VPC, since what else works through that way is not seen here. Empty: they are let in.
 */
export function admitAll(site: Site, endpoint: Endpoint): readonly AwsCommand[] {
  const { network, vpc, hosts } = site;
  const [group] = endpoint.securityGroups;
  if (group === undefined) return [];
  const admits = (cidr: string, groups: readonly string[] = []): boolean =>
    groupsAdmit(network, endpoint.securityGroups, 'ingress', { cidr, groups }) === 'yes';
  if (hasOtherWays(site) && vpc.cidrs.length > 0) {
    return vpc.cidrs.filter((cidr) => !admits(cidr)).map((cidr) => allow(site, group, { cidr }));
  }
  const refused = hosts.filter(({ instance }) => !admits(instance.privateIp, instance.securityGroups));
  return refused.length > 0 ? admit(site, endpoint.securityGroups, refused) : [];
}
