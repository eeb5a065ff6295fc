import type { Instance } from '../../facts/instances.ts';
import type { Network, Route, RouteTable } from '../../facts/network.ts';
import { coverage, INTERNET, isPrivate } from './cidr.ts';

/**
 * The way that an instance's traffic to public addresses takes. `internet`: through an internet or NAT gateway, and nowhere
 * else. `beyond`: to other networks or appliances, whose far side cannot be seen. `perhaps`: there is no
 * default route, but a way to other networks, which may have endpoints for all. `none`: it does not leave the VPC.
 */
export type WayOut = 'internet' | 'beyond' | 'perhaps' | 'none';

/** Finds the table that routes for a subnet: https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html */
export function routeTableOf(
  { routeTables = [] }: Partial<Network>,
  subnet: string,
  vpc: string,
): RouteTable | undefined {
  const inside = routeTables.filter((table) => table.vpc === vpc);
  return inside.find(({ subnets }) => subnets.includes(subnet)) ?? inside.find(({ main }) => main);
}

/**
 * Gives the way out by this table. An unknown table, as that of another account can be, leaves it open. `network`: where it is
 * given, private addresses are followed through NAT gateways.
 */
export function wayOut(
  table: RouteTable | undefined,
  instance: Pick<Instance, 'hasPublicIp' | 'hasIpv6'>,
  network: Partial<Network> = {},
): WayOut {
  if (!table) return 'perhaps';
  const routes = table.routes.filter((route) => leadsOut(route, instance) && !endsAtGateway(route, network));
  const [v6, v4] = [routes.filter(isV6), routes.filter((route) => !isV6(route))];
  const everywhere = v4.filter((route) => !isPeering(route)).map(({ destination }) => destination);
  if (coverage(INTERNET, everywhere) === 'all') return v4.every(isInternet) ? 'internet' : 'beyond';
  // Over IPv6 the services have other names, which agents use only if they are told to (UseDualStackEndpoint):
  // https://github.com/aws/amazon-ssm-agent/releases/tag/3.3.3270.0
  return v4.length + v6.length > 0 ? 'perhaps' : 'none';
}

function leadsOut(route: Route, { hasPublicIp, hasIpv6 }: Pick<Instance, 'hasPublicIp' | 'hasIpv6'>): boolean {
  const { active, target, destination } = route;
  if (!active || target === 'local') return false;
  if (isV6(route)) return hasIpv6;
  // A gateway endpoint is a way to S3 or DynamoDB only. A firewall is an endpoint, too, but has ranges for destinations.
  if (target.startsWith('vpce-')) return !destination.startsWith('pl-');
  return !target.startsWith('igw-') || hasPublicIp;
}

/** Tells whether a route takes private addresses to a gateway that has no other network behind it. */
function endsAtGateway({ destination, target }: Route, network: Partial<Network>): boolean {
  if (!isPrivate(destination)) return false;
  if (target.startsWith('igw-')) return true;
  const nat = network.natGateways?.find(({ id }) => id === target);
  const table = nat && nat.subnet !== '' ? routeTableOf(network, nat.subnet, nat.vpc) : undefined;
  return table?.routes.every((route) => isInner(route) || route.target.startsWith('igw-')) ?? false;
}

const isInner = ({ active, destination, target }: Route): boolean =>
  !active || target === 'local' || (target.startsWith('vpce-') && destination.startsWith('pl-'));

// A prefix list does not show it, but an egress-only gateway takes nothing else.
const isV6 = ({ destination, target }: Route): boolean => destination.includes(':') || target.startsWith('eigw-');

// A peered VPC passes nothing on, but has its own endpoints:
// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations
const isPeering = ({ target }: Route): boolean => target.startsWith('pcx-');

const isInternet = ({ target }: Route): boolean => /^(igw|nat)-/.test(target);
