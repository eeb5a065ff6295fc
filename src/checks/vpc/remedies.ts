import type { Acl, Endpoint, RouteTable } from '../../facts/network.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import { type AwsCommand, awsCommand, type AwsOptions, type Commands, type Statement } from '../remedy.ts';
import { coverage, INTERNET } from './cidr.ts';
import { endpointsFor, isGateway } from './endpoints.ts';
import { actionsOf, type Use } from './endpoint-policy.ts';
import { type Passage, ruleNumber } from './network-acls.ts';
import type { Host, Site } from './site.ts';

const ec2 = (place: Parameters<typeof awsCommand>[0], operation: string, options: AwsOptions): AwsCommand =>
  awsCommand(place, ['ec2', operation], options);

/** Puts commands in the order in which to run them; `lead`: when. */
export const inOrder = (commands: readonly AwsCommand[], lead?: string): Commands => ({
  kind: 'commands',
  ...(lead !== undefined && { lead }),
  commands,
});

/** Advises to create the endpoint that these hosts lack, or to lead them to an existing one. */
export function createEndpoint(site: Site, service: Service, hosts: readonly Host[]): AwsCommand {
  // The names of these services begin like this everywhere, also in China:
  // https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
  const name = `com.amazonaws.${site.target.region}.${service}`;
  const create = (type: string, options: AwsOptions): AwsCommand =>
    ec2(site, 'create-vpc-endpoint', {
      'vpc-endpoint-type': type,
      'vpc-id': site.vpc.id,
      'service-name': name,
      ...options,
    });
  if (service !== 's3') {
    const groups = groupsOfOthers(site);
    return create('Interface', {
      'private-dns-enabled': true,
      'subnet-ids': subnetsFor(site, hosts),
      ...(groups.length > 0 && { 'security-group-ids': groups }),
    });
  }
  const seen = [...new Set(hosts.flatMap(({ table }) => table?.id ?? []))];
  const tables = seen.length > 0 ? seen : ['ROUTE_TABLES'];
  const gateway = endpointsFor(site, service).find(isGateway);
  return gateway
    ? ec2(site, 'modify-vpc-endpoint', { 'vpc-endpoint-id': gateway.id, 'add-route-table-ids': tables })
    : create('Gateway', { 'route-table-ids': tables });
}

// Without one it gets the default group of the VPC, which lets in only its own members.
const groupsOfOthers = (site: Site): readonly string[] =>
  ['ssm', 'ssmmessages', 'logs', 'kms'].flatMap((service) => endpointsFor(site, service))[0]?.securityGroups ?? [];

// One of each zone: EC2 takes no more, and it is enough for the other subnets.
function subnetsFor({ network }: Site, hosts: readonly Host[]): readonly string[] {
  const byZone = new Map<string, string>();
  for (const { instance } of hosts) {
    const subnet = network.subnets?.find(({ id }) => id === instance.subnet);
    const zone = subnet?.zone ?? instance.subnet;
    if (!byZone.has(zone)) byZone.set(zone, instance.subnet);
  }
  return [...byZone.values()];
}

/** Makes the command that shows the endpoints of a VPC to the account that owns it. */
export const showEndpoints = ({ target: { region }, vpc }: Site, owner: string): AwsCommand =>
  ec2({ target: { region, account: owner, assumed: true } }, 'describe-vpc-endpoints', {
    filters: `Name=vpc-id,Values=${vpc.id}`,
  });

/** Makes the command that shows one endpoint; `what`: the part of it, as a JMESPath expression. */
export const showEndpoint = (site: Site, { id }: Endpoint, what: string): AwsCommand =>
  ec2(site, 'describe-vpc-endpoints', { 'vpc-endpoint-ids': id, query: `VpcEndpoints[].${what}` });

/** Makes the command that turns private DNS on, also inside the VPC, if it is on only for queries from outside. */
export const turnPrivateDnsOn = (site: Site, { id, service }: Endpoint): AwsCommand =>
  ec2(site, 'modify-vpc-endpoint', {
    'private-dns-enabled': true,
    'vpc-endpoint-id': id,
    ...(service.endsWith('.s3') && { 'dns-options': 'PrivateDnsOnlyForInboundResolverEndpoint=false' }),
  });

/** Makes the commands that turn on the DNS attributes that are off: only one can be modified at a time. */
export const turnDnsOn = (site: Site): readonly AwsCommand[] => [
  ...(site.vpc.dnsSupport === false ? [turnOn(site, 'enable-dns-support')] : []),
  ...(site.vpc.dnsHostnames === false ? [turnOn(site, 'enable-dns-hostnames')] : []),
];

/** Makes the command that shows the DHCP options of a VPC. */
export const showDhcpOptions = (site: Site): AwsCommand =>
  ec2(site, 'describe-dhcp-options', { 'dhcp-options-ids': site.vpc.dhcpOptions ?? 'default' });

