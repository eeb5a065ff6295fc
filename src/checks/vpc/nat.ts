import type { NatGateway, Network, Route, RouteTable } from '../../facts/network.ts';
import { INTERNET } from './cidr.ts';
import { routeTableOf, wayOut } from './way-out.ts';

/** The place where the way through a NAT gateway breaks off, or may do so. */
export interface BrokenLink {
  readonly answer: 'no' | 'unknown';
  /** The cause; the names of services follow it. */
  readonly fact: string;
  /** The table that lacks the route to an internet gateway, where that is it. */
  readonly table?: RouteTable;
}

export const isDefault = ({ destination }: Route): boolean => destination === INTERNET;

/** Finds the NAT gateway that the default route of a table leads to; undefined where there is none, or it is not known. */
export function natOf({ natGateways = [] }: Network, table: RouteTable | undefined): NatGateway | undefined {
  const route = table?.routes.find((one) => isDefault(one) && one.active);
  return natGateways.find(({ id }) => id === route?.target);
}

/**
 * Follows the way from a NAT gateway to public addresses: it has to be available and public, and its own subnet must lead to an
 * internet gateway. Undefined where it gets there, or goes through a firewall.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html
 */
export function brokenLink(network: Network, { state, isPublic, subnet, vpc }: NatGateway): BrokenLink | undefined {
  const no = (cause: string, table?: RouteTable): BrokenLink => ({
    answer: 'no',
    fact: `${cause}, and no other way leads to`,
    ...(table && { table }),
  });
  if (state === 'pending') {
    return { answer: 'unknown', fact: 'its state is pending, and until it is available no other way leads to' };
  }
  if (state !== 'available') return no(`its state is ${state}`);
  // A regional one is in no subnet.
  const table = subnet === '' ? undefined : routeTableOf(network, subnet, vpc);
  if (!table) return isPublic ? undefined : no('it is a private one, which public addresses do not answer');
  const on = table.routes.find((route) => route.active && isDefault(route));
  const target = on?.target ?? '';
  if (/^(tgw|vgw|lgw|cagw)-|^arn:/.test(target)) {
    const fact = `the route of its subnet leads to ${target}, and it cannot be seen here whether that leads to`;
    return { answer: 'unknown', fact };
  }
  if (!isPublic) return no('it is a private one, which public addresses do not answer');
  if (/^(nat|pcx)-/.test(target)) return no(`the route of its subnet leads to ${target}`, table);
  // A firewall or an appliance on the way is taken to work.
  const inFull = wayOut(table, { hasPublicIp: true, hasIpv6: false });
  if (on || inFull === 'internet' || inFull === 'beyond') return undefined;
  if (table.routes.some(({ active, target: to }) => active && to.startsWith('igw-'))) return undefined;
  const lost = table.routes.find(isDefault);
  return lost
    ? no(`the route of its subnet leads to ${lost.target}, which is gone`, table)
    : no('its subnet has no route to an internet gateway', table);
}
