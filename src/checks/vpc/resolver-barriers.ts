import type { Vpc } from '../../facts/network.ts';
import { page } from '../page.ts';
import type { Barrier } from './barrier.ts';
import type { Dependency } from './dependencies.ts';
import { endpointFor } from './endpoints.ts';
import { inOrder, showDhcpOptions, turnDnsOn } from './remedies.ts';
import type { Host, Site } from './site.ts';

/**
 * Tells whether hosts ask other resolvers than Amazon's, which is called AmazonProvidedDNS, 169.254.169.253, fd00:ec2::253, or the
 * second address of the VPC: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function hasOwnResolvers({ nameServers = [], cidrs }: Vpc): boolean {
  const second = cidrs.map((cidr) => cidr.replace(/(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 2)));
  const amazons = ['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253', ...second];
  return nameServers.length > 0 && !nameServers.some((server) => amazons.includes(server));
}

/**
 * Finds what keeps hosts from finding a service by its name at all, on whatever way; where the names of endpoints are all that is
 * missing, `endpointBarriers` says so.
 */
export function resolverBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  const { vpc } = site;
  const reaching = dependency.hosts.filter(
    (host) => host.way !== 'none' || endpointFor(site, dependency.service, host),
  );
  const base = {
    check: 'vpc.dns',
    subject: vpc.id,
    dependency,
    ref: page('AmazonDNS-concepts', 'vpc/latest/userguide'),
  };
  if (hasOwnResolvers(vpc)) {
    const remedy = inOrder([showDhcpOptions(site)], 'check that they answer, also with the addresses of endpoints');
    const fact = 'its DHCP options name resolvers of its own, and it cannot be seen here whether they find';
    // That is so for hosts that have no way yet, too.
    return [{ ...base, hosts: dependency.hosts, answer: 'unknown', shared: true, fact, remedy }];
  }
  const isNamed = (host: Host): boolean =>
    host.way === 'none' && endpointFor(site, dependency.service, host)?.privateDns === true;
  const hosts = reaching.filter((host) => !isNamed(host));
  if (vpc.dnsSupport !== false || hosts.length === 0) return [];
  const fact = "its DNS support is off, and with it Amazon's resolver, which finds";
  return [{ ...base, hosts, answer: 'no', fact, remedy: inOrder(turnDnsOn(site)) }];
}
