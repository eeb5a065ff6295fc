import type { NatGateway, RouteTable } from '../../facts/network.ts';
import { type AwsCommand, awsCommand, type Commands } from '../remedy.ts';
import { INTERNET } from './cidr.ts';
import type { Lack } from './endpoint-set.ts';
import { endpointsFor } from './endpoints.ts';
import { brokenLink, isDefault } from './nat.ts';
import { openPaths } from './open-paths.ts';
import { ec2, inOrder, leadTo } from './remedies.ts';
import { type Site, tablesOf } from './site.ts';
import { routeTableOf, wayOut } from './way-out.ts';

/** Where there is an endpoint for any of these, the others may have been there, too. */
const INTERFACES = ['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs'];

/** Tells whether a VPC has an interface endpoint for any of them. */
export const hasInterfaces = (site: Site): boolean =>
  INTERFACES.some((service) => endpointsFor(site, service).length > 0);

/**
 * Advises the route that hosts have lost: they were registered, so they had a way, and in a VPC without endpoints it can only have been
 * the gateway that others use. Undefined where that is not so.
 */
export function regainedWay(site: Site, lacks: readonly Lack[]): Commands | undefined {
  const hosts = [...new Set(lacks.flatMap((lack) => lack.hosts))];
  const tables = tablesOf(hosts);
  const lost = hosts.every(({ registered, table }) => registered && table && !table.routes.some(isDefault));
  if (hasInterfaces(site) || !lost) return undefined;
  const targets = tables.map((table) => gatewayFor(site, table));
  const dependencies = lacks.map(({ dependency }) => dependency);
  const routes = tables.map((table, at) => led(site, table, targets[at], dependencies));
  if (routes.some((commands) => commands.length === 0)) return undefined;
  const names = [...new Set(targets)].join(', ');
  return inOrder(routes.flat(), `they were registered, so they had a way out: give back the route to ${names}`);
}

/** Leads tables out through a NAT gateway that works, or a new one; empty where there is none, and no subnet for one. */
export function leadThroughNat(site: Site, tables: readonly RouteTable[]): readonly AwsCommand[] {
  const working = tables.map((table) => natFor(site, table));
  if (working.every((nat) => nat !== undefined)) return tables.flatMap((table, at) => leadTo(site, table, working[at]));
  const subnet = publicSubnet(site, tables);
  if (subnet === undefined) return [];
  const address = ec2(site, 'allocate-address', { domain: 'vpc', query: 'AllocationId', output: 'text' });
  const nat = ec2(site, 'create-nat-gateway', {
    'subnet-id': subnet,
    'allocation-id': '$address',
    query: 'NatGateway.NatGatewayId',
    output: 'text',
  });
  return [
    { ...address, variable: 'address' },
    { ...nat, variable: 'nat' },
    awsCommand(site, ['ec2', 'wait', 'nat-gateway-available'], { 'nat-gateway-ids': '$nat' }),
    ...tables.flatMap((table) => leadTo(site, table, '$nat')),
  ];
}

/** Finds the gateway that a table should lead to: a NAT gateway, or an internet gateway if all who use the table have public addresses. */
function gatewayFor(site: Site, table: RouteTable): string | undefined {
  const users = site.hosts.filter((host) => host.table?.id === table.id);
  const isPublic = users.every(({ instance }) => instance.hasPublicIp);
  return isPublic ? internetGateway(site) : natFor(site, table);
}

const natFor = (site: Site, table: RouteTable): string | undefined => {
  const zones = new Set(
    site.hosts.filter((host) => host.table?.id === table.id).map(({ instance }) => zoneOf(site, instance.subnet)),
  );
  const working = (site.network.natGateways ?? []).filter((nat) => nat.vpc === site.vpc.id && works(site, nat));
  return (working.find(({ subnet }) => zones.has(zoneOf(site, subnet))) ?? working[0])?.id;
};

const works = ({ network }: Site, nat: NatGateway): boolean =>
  nat.state === 'available' && nat.isPublic && !brokenLink(network, nat);

const zoneOf = ({ network }: Site, subnet: string): string | undefined =>
  network.subnets?.find(({ id }) => id === subnet)?.zone;

/** Finds an internet gateway that tables of the VPC lead to. */
const internetGateway = ({ network, vpc }: Site): string | undefined =>
  (network.routeTables ?? [])
    .filter((table) => table.vpc === vpc.id)
    .flatMap(({ routes }) => routes)
    .find(({ active, target }) => active && target.startsWith('igw-'))?.target;

/** Finds a subnet that leads to an internet gateway, in the zone of those who use the tables if there is one. */
function publicSubnet(site: Site, tables: readonly RouteTable[]): string | undefined {
  const { network, vpc } = site;
  const leadsOut = (subnet: string): boolean => {
    const table = routeTableOf(network, subnet, vpc.id);
    const route = table?.routes.find((one) => isDefault(one) && one.active);
    return route?.target.startsWith('igw-') === true;
  };
  const fit = (network.subnets ?? []).filter(({ id, vpc: of, cidr }) => of === vpc.id && cidr !== '' && leadsOut(id));
  const ids = new Set(tables.map(({ id }) => id));
  const zones = new Set(
    site.hosts.filter(({ table }) => table && ids.has(table.id)).map(({ instance }) => zoneOf(site, instance.subnet)),
  );
  return (fit.find(({ zone }) => zones.has(zone)) ?? fit[0])?.id;
}

/** Leads a table to a gateway, and opens what would keep its hosts from getting there. Empty without a gateway. */
function led(
  site: Site,
  table: RouteTable,
  target: string | undefined,
  dependencies: readonly Lack['dependency'][],
): readonly AwsCommand[] {
  if (target === undefined) return [];
  const after: RouteTable = {
    ...table,
    routes: [...table.routes, { destination: INTERNET, target, active: true }],
  };
  const hosts = site.hosts
    .filter((host) => host.table?.id === table.id)
    .map((host) => ({ ...host, table: after, way: wayOut(after, host.instance) }));
  const opened = dependencies.flatMap((dependency) => openPaths({ ...site, hosts }, dependency));
  return [
    ...new Map(
      [...leadTo(site, table, target), ...opened].map((command) => [JSON.stringify(command), command]),
    ).values(),
  ];
}
