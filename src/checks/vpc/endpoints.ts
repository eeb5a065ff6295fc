import type { Endpoint } from '../../facts/network.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import type { Host, Site } from './site.ts';

export const isGateway = ({ type }: Endpoint): boolean => type === 'Gateway';

/** Finds the endpoints of a VPC for a service. In China some are called `cn.com.amazonaws.…`: only the end of the name counts. */
export function endpointsFor({ endpoints, target }: Site, service: string): readonly Endpoint[] {
  return endpoints.filter((endpoint) => endpoint.service.endsWith(`.${target.region}.${service}`));
}

/**
 * Finds the endpoint that a host would use. An interface endpoint serves the whole VPC, wherever its subnets are; a gateway serves
 * the route tables that it is in, and comes first. An unknown table gets the benefit of the doubt.
 */
export function endpointFor(site: Site, service: Service, { table }: Host): Endpoint | undefined {
  const found = endpointsFor(site, service).filter(
    (endpoint) => !isGateway(endpoint) || !table || endpoint.routeTables.includes(table.id),
  );
  const rank = (endpoint: Endpoint): number =>
    (isGateway(endpoint) ? 4 : 0) + (endpoint.privateDns ? 2 : 0) + (endpoint.state === 'available' ? 1 : 0);
  return found.toSorted((one, other) => rank(other) - rank(one))[0];
}

/**
 * Follows the connections of a host to a service. Undefined: they go nowhere, or it cannot be seen where. An endpoint whose
 * private DNS is on is used even by those that have another way out.
 */
export function destinationOf(site: Site, service: Service, host: Host): Endpoint | 'internet' | undefined {
  const endpoint = endpointFor(site, service, host);
  const named = endpoint !== undefined && (isGateway(endpoint) || endpoint.privateDns || host.way === 'none');
  if (named) return endpoint.state === 'available' ? endpoint : undefined;
  return host.way === 'internet' && !site.blind ? 'internet' : undefined;
}
