import { page } from '../page.ts';
import type { AwsCommand } from '../remedy.ts';
import { endpointFor, endpointsFor, isGateway } from './endpoints.ts';
import type { Dependency } from './dependencies.ts';
import { createEndpoint, inOrder, showEndpoints } from './remedies.ts';
import { hasLostRoute } from './route-barriers.ts';
import type { Host, Site } from './site.ts';
import type { Barrier } from './barrier.ts';

/** Finds hosts whose only way out would be an endpoint that is missing; one barrier for all. A way out that was lost comes first. */
export function missingEndpoint(site: Site, dependency: Dependency): readonly Barrier[] {
  const without = dependency.hosts.filter(
    (host) => !endpointFor(site, dependency.service, host) && !hasLostRoute(host),
  );
  const closed = without.filter(({ way }) => way === 'none');
  const hosts = closed.length > 0 ? closed : without.filter(({ way }) => way === 'perhaps');
  if (hosts.length === 0) return [];
  const base = {
    check: `vpc.endpoint-${dependency.service}`,
    subject: subjectOf(site, hosts),
    dependency,
    hosts,
    ref: dependency.ref,
  };
  const create = createEndpoint(site, dependency.service, hosts);
  const doubt = doubtOf(site, dependency, closed.length > 0, create);
  if (doubt) return [{ ...base, answer: 'unknown', ...doubt }];
  const gateway = endpointsFor(site, dependency.service).some(isGateway);
  return [
    {
      ...base,
      answer: 'no',
      fact: gateway
        ? 'there is no other way out, and the route table does not lead to the gateway endpoint for'
        : 'there is no other way out, and no VPC endpoint for',
      remedy: inOrder([create]),
    },
  ];
}

// The VPC, or the subnet if only one of several is concerned.
function subjectOf({ vpc, hosts: all }: Site, hosts: readonly Host[]): string {
  const [subnets, concerned] = [all, hosts].map((some) => new Set(some.map(({ instance }) => instance.subnet)));
  const [first] = concerned ?? [];
  return concerned?.size === 1 && (subnets?.size ?? 0) > 1 ? `${vpc.id}/${first}` : vpc.id;
}

// The reasons why there may be an endpoint after all, or no need for one.
function doubtOf(
  site: Site,
  { service }: Dependency,
  closed: boolean,
  create: AwsCommand,
): (Pick<Barrier, 'fact' | 'remedy'> & { readonly ref?: string }) | undefined {
  if (site.blind?.owner !== undefined) {
    return {
      fact: `account ${site.blind.owner} shares this VPC, and it can be seen only there whether it has an endpoint for`,
      remedy: inOrder([showEndpoints(site, site.blind.owner)]),
      ref: page('vpc-sharing', 'vpc/latest/userguide'),
    };
  }
  if (site.blind) {
    return {
      fact: 'it cannot be seen here whether there is an endpoint for',
      remedy: inOrder([create], 'if there is none'),
    };
  }
  if (endpointsFor(site, `${service}-fips`).length > 0) {
    return {
      fact: 'there is only a FIPS endpoint, which agents use if they are told to, for',
      remedy: inOrder([create], 'if they are not told to'),
    };
  }
  if (closed) return undefined;
  return {
    fact: 'there is no VPC endpoint, and it cannot be seen here whether another way leads to',
    remedy: inOrder([create], 'if none does'),
  };
}
