import type { Acl, Endpoint, RouteTable } from '../../facts/network.ts';
import { awsCommand } from '../advice.ts';
import { coverage, INTERNET } from './cidr.ts';
import { endpointsFor, isGateway } from './endpoints.ts';
import { actionsOf, type Use } from './endpoint-policy.ts';
import type { Service } from './needs.ts';
import { type Passage, ruleNumber } from './network-acls.ts';
import type { Host, Site } from './site.ts';

/** A command of the AWS CLI; what is constant in it comes first. */
const ec2 = ({ target }: Pick<Site, 'target'>, constant: string, ...words: readonly string[]): string =>
  awsCommand({ target }, `ec2 ${constant}`, ...words);

/** Makes the endpoint that these hosts lack, or leads them to the one that is there. */
export function createEndpoint(site: Site, service: Service, hosts: readonly Host[]): string {
  // The names of these services begin like this everywhere, also in China:
  // https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
  const name = `com.amazonaws.${site.target.region}.${service}`;
  const create = (type: string, ...words: readonly string[]): string =>
    ec2(
      site,
      `create-vpc-endpoint --vpc-endpoint-type ${type}`,
      '--vpc-id',
      site.vpc.id,
      '--service-name',
      name,
      ...words,
    );
  if (service !== 's3') {
    const subnets = ['--private-dns-enabled', '--subnet-ids', ...subnetsFor(site, hosts)];
    const groups = groupsOfOthers(site);
    return create('Interface', ...subnets, ...(groups.length > 0 ? ['--security-group-ids', ...groups] : []));
  }
  const seen = [...new Set(hosts.flatMap(({ table }) => table?.id ?? []))];
  const tables = seen.length > 0 ? seen : ['ROUTE_TABLES'];
  const gateway = endpointsFor(site, service).find(isGateway);
  return gateway
    ? ec2(site, 'modify-vpc-endpoint --vpc-endpoint-id', gateway.id, '--add-route-table-ids', ...tables)
    : create('Gateway', '--route-table-ids', ...tables);
}

// Without one it gets the default group of the VPC, which lets in nobody else.
const groupsOfOthers = (site: Site): readonly string[] =>
  ['ssm', 'ssmmessages', 'logs', 'kms'].flatMap((service) => endpointsFor(site, service))[0]?.securityGroups ?? [];

// One of each zone: that is all that EC2 takes, and enough for all others.
function subnetsFor({ network }: Site, hosts: readonly Host[]): readonly string[] {
  const byZone = new Map<string, string>();
  for (const { instance } of hosts) {
    const subnet = network.subnets?.find(({ id }) => id === instance.subnet);
    const zone = subnet?.zone ?? instance.subnet;
    if (!byZone.has(zone)) byZone.set(zone, instance.subnet);
  }
  return [...byZone.values()];
}

/** Shows the endpoints of a VPC to the account that owns it. */
export function showEndpoints({ target, vpc }: Site): string {
  const { profile: _, ...there } = target;
  return ec2({ target: there }, 'describe-vpc-endpoints --filters', `Name=vpc-id,Values=${vpc.id}`);
}

export const showEndpoint = (site: Site, { id }: Endpoint, what: string): string =>
  ec2(site, 'describe-vpc-endpoints --vpc-endpoint-ids', id, '--query', `VpcEndpoints[].${what}`);

/** Where it is on, but only for those who ask from outside, that has to be turned off. */
export function turnPrivateDnsOn(site: Site, { id, service }: Endpoint): string {
  const inbound = ['--dns-options', 'PrivateDnsOnlyForInboundResolverEndpoint=false'];
  const options = service.endsWith('.s3') ? inbound : [];
  return ec2(site, 'modify-vpc-endpoint --private-dns-enabled --vpc-endpoint-id', id, ...options);
}

/** Only one attribute can be modified at a time. */
export const turnDnsOn = (site: Site): readonly string[] => [
  ...(site.vpc.dnsSupport === false ? [turnOn(site, '--enable-dns-support')] : []),
  ...(site.vpc.dnsHostnames === false ? [turnOn(site, '--enable-dns-hostnames')] : []),
];

const turnOn = (site: Site, attribute: string): string =>
  ec2(site, 'modify-vpc-attribute --vpc-id', site.vpc.id, attribute, '{"Value":true}');

/** Lets hosts into an endpoint: the first group of each, or everybody in the VPC where these would be too many. */
export function admit(site: Site, [group = '']: readonly string[], hosts: readonly Host[]): readonly string[] {
  const allow = (...from: readonly string[]): string =>
    ec2(site, 'authorize-security-group-ingress --protocol tcp --port 443 --group-id', group, ...from);
  const sources = [...new Set(hosts.map(({ instance }) => instance.securityGroups[0]))];
  return sources.length <= 3 || site.vpc.cidrs.length === 0
    ? sources.map((source = '') => allow('--source-group', source))
    : site.vpc.cidrs.map((cidr) => allow('--cidr', cidr));
}

/** Lets hosts with a group out to an endpoint, to the prefix list of a gateway, or to the internet. */
export function letOut(site: Site, group: string, to: Endpoint | 'internet', prefixList?: string): string {
  const peers =
    prefixList !== undefined
      ? `PrefixListIds=[{PrefixListId=${prefixList}}]`
      : to === 'internet' || to.securityGroups[0] === undefined
        ? `IpRanges=[{CidrIp=${INTERNET}}]`
        : `UserIdGroupPairs=[{GroupId=${to.securityGroups[0]}}]`;
  const permission = `IpProtocol=tcp,FromPort=443,ToPort=443,${peers}`;
  return ec2(site, 'authorize-security-group-egress --group-id', group, '--ip-permissions', permission);
}

/** Lets something pass an ACL before any other rule of it; where there is no room for that, shows the rules. */
export function letPass(site: Site, acl: Acl, { egress, ports, peer }: Passage): string {
  const https = ports.from === 443;
  const blocks = [INTERNET, ...site.vpc.cidrs];
  const at = blocks.findIndex((cidr) =>
    peer === INTERNET ? cidr === peer : coverage(peer, [cidr]) === 'all' && cidr !== INTERNET,
  );
  const number = ruleNumber(acl, egress, 1 + 2 * Math.max(at, 0) + (https ? 0 : 1));
  if (number === undefined) return ec2(site, 'describe-network-acls --network-acl-ids', acl.id);
  const [direction, range] = [egress ? '--egress' : '--ingress', https ? 'From=443,To=443' : 'From=1024,To=65535'];
  return ec2(
    site,
    `create-network-acl-entry ${direction} --protocol tcp --rule-action allow --port-range ${range}`,
    '--network-acl-id',
    acl.id,
    '--rule-number',
    String(number),
    '--cidr-block',
    blocks[at] ?? peer,
  );
}

/** What to add to the policy of an endpoint. */
export function policyStatement(use: Use): string {
  const resources = [use, ...(use.also ? [use.also] : [])].map(({ resource = '*' }) =>
    resource.replace(/\/log$/, '/*'),
  );
  const Resource = resources.length === 1 ? resources[0] : resources;
  const statement = { Effect: 'Allow', Principal: '*', Action: actionsOf(use), Resource };
  return `add to its policy, unless a Deny stands against it: ${JSON.stringify(statement)}`;
}

/** The prefix list that a table has for a gateway endpoint. */
export const prefixListOf = (table: RouteTable | undefined, { id }: Endpoint): string | undefined =>
  table?.routes.find(({ target, destination }) => target === id && destination.startsWith('pl-'))?.destination;
