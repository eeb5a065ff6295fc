import type { Endpoint, RouteTable } from '../../facts/network.ts';
import type { AwsCommand, AwsOptions } from '../remedy.ts';
import { admitAll } from './capture.ts';
import { endpointsFor, isGateway } from './endpoints.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import type { Dependency } from './dependencies.ts';
import { asIn, openPaths } from './open-paths.ts';
import { alikeHosts, pathBarriers } from './path-barriers.ts';
import { allow, ec2, prefixListOf, turnDnsOn } from './remedies.ts';
import { type Host, type Site, tablesOf } from './site.ts';

/** Hosts without an endpoint for a service that they depend on. */
export interface Lack {
  readonly dependency: Dependency;
  readonly hosts: readonly Host[];
}

/** The variables of the shell for the new security group, and for the addresses of S3. */
const GROUP = '$endpoints';
const ADDRESSES = '$addresses';

/**
 * Advises every endpoint that the hosts of a VPC lack, as one step. Private DNS leads everybody in the VPC to an endpoint, so its
 * security group lets everybody in, and what would keep hosts from it is opened before. Empty where the route tables are not known.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export function createEndpoints(site: Site, lacks: readonly Lack[]): readonly AwsCommand[] {
  const lacked = lacks.filter(({ dependency }) => dependency.service !== 's3');
  const objects = lacks.find(({ dependency }) => dependency.service === 's3');
  const model = modelFor(site);
  const own = groupOfOurs(site);
  const groups = model?.securityGroups ?? [own ?? GROUP];
  const gateway = objects && plannedGateway(site, objects.hosts);
  /** `others`: whoever comes to the endpoints besides. */
  const planFor = (others: readonly Host[]): Plan => {
    const planned = lacked.map(({ dependency: { service }, hosts }) => ({
      ...plannedFor(site, service),
      subnets: subnetsFor(site, service, model ?? { hosts: [...hosts, ...others] }),
      securityGroups: groups,
    }));
    return { planned, after: withThem(site, [...planned, ...(gateway ? [gateway] : [])]) };
  };
  const wide = planFor(site.hosts);
  // What stands between them and the zones of others is no reason to open anything.
  const dependencies = lacks.map(({ dependency }) => ofEachKind(dependency));
  const isOpen = dependencies.every(
    (dependency) => pathBarriers(wide.after, asIn(wide.after, dependency)).length === 0,
  );
  const { planned, after } = isOpen ? wide : planFor([]);
  const opened = distinct(dependencies.flatMap((dependency) => openPaths(after, dependency)));
  return [
    ...(planned.length > 0 ? turnDnsOn(site) : []),
    ...(planned.length > 0 && !model ? (own === undefined ? newGroup(site) : admitInto(site, own)) : []),
    ...(JSON.stringify(opened).includes(ADDRESSES) ? [lookUpAddresses(site)] : []),
    ...opened,
    ...planned.map((endpoint) => create(site, endpoint)),
    ...(gateway ? [createGateway(site, gateway)] : []),
  ];
}

/** Leaves one host of each kind. */
const ofEachKind = (dependency: Dependency): Dependency => ({
  ...dependency,
  hosts: alikeHosts(dependency.hosts).flatMap(([host]) => host ?? []),
});

/** Makes an endpoint that has failed anew, as it was. */
export function replaceEndpoint(site: Site, endpoint: Endpoint): readonly AwsCommand[] {
  const { id, type, vpc, service, policy, privateDns, subnets, securityGroups, routeTables } = endpoint;
  const gone = ec2(site, 'delete-vpc-endpoints', { 'vpc-endpoint-ids': id });
  const anew = ec2(site, 'create-vpc-endpoint', {
    'vpc-endpoint-type': type,
    'vpc-id': vpc,
    'service-name': service,
    ...(privateDns && { 'private-dns-enabled': true as const }),
    ...(subnets.length > 0 && { 'subnet-ids': subnets }),
    ...(securityGroups.length > 0 && { 'security-group-ids': securityGroups }),
    ...(routeTables.length > 0 && { 'route-table-ids': routeTables }),
    ...(policy !== undefined && { 'policy-document': policy }),
  });
  return [gone, anew];
}

/** Finds an endpoint whose security groups admit everybody whom another one with the same groups would serve. */
function modelFor(site: Site): Endpoint | undefined {
  const others = (['ssm', 'ssmmessages', 'logs', 'kms', 'ec2messages'] as const).flatMap((service) =>
    endpointsFor(site, service).filter(({ state }) => state === 'available'),
  );
  return others.find((endpoint) => endpoint.securityGroups.length > 0 && admitAll(site, endpoint).length === 0);
}

const plannedFor = ({ vpc, target }: Site, service: Service): Endpoint => ({
  id: `vpce-${service}`,
  vpc: vpc.id,
  type: 'Interface',
  // The names of these services begin like this everywhere, also in China:
  // https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
  service: `com.amazonaws.${target.region}.${service}`,
  state: 'available',
  subnets: [],
  routeTables: [],
  securityGroups: [],
  privateDns: true,
});

/** Makes a gateway for the tables of hosts, or the existing one with these tables in addition; undefined: none is known. */
function plannedGateway(site: Site, hosts: readonly Host[]): Endpoint | undefined {
  const tables = distinct(hosts.flatMap(({ table }) => table?.id ?? []));
  if (tables.length === 0) return undefined;
  const known = endpointsFor(site, 's3').find(isGateway);
  const base = known ?? { ...plannedFor(site, 's3'), type: 'Gateway', privateDns: false };
  return { ...base, routeTables: [...base.routeTables, ...tables] };
}

