import type { NatGateway } from '../../facts/network.ts';
import { page } from '../page.ts';
import type { Barrier } from './barrier.ts';
import type { Dependency } from './dependencies.ts';
import { destinationOf, endpointFor } from './endpoints.ts';
import { type BrokenLink, brokenLink, isDefault, natOf } from './nat.ts';
import { inOrder, leadToInternet, showNatGateway, showRoutes } from './remedies.ts';
import type { Host, Site } from './site.ts';

/** Finds where the way of hosts to the internet breaks off: in their own route table, or behind their NAT gateway. */
export function routeBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  return [...lostRoutes(site, dependency), ...natBarriers(site, dependency)];
}

/** Tells whether the only way out that a host had is gone: what its default route led to does not exist any more. */
export const hasLostRoute = ({ way, table }: Host): boolean =>
  way === 'none' && table?.routes.some((route) => isDefault(route) && !route.active) === true;

function lostRoutes(site: Site, dependency: Dependency): readonly Barrier[] {
  const hosts = dependency.hosts.filter((host) => hasLostRoute(host) && !endpointFor(site, dependency.service, host));
  return grouped(hosts, ({ table }) => table).map(([table, those]) => ({
    check: 'vpc.route',
    subject: table.id,
    dependency,
    hosts: those,
    answer: 'no',
    fact: `its default route leads to ${table.routes.find(isDefault)?.target}, which is gone, and no other way leads to`,
    remedy: inOrder([showRoutes(site, table)], 'lead its default route to a gateway that is there'),
    ref: page('WorkWithRouteTables', 'vpc/latest/userguide'),
  }));
}

function natBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  const outside = dependency.hosts.filter((host) => destinationOf(site, dependency.service, host) === 'internet');
  return grouped(outside, ({ table }) => natOf(site.network, table)).flatMap(([nat, hosts]): readonly Barrier[] => {
    const link = brokenLink(site.network, nat);
    if (!link) return [];
    const proving = hosts.every((host) => destinationOf(site, 'ssm', host) === 'internet');
    return [
      {
        check: 'vpc.route',
        subject: nat.id,
        dependency,
        hosts,
        answer: link.answer,
        // A node that registered through it shows that it leads on.
        ...(link.answer === 'unknown' && proving && { shared: true }),
        fact: link.fact,
        remedy: remedyOf(site, nat, link, hosts),
        ref: page('nat-gateway-troubleshooting', 'vpc/latest/userguide'),
      },
    ];
  });
}

function remedyOf(
  site: Site,
  nat: NatGateway,
  { answer, table }: BrokenLink,
  hosts: readonly Host[],
): Barrier['remedy'] {
  // Nodes would lose their own way if their table led to an internet gateway.
  const apart = table && !site.hosts.some((host) => host.table?.id === table.id && !host.instance.hasPublicIp);
  if (apart) return leadToInternet(site, table);
  const lead =
    answer === 'unknown'
      ? 'check where its way ends'
      : `lead ${[...new Set(hosts.map((host) => host.table?.id))].join(', ')} to a public one, in a subnet whose own route leads to an internet gateway`;
  return inOrder([showNatGateway(site, nat.id)], lead);
}

/** Groups hosts by a thing of theirs; those without one are left out. */
function grouped<Thing extends { readonly id: string }>(
  hosts: readonly Host[],
  thingOf: (host: Host) => Thing | undefined,
): readonly (readonly [Thing, readonly Host[]])[] {
  const groups = new Map<string, [Thing, Host[]]>();
  for (const host of hosts) {
    const thing = thingOf(host);
    if (!thing) continue;
    const known = groups.get(thing.id);
    if (known) known[1].push(host);
    else groups.set(thing.id, [thing, [host]]);
  }
  return [...groups.values()];
}
