import type { Acl, AclEntry, Endpoint, RouteTable } from '../../facts/network.ts';
import type { Policy, Statement as PolicyStatement } from '../../policies/reading/policy.ts';
import { type AwsCommand, awsCommand, type AwsOptions, type Commands, type Statement } from '../remedy.ts';
import { coverage, INTERNET } from './cidr.ts';
import { actionsOf, type Use } from './endpoint-policy.ts';
import { type Passage, roomBefore, ruleNumber } from './network-acls.ts';
import type { Host, Site } from './site.ts';

/** Makes a command of EC2 for a site or a target. */
export const ec2 = (place: Parameters<typeof awsCommand>[0], operation: string, options: AwsOptions): AwsCommand =>
  awsCommand(place, ['ec2', operation], options);

/** Puts commands in the order in which to run them; `lead`: when. */
export const inOrder = (commands: readonly AwsCommand[], lead?: string): Commands => ({
  kind: 'commands',
  ...(lead !== undefined && { lead }),
  commands,
});

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

/** Makes the command that shows the route tables of a VPC. */
export const showRouteTables = (site: Site): AwsCommand =>
  ec2(site, 'describe-route-tables', { filters: `Name=vpc-id,Values=${site.vpc.id}` });

/** Gives a table a default route to a gateway, in place of the one that it has; none without a gateway. */
export function leadTo(site: Site, { id, routes }: RouteTable, gateway: string | undefined): readonly AwsCommand[] {
  if (gateway === undefined) return [];
  const taken = routes.some(({ destination }) => destination === INTERNET);
  return [
    ec2(site, taken ? 'replace-route' : 'create-route', {
      'route-table-id': id,
      'destination-cidr-block': INTERNET,
      [/^(?:nat-|\$nat$)/.test(gateway) ? 'nat-gateway-id' : 'gateway-id']: gateway,
    }),
  ];
}

/**
 * Leads a table to the internet gateway of the VPC: the one that other tables lead to, or that is attached, the one that it led to, which is attached
 * again, or a new one. Where that cannot be seen, shows what is attached.
 */
export function leadToInternet(site: Site, table: RouteTable): Commands {
  const inside = (site.network.routeTables ?? []).filter(({ vpc }) => vpc === site.vpc.id);
  const routed = inside
    .flatMap(({ routes }) => routes)
    .find(({ active, target }) => active && target.startsWith('igw-'))?.target;
  const gateway = routed ?? site.gateways?.find(({ vpc }) => vpc === site.vpc.id)?.id;
  if (gateway !== undefined) return inOrder(leadTo(site, table, gateway));
  if (!site.gateways) {
    const filters = `Name=attachment.vpc-id,Values=${site.vpc.id}`;
    const lead = `give ${table.id} a default route to the internet gateway of the VPC, which has to be attached if there is none`;
    return inOrder([ec2(site, 'describe-internet-gateways', { filters })], lead);
  }
  const led = table.routes.find(({ destination }) => destination === INTERNET)?.target;
  const loose = site.gateways.find(({ id, vpc }) => id === led && vpc === undefined)?.id;
  const made = ec2(site, 'create-internet-gateway', {
    query: 'InternetGateway.InternetGatewayId',
    output: 'text',
  });
  const id = loose ?? '$gateway';
  return inOrder([
    ...(loose === undefined ? [{ ...made, variable: 'gateway' }] : []),
    ec2(site, 'attach-internet-gateway', { 'internet-gateway-id': id, 'vpc-id': site.vpc.id }),
    ...leadTo(site, table, id),
  ]);
}

const turnOn = (site: Site, attribute: string): AwsCommand =>
  ec2(site, 'modify-vpc-attribute', { 'vpc-id': site.vpc.id, [attribute]: '{"Value":true}' });

/** Makes the command that lets HTTPS into a security group, from a range or another group. */
export const allow = (site: Site, group: string, from: AwsOptions): AwsCommand =>
  ec2(site, 'authorize-security-group-ingress', { protocol: 'tcp', port: '443', 'group-id': group, ...from });

