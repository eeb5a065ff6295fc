import type { DnsRecord, HostedZone } from '../../facts/hosted-zones.ts';
import type { Endpoint } from '../../facts/network.ts';
import { endpointsFor } from './endpoints.ts';
import type { Site } from './site.ts';

/**
 * What a private hosted zone answers for the name of a service. The most specific zone alone is asked, and what it does not have does not
 * exist: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export interface ZoneAnswer {
  readonly zone: HostedZone;
  /** The name that was asked for. */
  readonly name: string;
  /**
   * `nothing`: no address; `elsewhere`: certainly not to the service; `another`: to an endpoint for it that is not in the VPC;
   * `unread`: the records cannot be read; `unknown`: something of which it cannot be told whether it leads to the service.
   */
  readonly leads: 'nothing' | 'elsewhere' | 'another' | 'unread' | 'unknown' | Endpoint;
}

/** Gives the name that nodes know a service by. */
export const hostOf = ({ target: { region, partition } }: Site, service: string): string =>
  `${service}.${region}.${partition.dnsSuffix}`;

/**
 * Asks the private hosted zones of a VPC for a service; undefined: none of them has to do with it, and the answer is that of AWS. The
 * private DNS of an endpoint is a zone, too, which has the very name of the service.
 */
export function zoneAnswer(site: Site, service: string): ZoneAnswer | undefined {
  const name = hostOf(site, service);
  const zone = zoneFor(site, name);
  if (!zone || zone.owner?.includes('.')) return undefined;
  const own = endpointsFor(site, service);
  if (zone.name !== name && own.some(({ privateDns }) => privateDns)) return undefined;
  return { zone, name, leads: leadsTo(site, service, zone, name, own) };
}

/** Gives a site with these zones: an endpoint that one of them leads the name of its service to needs no private DNS. */
export function withHostedZones(site: Site, hostedZones: Site['hostedZones']): Site {
  if (!hostedZones) return site;
  const found = { ...site, hostedZones };
  const isLed = (endpoint: Endpoint): boolean =>
    zoneAnswer(found, endpoint.service.split('.').at(-1) ?? '')?.leads === endpoint;
  return {
    ...found,
    endpoints: site.endpoints.map((endpoint) => (isLed(endpoint) ? { ...endpoint, privateDns: true } : endpoint)),
  };
}

/** Tells whether a record of these zones is an address, which may be that of an endpoint. */
export const holdAddresses = (zones: readonly HostedZone[]): boolean =>
  zones.some(({ records = [] }) =>
    records.some(({ type, values }) => type === 'A' && values.some((value) => /^[\d.]+$/.test(value))),
  );

const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

const zoneFor = ({ hostedZones = [] }: Site, name: string): HostedZone | undefined =>
  hostedZones
    .filter((zone) => isWithin(name, zone.name))
    .toSorted((one, other) => other.name.length - one.name.length)[0];

function leadsTo(
  site: Site,
  service: string,
  zone: HostedZone,
  name: string,
  endpoints: readonly Endpoint[],
): ZoneAnswer['leads'] {
  const { records } = zone;
  if (!records || site.blind) return 'unread';
  // Hosts ask for names beneath that of S3. Old agents call it by a name without a region in the oldest one.
  const asked =
    service === 's3' ? (records.find((record) => record.name.endsWith(`.${name}`))?.name ?? `*.${name}`) : name;
  const found = recordsFor(records, zone.name, asked);
  if (found === 'delegated') return 'unknown';
  const isOldName =
    service === 's3' && site.target.region === 'us-east-1' && zone.name !== site.target.partition.dnsSuffix;
  if (found.length === 0) return isOldName ? 'unknown' : 'nothing';
  const places = found.flatMap(({ values }) => values.map((value) => placeOf(site, service, value, endpoints)));
  const [first = 'unknown', ...others] = new Set(places);
  return others.length === 0 ? first : 'unknown';
}

/** Finds the endpoint in one of its names: `vpce-0a1b-2c3d.ssm.us-east-1.vpce.amazonaws.com`. */
const ENDPOINT =
  /^(?:.+\.)?(?<id>vpce-[0-9a-z]+)(?:-[0-9a-z-]+)?\.(?<service>[\w-]+)\.(?<region>[\w-]+)\.vpce\.amazonaws\.com(?:\.cn)?$/;

/** Matches addresses of the host itself, or of no host. */
const NOWHERE = /^(?:0\.|127\.|169\.254\.|::1?$|fe80:)/i;

/** Tells where an address or a name that a record holds leads. */
function placeOf(
  { target: { region }, endpoints: all, addresses }: Site,
  service: string,
  value: string,
  endpoints: readonly Endpoint[],
): ZoneAnswer['leads'] {
  const named = ENDPOINT.exec(value)?.groups;
  if (named) {
    const isRight = named['region'] === region && [service, `${service}-fips`].includes(named['service'] ?? '');
    return isRight ? (endpoints.find(({ id }) => id === named['id']) ?? 'another') : 'elsewhere';
  }
  if (NOWHERE.test(value)) return 'elsewhere';
  const holder = all.find(({ interfaces = [] }) => interfaces.some((id) => addresses?.get(id)?.includes(value)));
  return holder === undefined ? 'unknown' : endpoints.includes(holder) ? holder : 'elsewhere';
}

/** Gives the records that lead somewhere, of a name or of the wildcard that stands for it. */
function recordsFor(records: readonly DnsRecord[], zone: string, name: string): readonly DnsRecord[] | 'delegated' {
  const above = ancestors(name, zone);
  if (records.some((one) => one.type === 'NS' && one.name !== zone && [name, ...above].includes(one.name))) {
    return 'delegated';
  }
  const at = (one: string): readonly DnsRecord[] => records.filter((record) => record.name === one);
  // A wildcard stands only for names beneath the closest one that exists.
  const existing = above.find((one) => records.some((record) => isWithin(record.name, one))) ?? zone;
  const found = records.some((record) => isWithin(record.name, name)) ? at(name) : at(`*.${existing}`);
  return found.filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type));
}

/** Lists the names above one, from the closest up to that of its zone. */
function ancestors(name: string, zone: string): readonly string[] {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(at + 1).join('.')).filter((one) => one !== '' && isWithin(one, zone));
}
