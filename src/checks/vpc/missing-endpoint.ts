import { page } from '../page.ts';
import { addressFact, giveAddresses, lacksAddress } from './addressless.ts';
import { createEndpoints, type Lack } from './endpoint-set.ts';
import { endpointFor, endpointsFor, isGateway } from './endpoints.ts';
import type { Dependency } from './dependencies.ts';
import { isDefault } from './nat.ts';
import { grouped } from './grouped.ts';
import { hasInterfaces, regainedWay } from './regained-way.ts';
import { inOrder, showEndpoints, showRouteTables } from './remedies.ts';
import { hasLostRoute } from './route-barriers.ts';
import type { Host, Site } from './site.ts';
import type { Barrier } from './barrier.ts';
import { wayOut } from './way-out.ts';

/** Hosts without an endpoint; `closed`: they certainly have no other way out. */
interface Missing extends Lack {
  readonly closed: boolean;
  /** True if all that they lack is a public address. */
  readonly addressless?: true;
  readonly doubt?: Doubt;
}

/** The reason why there may be an endpoint after all, or no need for one; `when`: that is to be done if it is wrong. */
interface Doubt {
  readonly fact: string;
  readonly when?: string;
  readonly suspect?: true;
}

/**
 * Finds hosts whose only way out would be endpoints that are missing; one barrier for each service. All that are missing have one
 * remedy. A way out that was lost comes first.
 */
export function missingEndpoints(site: Site, dependencies: readonly Dependency[]): readonly Barrier[] {
  const all = dependencies.flatMap((dependency): readonly Missing[] => {
    const without = dependency.hosts.filter(
      (host) => !endpointFor(site, dependency.service, host) && !hasLostRoute(host),
    );
    // Where there are endpoints, those that are missing are the cause.
    const apart = !site.blind && !hasInterfaces(site) && !doubtOf(site, dependency, true, without);
    const addressless = apart ? without.filter(lacksAddress) : [];
    const inside = without.filter((host) => host.way === 'none' && !addressless.includes(host));
    const closed = inside.length > 0;
    const hosts = closed ? inside : without.filter(({ way }) => way === 'perhaps');
    const doubt = doubtOf(site, dependency, closed, hosts);
    return [
      ...grouped(addressless, ({ table }) => table).map(([, those]): Missing => ({
        dependency,
        hosts: those,
        closed: true,
        addressless: true,
      })),
      ...(hosts.length === 0 ? [] : [{ dependency, hosts, closed, ...(doubt && { doubt }) }]),
    ];
  });
  // What is only a hint is advised by itself.
  const kindOf = ({ doubt, addressless, hosts, dependency: { verdict } }: Missing): string =>
    `${verdict === 'info'} ${doubt?.when ?? ''} ${addressless ? hosts[0]?.table?.id : ''}`;
  const advised = new Map<string, Barrier['remedy']>();
  return all.map((missing) => {
    const kind = kindOf(missing);
    const together = all.filter((other) => kindOf(other) === kind);
    const remedy = advised.get(kind) ?? remedyOf(site, together, missing.doubt);
    advised.set(kind, remedy);
    return barrierOf(site, missing, remedy);
  });
}

/** Advises what to do about all that is missing alike. */
function remedyOf(site: Site, together: readonly Missing[], doubt: Doubt | undefined): Barrier['remedy'] {
  const { owner } = site.blind ?? {};
  if (owner !== undefined) return inOrder([showEndpoints(site, owner)]);
  const [first] = together;
  const addresses = first?.addressless ? giveAddresses(site, first.hosts) : undefined;
  if (addresses) return addresses;
  const regained = doubt ? undefined : regainedWay(site, together);
  if (regained) return regained;
  const commands = createEndpoints(site, together);
  return commands.length > 0
    ? inOrder(commands, doubt?.when)
    : inOrder([showRouteTables(site)], 'make a gateway endpoint for S3 in the route tables of nodes');
}

function barrierOf(site: Site, { dependency, hosts, doubt, addressless }: Missing, remedy: Barrier['remedy']): Barrier {
  const { owner } = site.blind ?? {};
  const base = {
    check: `vpc.endpoint-${dependency.service}`,
    subject: subjectOf(site, hosts),
    dependency,
    hosts,
    remedy,
    ref: dependency.ref,
  };
  if (owner !== undefined) {
    return {
      ...base,
      answer: 'unknown',
      fact: `account ${owner} shares this VPC, and it can be seen only there whether it has an endpoint for`,
      ref: page('vpc-sharing', 'vpc/latest/userguide'),
    };
  }
  if (doubt) {
    return { ...base, answer: 'unknown', fact: doubt.fact, ...(doubt.suspect && { suspect: true }) };
  }
  if (addressless) {
    const [{ instance, table } = {}] = hosts;
    const subject = (hosts.length === 1 ? instance?.id : table?.id) ?? site.vpc.id;
    return { ...base, check: 'vpc.route', subject, answer: 'no', fact: addressFact(hosts) };
  }
  const gateway = endpointsFor(site, dependency.service).some(isGateway);
  return {
    ...base,
    answer: 'no',
    fact: gateway
      ? 'there is no other way out, and the route table does not lead to the gateway endpoint for'
      : 'there is no other way out, and no VPC endpoint for',
  };
}

// The VPC, or the subnet if only one of several is concerned.
function subjectOf({ vpc, hosts: all }: Site, hosts: readonly Host[]): string {
  const [subnets, concerned] = [all, hosts].map((some) => new Set(some.map(({ instance }) => instance.subnet)));
  const [first] = concerned ?? [];
  return concerned?.size === 1 && (subnets?.size ?? 0) > 1 ? `${vpc.id}/${first}` : vpc.id;
}

function doubtOf(site: Site, { service }: Dependency, closed: boolean, hosts: readonly Host[]): Doubt | undefined {
  if (site.blind) {
    return { fact: 'it cannot be seen here whether there is an endpoint for', when: 'if there is none' };
  }
  if (endpointsFor(site, `${service}-fips`).length > 0) {
    return {
      fact: 'there is only a FIPS endpoint, which agents use if they are told to, for',
      when: 'if they are not told to',
    };
  }
  if (closed) return undefined;
  if (hosts.every(isOverIpv6)) {
    return {
      fact: 'there is only a way over IPv6, which agents take if they are told to (UseDualStackEndpoint), and no VPC endpoint for',
      when: 'if they are not told to',
    };
  }
  if (hosts.every(isPeered)) {
    return {
      fact: 'the default route leads to a peering, which does not pass on to the internet, and it cannot be seen here whether the peer has an endpoint for',
      when: 'if it has none',
      suspect: true,
    };
  }
  return {
    fact: 'there is no VPC endpoint, and it cannot be seen here whether another way leads to',
    when: 'if none does',
  };
}

/** Tells whether a host is led to a peered VPC only: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html */
const isPeered = ({ table }: Host): boolean =>
  table?.routes.some((route) => isDefault(route) && route.active && route.target.startsWith('pcx-')) === true;

/** Tells whether a host would have no way out at all without its IPv6 address. */
const isOverIpv6 = ({ table, instance }: Host): boolean =>
  table !== undefined && wayOut(table, { ...instance, hasIpv6: false }) === 'none';