/** Makes the commands that let hosts into an endpoint: the first group of each, or everybody in the VPC if that would be too many. */
export function admit(site: Site, [group = '']: readonly string[], hosts: readonly Host[]): readonly AwsCommand[] {
  const sources = [...new Set(hosts.map(({ instance }) => instance.securityGroups[0]))];
  return sources.length <= 3 || site.vpc.cidrs.length === 0
    ? sources.map((source = '') => allow(site, group, { 'source-group': source }))
    : site.vpc.cidrs.map((cidr) => allow(site, group, { cidr }));
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

/**
 * Makes the commands that let traffic pass an ACL, before its other rules. Where there is no room for that, these are moved to higher
 * numbers first, one by one and the last one first, so that they decide the same at any time.
 */
export function letPass(site: Site, acl: Acl, { egress, ports, peer }: Passage): readonly AwsCommand[] {
  const https = ports.from === 443;
  const blocks = [INTERNET, ...site.vpc.cidrs];
  const at = blocks.findIndex((cidr) =>
    peer === INTERNET ? cidr === peer : coverage(peer, [cidr]) === 'all' && cidr !== INTERNET,
  );
  const before = 1 + 2 * Math.max(at, 0) + (https ? 0 : 1);
  const room = 2 * blocks.length;
  const number = ruleNumber(acl, egress, room) === undefined ? room + 1 - before : ruleNumber(acl, egress, before);
  const moves = roomBefore(acl, egress, room);
  if (number === undefined || moves === undefined) {
    return [ec2(site, 'describe-network-acls', { 'network-acl-ids': acl.id })];
  }
  return [
    ...moves.flatMap(({ entry, to }) => moveEntry(site, acl, entry, to)),
    ec2(site, 'create-network-acl-entry', {
      [egress ? 'egress' : 'ingress']: true,
      protocol: 'tcp',
      'rule-action': 'allow',
      'port-range': https ? 'From=443,To=443' : 'From=1024,To=65535',
      'network-acl-id': acl.id,
      'rule-number': String(number),
      'cidr-block': blocks[at] ?? peer,
    }),
  ];
}

function moveEntry(site: Site, { id }: Acl, entry: AclEntry, to: number): readonly AwsCommand[] {
  const { egress, protocol, allow: isAllowed, from, cidr } = entry;
  const direction = { [egress ? 'egress' : 'ingress']: true } as const;
  return [
    ec2(site, 'create-network-acl-entry', {
      ...direction,
      protocol,
      'rule-action': isAllowed ? 'allow' : 'deny',
      ...(from !== undefined && { 'port-range': `From=${from},To=${entry.to ?? from}` }),
      'network-acl-id': id,
      'rule-number': String(to),
      [cidr.includes(':') ? 'ipv6-cidr-block' : 'cidr-block']: cidr,
    }),
    ec2(site, 'delete-network-acl-entry', {
      ...direction,
      'network-acl-id': id,
      'rule-number': String(entry.number),
    }),
  ];
}

/**
 * Adds to the policy of an endpoint what nodes of the account need besides, and keeps the rest of it.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#update-vpc-endpoint-policy
 */
export function extendPolicy(site: Site, endpoint: Endpoint, policy: Policy, uses: readonly Use[]): Commands {
  const resources = [...new Set(uses.flatMap(({ resource = '*', patterns = [resource] }) => patterns))];
  const Resource = resources.includes('*') ? '*' : resources.length === 1 ? resources[0] : resources;
  const statement = {
    Effect: 'Allow',
    // In the policy of a gateway, a principal cannot be an account.
    Principal: '*',
    Action: [...new Set(actionsOf(uses))],
    Resource,
    Condition: { StringEquals: { 'aws:PrincipalAccount': site.target.account } },
  };
  const whole = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  return inOrder([ec2(site, 'modify-vpc-endpoint', { 'vpc-endpoint-id': endpoint.id, 'policy-document': whole })]);
}

/** Names a statement that denies nodes what they need: no other statement overrides it. */
export const takeOut = (denying: PolicyStatement, uses: readonly Use[]): Statement => ({
  kind: 'statement',
  lead: `no statement that allows it overrides the one that denies it: take ${[...new Set(actionsOf(uses))].join(', ')}, or the roles of nodes, out of this one of its policy`,
  statement: denying,
});

/** Finds the prefix list that a table has for a gateway endpoint, or will have: a variable of the shell. */
export const prefixListOf = (table: RouteTable | undefined, { id }: Endpoint): string | undefined =>
  table?.routes.find(({ target, destination }) => target === id && /^(?:pl-|\$)/.test(destination))?.destination;