/** Makes the command that shows the routes of a table. */
export const showRoutes = (site: Site, { id }: RouteTable): AwsCommand =>
  ec2(site, 'describe-route-tables', { 'route-table-ids': id, query: 'RouteTables[].Routes' });

/** Makes the command that shows a NAT gateway, by its id. */
export const showNatGateway = (site: Site, id: string): AwsCommand =>
  ec2(site, 'describe-nat-gateways', { 'nat-gateway-ids': id });

/** Leads a table to the internet gateway that other tables of the VPC lead to; without one, shows what is attached. */
export function leadToInternet(site: Site, { id, routes }: RouteTable): Commands {
  const inside = (site.network.routeTables ?? []).filter(({ vpc }) => vpc === site.vpc.id);
  const gateway = inside
    .flatMap((table) => table.routes)
    .find(({ active, target }) => active && target.startsWith('igw-'))?.target;
  if (gateway === undefined) {
    const filters = `Name=attachment.vpc-id,Values=${site.vpc.id}`;
    const lead = `give ${id} a default route to the internet gateway of the VPC, which has to be attached if there is none`;
    return inOrder([ec2(site, 'describe-internet-gateways', { filters })], lead);
  }
  const taken = routes.some(({ destination }) => destination === INTERNET);
  const to = { 'destination-cidr-block': INTERNET, 'gateway-id': gateway };
  return inOrder([ec2(site, taken ? 'replace-route' : 'create-route', { 'route-table-id': id, ...to })]);
}

const turnOn = (site: Site, attribute: string): AwsCommand =>
  ec2(site, 'modify-vpc-attribute', { 'vpc-id': site.vpc.id, [attribute]: '{"Value":true}' });

/** Makes the commands that let hosts into an endpoint: the first group of each, or everybody in the VPC if that would be too many. */
export function admit(site: Site, [group = '']: readonly string[], hosts: readonly Host[]): readonly AwsCommand[] {
  const allow = (from: AwsOptions): AwsCommand =>
    ec2(site, 'authorize-security-group-ingress', { protocol: 'tcp', port: '443', 'group-id': group, ...from });
  const sources = [...new Set(hosts.map(({ instance }) => instance.securityGroups[0]))];
  return sources.length <= 3 || site.vpc.cidrs.length === 0
    ? sources.map((source = '') => allow({ 'source-group': source }))
    : site.vpc.cidrs.map((cidr) => allow({ cidr }));
}

/** Makes the command that lets hosts with a group out to an endpoint, to the prefix list of a gateway, or to the internet. */
export function letOut(site: Site, group: string, to: Endpoint | 'internet', prefixList?: string): AwsCommand {
  const peers =
    prefixList !== undefined
      ? `PrefixListIds=[{PrefixListId=${prefixList}}]`
      : to === 'internet' || to.securityGroups[0] === undefined
        ? `IpRanges=[{CidrIp=${INTERNET}}]`
        : `UserIdGroupPairs=[{GroupId=${to.securityGroups[0]}}]`;
  return ec2(site, 'authorize-security-group-egress', {
    'group-id': group,
    'ip-permissions': `IpProtocol=tcp,FromPort=443,ToPort=443,${peers}`,
  });
}

/** Makes the command that lets traffic pass an ACL, before its other rules; where there is no room for that, one that shows the rules. */
export function letPass(site: Site, acl: Acl, { egress, ports, peer }: Passage): AwsCommand {
  const https = ports.from === 443;
  const blocks = [INTERNET, ...site.vpc.cidrs];
  const at = blocks.findIndex((cidr) =>
    peer === INTERNET ? cidr === peer : coverage(peer, [cidr]) === 'all' && cidr !== INTERNET,
  );
  const number = ruleNumber(acl, egress, 1 + 2 * Math.max(at, 0) + (https ? 0 : 1));
  if (number === undefined) return ec2(site, 'describe-network-acls', { 'network-acl-ids': acl.id });
  return ec2(site, 'create-network-acl-entry', {
    [egress ? 'egress' : 'ingress']: true,
    protocol: 'tcp',
    'rule-action': 'allow',
    'port-range': https ? 'From=443,To=443' : 'From=1024,To=65535',
    'network-acl-id': acl.id,
    'rule-number': String(number),
    'cidr-block': blocks[at] ?? peer,
  });
}

/** Says what to add to the policy of an endpoint. */
export function policyStatement(uses: readonly Use[]): Statement {
  const resources = [...new Set(uses.flatMap(({ resource = '*', patterns = [resource] }) => patterns))];
  const Resource = resources.includes('*') ? '*' : resources.length === 1 ? resources[0] : resources;
  return {
    kind: 'statement',
    lead: 'add to its policy, unless a Deny prevents it',
    statement: { Effect: 'Allow', Principal: '*', Action: actionsOf(uses), Resource },
  };
}

/** Finds the prefix list that a table has for a gateway endpoint. */
export const prefixListOf = (table: RouteTable | undefined, { id }: Endpoint): string | undefined =>
  table?.routes.find(({ target, destination }) => target === id && destination.startsWith('pl-'))?.destination;
