import type { Route, RouteTable } from '../../facts/network.ts';
import { page } from '../page.ts';
import type { Barrier } from './barrier.ts';
import { coverage, INTERNET } from './cidr.ts';
import type { Dependency } from './dependencies.ts';
import { endpointFor } from './endpoints.ts';
import { grouped } from './grouped.ts';
import { isDefault } from './nat.ts';
import { ec2, inOrder, showRoutes } from './remedies.ts';
import type { Site } from './site.ts';

/**
 * Finds routes of a part of the internet that go elsewhere than the default route: the most specific route wins. Whether the
 * addresses of AWS are in that part shows only by nodes that get there.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function detours(site: Site, dependency: Dependency): readonly Barrier[] {
  const hosts = dependency.hosts.filter(
    (host) => /^(?:internet|beyond)$/.test(host.way) && !endpointFor(site, dependency.service, host),
  );
  return grouped(hosts, ({ table }) => table).flatMap(([table, those]): readonly Barrier[] => {
    const detour = detourOf(table);
    if (!detour) return [];
    const { destination, target, active } = detour;
    return [
      {
        check: 'vpc.route',
        subject: table.id,
        dependency,
        hosts: those,
        answer: 'unknown',
        shared: true,
        fact: `its route for ${destination} leads to ${target}${active ? '' : ', which is gone'}, and it cannot be seen here whether it takes addresses of`,
        remedy: active
          ? inOrder([showRoutes(site, table)], 'check whether it takes addresses of AWS')
          : inOrder(
              [ec2(site, 'delete-route', { 'route-table-id': table.id, 'destination-cidr-block': destination })],
              'if it takes addresses of AWS, and is not there to keep nodes from them',
            ),
        ref: page('route-tables-priority', 'vpc/latest/userguide'),
      },
    ];
  });
}

/** Finds such a route, those that are gone first; none where the default route leads beyond, which is a doubt of its own. */
function detourOf({ routes }: RouteTable): Route | undefined {
  const usual = routes.find((route) => isDefault(route) && route.active)?.target ?? '';
  if (!/^(?:igw|nat)-/.test(usual)) return undefined;
  const found = routes.filter(
    (route) =>
      !isDefault(route) &&
      !/^(?:local$|igw-|vpce-)/.test(route.target) &&
      coverage(INTERNET, [route.destination]) !== 'none',
  );
  const others = found.filter(({ active, target }) => !active || !target.startsWith('nat-'));
  return others.find(({ active }) => !active) ?? others[0];
}
