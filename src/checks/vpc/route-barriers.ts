import type { NatGateway, RouteTable } from '../../facts/network.ts';
import { page } from '../page.ts';
import { awsCommand } from '../remedy.ts';
import type { Barrier } from './barrier.ts';
import type { Dependency } from './dependencies.ts';
import { detours } from './detours.ts';
import { destinationOf, endpointFor } from './endpoints.ts';
import { type BrokenLink, brokenLink, isDefault, natOf } from './nat.ts';
import { brokenNatInstance, natInstanceOf } from './nat-instance.ts';
import { grouped } from './grouped.ts';
import { leadThroughNat } from './regained-way.ts';
import { ec2, inOrder, leadToInternet, showNatGateway, showRoutes } from './remedies.ts';
import { type Host, type Site, tablesOf } from './site.ts';
import { wayOut } from './way-out.ts';

/** Finds where the way of hosts to the internet breaks off: in their own route table, or behind their NAT gateway or instance. */
export function routeBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  return [
    ...lostRoutes(site, dependency),
    ...natBarriers(site, dependency),
    ...barriersBeyond(site, dependency),
    ...detours(site, dependency),
  ];
}

/** Tells whether the way out that a host had is gone: with all routes of its table intact, it would have one. */
export const hasLostRoute = ({ way, table, instance }: Host): boolean => {
  if (!table || way === 'internet' || way === 'beyond' || table.routes.every(({ active }) => active)) return false;
  const intact = { ...table, routes: table.routes.map((route) => ({ ...route, active: true })) };
  return /^(?:internet|beyond)$/.test(wayOut(intact, instance));
};

function lostRoutes(site: Site, dependency: Dependency): readonly Barrier[] {
  const hosts = dependency.hosts.filter((host) => hasLostRoute(host) && !endpointFor(site, dependency.service, host));
  return grouped(hosts, ({ table }) => table).map(([table, those]) => {
    const closed = those.filter(({ way }) => way === 'none');
    const lost = lostTarget(table);
    const base = {
      check: 'vpc.route',
      subject: table.id,
      dependency,
      remedy: lostRemedy(site, table),
      ref: page('WorkWithRouteTables', 'vpc/latest/userguide'),
    };
    return closed.length > 0
      ? {
          ...base,
          hosts: closed,
          answer: 'no',
          fact: `its default route leads to ${lost}, which is gone, and no other way leads to`,
        }
      : {
          ...base,
          hosts: those,
          answer: 'unknown',
          fact: `its default route leads to ${lost}, which is gone, and it cannot be seen here whether another way leads to`,
        };
  });
}

const lostTarget = ({ routes }: RouteTable): string =>
  (routes.find((route) => isDefault(route) && !route.active) ?? routes.find(({ active }) => !active))?.target ?? '';

/** Leads a table to a gateway of the kind that it led to; where it led to something else, shows its routes. */
function lostRemedy(site: Site, table: RouteTable): Barrier['remedy'] {
  const lost = lostTarget(table);
  const lead = 'lead its default route to a gateway that is there';
  if (lost.startsWith('igw-')) return leadToInternet(site, table);
  if (lost.startsWith('i-')) {
    return inOrder([ec2(site, 'start-instances', { 'instance-ids': lost })], 'if it is stopped');
  }
  const through = lost.startsWith('nat-') ? leadThroughNat(site, [table]) : [];
  return through.length > 0 ? inOrder(through) : inOrder([showRoutes(site, table)], lead);
}

function natBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  const outside = dependency.hosts.filter((host) => destinationOf(site, dependency.service, host) === 'internet');
  // Other networks that they are led to, besides, may have endpoints for all.
  const besides = dependency.hosts.filter(
    (host) => host.way === 'beyond' && !endpointFor(site, dependency.service, host),
  );
  return [...brokenNats(site, dependency, outside), ...brokenNats(site, dependency, besides).map(perhaps)];
}

const perhaps = (barrier: Barrier): Barrier => ({
  ...barrier,
  answer: 'unknown',
  shared: true,
  fact: barrier.fact.replace('no other way leads', 'it cannot be seen here whether another way leads'),
});

function brokenNats(site: Site, dependency: Dependency, all: readonly Host[]): readonly Barrier[] {
  return grouped(all, ({ table }) => natOf(site.network, table)).flatMap(([nat, hosts]): readonly Barrier[] => {
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

// A NAT instance can be looked at. What else is on the way, or lies behind other networks, shows only by nodes that get there.
function barriersBeyond(site: Site, dependency: Dependency): readonly Barrier[] {
  const hosts = dependency.hosts.filter(
    (host) => host.way === 'beyond' && !endpointFor(site, dependency.service, host),
  );
  return grouped(hosts, ({ table }) => table).flatMap(([table, those]): readonly Barrier[] => {
    const base = {
      check: 'vpc.route',
      dependency,
      hosts: those,
      ref: page('WorkWithRouteTables', 'vpc/latest/userguide'),
    };
    const nat = natInstanceOf(site, table);
    if (nat) {
      const broken = brokenNatInstance(site, nat, those);
      return broken ? [{ ...base, ...broken, subject: nat.id, answer: 'no' }] : [];
    }
    const [far] = table.routes.filter(({ active, target }) => active && !/^(?:local|igw-|nat-|eigw-)/.test(target));
    const target = table.routes.find((route) => isDefault(route) && route.active)?.target ?? far?.target ?? '';
    if (/^(?:igw|nat)-/.test(target)) return [];
    return [
      {
        ...base,
        subject: table.id,
        answer: 'unknown',
        shared: true,
        fact: `its default route leads to ${target}, and it cannot be seen here whether that leads to`,
        remedy: inOrder([showRoutes(site, table)], 'check where its way ends'),
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
  if (nat.state === 'pending') {
    const wait = awsCommand(site, ['ec2', 'wait', 'nat-gateway-available'], { 'nat-gateway-ids': nat.id });
    return inOrder([wait], 'it takes some minutes');
  }
  if (answer === 'unknown') return inOrder([showNatGateway(site, nat.id)], 'check where its way ends');
  const tables = tablesOf(hosts);
  const through = leadThroughNat(site, tables);
  if (through.length > 0) return inOrder(through);
  const lead = `lead ${tables.map(({ id }) => id).join(', ')} to a public one, in a subnet whose own route leads to an internet gateway`;
  return inOrder([showNatGateway(site, nat.id)], lead);
}