/** Endpoints to be made, and the network as it would be with them. */
interface Plan {
  readonly planned: readonly Endpoint[];
  readonly after: Site;
}

// One of each zone: EC2 takes no more of a zone. The zone must have the service.
function subnetsFor(
  { network, vpc, zones }: Site,
  service: Service,
  like: Pick<Endpoint, 'subnets'> | { readonly hosts: readonly Host[] },
): readonly string[] {
  const within = (network.subnets ?? []).filter((subnet) => subnet.vpc === vpc.id && subnet.cidr !== '');
  const offered = [...(zones ?? [])].find(([name]) => name.endsWith(`.${service}`))?.[1];
  const fit = within.filter(({ zone }) => !offered || offered.includes(zone));
  const wanted = distinct('subnets' in like ? like.subnets : like.hosts.map(({ instance }) => instance.subnet));
  const byZone = new Map<string, string>();
  for (const id of wanted) {
    const zone = fit.find((subnet) => subnet.id === id)?.zone;
    if (zone !== undefined && !byZone.has(zone)) byZone.set(zone, id);
  }
  if (byZone.size > 0) return [...byZone.values()];
  return within.length === 0 ? wanted.slice(0, 1) : fit.slice(0, 1).map(({ id }) => id);
}

/** Makes the network as it would be with these endpoints. */
function withThem(site: Site, endpoints: readonly Endpoint[]): Site {
  const ids = endpoints.map(({ id }) => id);
  const gateways = endpoints.filter(isGateway);
  const led = (table: RouteTable): RouteTable => ({
    ...table,
    routes: [
      ...table.routes,
      ...gateways
        .filter(({ routeTables }) => routeTables.includes(table.id))
        .filter((gateway) => prefixListOf(table, gateway) === undefined)
        .map((gateway) => ({ destination: addressesOf(site, gateway), target: gateway.id, active: true })),
    ],
  });
  const tables = new Map(tablesOf(site.hosts).map((table) => [table.id, led(table)]));
  return {
    ...site,
    endpoints: [...site.endpoints.filter(({ id }) => !ids.includes(id)), ...endpoints],
    hosts: site.hosts.map((host) => ({ ...host, table: tables.get(host.table?.id ?? '') })),
  };
}

/** Gives the prefix list of a gateway, which every table that leads to it has a route for. */
function addressesOf({ network }: Site, gateway: Endpoint): string {
  const known = (network.routeTables ?? []).map((table) => prefixListOf(table, gateway));
  return known.find((list) => list?.startsWith('pl-')) ?? ADDRESSES;
}

const lookUpAddresses = (site: Site): AwsCommand => ({
  ...ec2(site, 'describe-prefix-lists', {
    filters: `Name=prefix-list-name,Values=com.amazonaws.${site.target.region}.s3`,
    query: 'PrefixLists[0].PrefixListId',
    output: 'text',
  }),
  variable: ADDRESSES.slice(1),
});

const NAME = 'session-manager-endpoints';

/** Finds the security group that this advice has led to before: there cannot be two of a name in a VPC. */
const groupOfOurs = ({ network, vpc }: Site): string | undefined =>
  network.securityGroups?.find((group) => group.name === NAME && group.vpc === vpc.id)?.id;

/** Makes a security group that lets in everybody in the VPC, or the groups of all hosts where its ranges are not known. */
function newGroup(site: Site): readonly AwsCommand[] {
  const { vpc, hosts } = site;
  const group = ec2(site, 'create-security-group', {
    'group-name': NAME,
    description: 'HTTPS to the VPC endpoints of Session Manager',
    'vpc-id': vpc.id,
    query: 'GroupId',
    output: 'text',
  });
  const sources: readonly AwsOptions[] =
    vpc.cidrs.length > 0
      ? vpc.cidrs.map((cidr) => ({ cidr }))
      : distinct(hosts.flatMap(({ instance }) => instance.securityGroups.slice(0, 1))).map((id) => ({
          'source-group': id,
        }));
  return [{ ...group, variable: GROUP.slice(1) }, ...sources.map((from) => allow(site, GROUP, from))];
}

const admitInto = (site: Site, group: string): readonly AwsCommand[] =>
  admitAll(site, { ...plannedFor(site, 'ssm'), securityGroups: [group] });

const create = (site: Site, { service, subnets, securityGroups, vpc }: Endpoint): AwsCommand =>
  ec2(site, 'create-vpc-endpoint', {
    'vpc-endpoint-type': 'Interface',
    'vpc-id': vpc,
    'service-name': service,
    'private-dns-enabled': true,
    'subnet-ids': subnets,
    'security-group-ids': securityGroups,
  });

function createGateway(site: Site, { id, service, routeTables }: Endpoint): AwsCommand {
  const known = site.endpoints.find((endpoint) => endpoint.id === id && isGateway(endpoint));
  return known
    ? ec2(site, 'modify-vpc-endpoint', {
        'vpc-endpoint-id': id,
        'add-route-table-ids': routeTables.filter((table) => !known.routeTables.includes(table)),
      })
    : ec2(site, 'create-vpc-endpoint', {
        'vpc-endpoint-type': 'Gateway',
        'vpc-id': site.vpc.id,
        'service-name': service,
        'route-table-ids': routeTables,
      });
}

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
