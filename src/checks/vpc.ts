import type { Doubts } from '../audit/channels.ts';
import { organizationKeys } from '../audit/organization.ts';
import { unlessDenied } from '../aws/errors.ts';
import type { Instance } from '../facts/instances.ts';
import type { Endpoint, Network } from '../facts/network.ts';
import { activatedAmong, type Node } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { Role } from '../facts/roles.ts';
import type { RegionCheck } from './check.ts';
import { hostnamesOf } from './vpc/hostnames.ts';
import { namesNotRead } from './vpc/names-not-read.ts';
import { lacksAddress } from './vpc/addressless.ts';
import { endpointFor, endpointsFor } from './vpc/endpoints.ts';
import { endpointBarriers } from './vpc/endpoint-barriers.ts';
import { evidenceOf } from './vpc/evidence.ts';
import { internetBlocks } from './vpc/internet-block.ts';
import { missingEndpoints } from './vpc/missing-endpoint.ts';
import { type Dependency, dependenciesOf } from './vpc/dependencies.ts';
import { pathBarriers } from './vpc/path-barriers.ts';
import { resolverBarriers } from './vpc/resolver-barriers.ts';
import { routeBarriers } from './vpc/route-barriers.ts';
import { withZones } from './vpc/read-zones.ts';
import { policiesOf, readSenders } from './vpc/senders.ts';
import { type Host, type Site, sitesOf } from './vpc/site.ts';
import { zoneBarriers } from './vpc/zone-barriers.ts';
import { observationsOf, type Barrier } from './vpc/barrier.ts';

/** Checks the way from nodes to the services that sessions need: VPC endpoints where there is no other way out, and what guards the way. */
export const network: RegionCheck = {
  scope: 'region',
  ids: [
    'vpc.endpoint-ssm',
    'vpc.endpoint-ssmmessages',
    'vpc.endpoint-ec2messages',
    'vpc.endpoint-kms',
    'vpc.endpoint-logs',
    'vpc.endpoint-s3',
    'vpc.endpoint-state',
    'vpc.endpoint-policy',
    'vpc.private-dns',
    'vpc.dns',
    'vpc.dns-zone',
    'vpc.security-group',
    'vpc.egress',
    'vpc.network-acl',
    'vpc.route',
    'vpc.public-access-block',
  ],

  async run(facts) {
    const surveyed = await lookAround(facts);
    if (!surveyed) return undefined;
    const found = await observationsOf(surveyed.barriers, evidenceOf(facts, (await unlessDenied(facts.nodes())) ?? []));
    // An endpoint other than AWS need not offer every read.
    const { natGateways: _, ...reads } = await facts.network();
    const isUnread = Object.values(reads).includes(undefined);
    return found.map((one) => (isUnread && one.verdict === 'unknown' ? { ...one, unread: [] } : one));
  },
};

/** Checks that something explains why all nodes of a VPC are lost; if nothing does, it says what about names was not read. */
export const names: RegionCheck = {
  scope: 'region',
  ids: ['vpc.dns-not-read'],

  async run(facts) {
    const [running, nodes] = await Promise.all([facts.instances(), unlessDenied(facts.nodes())]);
    if (running.length === 0) return undefined;
    // Where nodes may not be read, that is why none is known to be online.
    if (!nodes) return [];
    const pinging = new Set(nodes.flatMap(({ id, ping }) => (ping === 'Online' ? [id] : [])));
    const isActivated = activatedAmong(nodes);
    const found = running.filter(({ id, privateIp }) => pinging.has(id) || isActivated(privateIp));
    const online = new Set(found.map(({ id }) => id));
    const reached = new Set(found.map(({ vpc }) => vpc));
    if (running.every(({ vpc }) => reached.has(vpc))) return [];
    const { sites, barriers } = (await lookAround(facts)) ?? { sites: [], barriers: [] };
    return sites.flatMap((site) => namesNotRead(site, barriers, online, facts.question.now) ?? []);
  },
};

/** The VPCs of nodes, and what is in the way there. */
interface Surveyed {
  readonly sites: readonly Site[];
  readonly barriers: readonly Barrier[];
}

/** Finds the barriers as the network looks, whatever nodes show; undefined if there is nothing to check. */
async function lookAround(facts: RegionFacts): Promise<Surveyed | undefined> {
  const running = await facts.instances();
  if (running.length === 0) return undefined;
  const nodes = (await unlessDenied(facts.nodes())) ?? [];
  const instances = await manageable(facts, running, nodes);
  if (instances.length === 0) return undefined;
  const [found, settings] = await Promise.all([facts.network(), facts.settings()]);
  const keyArn = settings?.key === undefined ? undefined : await keyArnOf(facts, settings.key, found);
  const known = new Set(nodes.map(({ id }) => id));
  const [senders, organization] = await Promise.all([
    readSenders(facts, instances, found),
    organizationKeys(facts, policiesOf(found)),
  ]);
  const sites = sitesOf(instances, found, facts.target, known).map((site) => ({
    ...withSenders(site, senders, organization),
    neighbours: running,
  }));
  const look = (some: readonly Site[]): readonly Barrier[] =>
    some.flatMap((site) => barriersOf(site, dependenciesOf(site.hosts, nodes, settings, facts.target, keyArn)));
  const online = new Set(nodes.flatMap(({ id, ping }) => (ping === 'Online' ? [id] : [])));
  const reasons = { online, unnamed: unnamedIn(look(sites)), settings };
  const named = await Promise.all(sites.map((site) => withZones(site, facts.surroundings, reasons)));
  const barriers = look(named);
  const advised = await withSurroundings(facts, named, barriers);
  return { sites: named, barriers: advised ? look(advised) : barriers };
}

/** Lists the VPCs in which an endpoint has no private DNS, and may be named by a zone. */
const unnamedIn = (barriers: readonly Barrier[]): ReadonlySet<string> =>
  new Set(
    barriers
      .filter(({ check }) => check === 'vpc.private-dns')
      .flatMap(({ hosts }) => hosts.map(({ instance }) => instance.vpc)),
  );

/** Doubts the nodes behind what may keep them from ssmmessages: those behind the same barriers are of one kind. */
export const networkDoubts: Doubts = async (facts) =>
  ((await lookAround(facts))?.barriers ?? [])
    .filter(({ dependency }) => dependency.service === 'ssmmessages')
    .map(({ check, subject, hosts }) => ({
      reason: `${check} ${subject}`,
      nodes: hosts.map(({ instance }) => instance.id),
    }));

/** The instances whose agents have credentials: others do not need a way out. */
async function manageable(
  facts: RegionFacts,
  instances: readonly Instance[],
  nodes: readonly Node[],
): Promise<readonly Instance[]> {
  const known = new Set(nodes.map(({ id }) => id));
  const inside = instances.filter(({ id, vpc, metadataOff }) => vpc !== '' && (known.has(id) || !metadataOff));
  const covered = ({ id, profile }: Instance): boolean => profile !== undefined || known.has(id);
  if (inside.every(covered)) return inside;
  // Only whether there is a role matters; where reading it is denied, there may be one.
  const role = await unlessDenied(facts.hostManagementRole().then((name) => name ?? ''));
  return role === '' ? inside.filter(covered) : inside;
}

/** Gives the ARN of the key of sessions where the policy of an endpoint names keys. */
async function keyArnOf(facts: RegionFacts, name: string, { endpoints = [] }: Network): Promise<string | undefined> {
  const matters = endpoints.some(({ service, policy }) => service.endsWith('.kms') && policy?.includes(':key/'));
  if (!matters) return undefined;
  const key = await unlessDenied(facts.key(name));
  return key?.kind === 'found' ? key.arn : undefined;
}

const withSenders = (
  site: Site,
  roles: ReadonlyMap<string, Role>,
  organization: NonNullable<Host['organization']>,
): Site =>
  roles.size === 0 && Object.keys(organization).length === 0
    ? site
    : {
        ...site,
        hosts: site.hosts.map((host) => {
          const role = roles.get(host.instance.id);
          return { ...host, organization, ...(role && { role }) };
        }),
      };

/** Reads what the advice about these barriers depends on; undefined: nothing. */
async function withSurroundings(
  { surroundings }: RegionFacts,
  sites: readonly Site[],
  barriers: readonly Barrier[],
): Promise<readonly Site[] | undefined> {
  const certain = barriers.filter(({ answer }) => answer === 'no');
  // A gateway is for route tables, in whatever zone.
  const makesEndpoints = certain.some(
    ({ check, dependency: { service }, hosts }) =>
      service !== 's3' && (check === `vpc.endpoint-${service}` || hosts.some(lacksAddress)),
  );
  // Endpoints get names of the VPC only where it gives any.
  const named = new Set(
    certain
      .filter(({ check }) => makesEndpoints || check === 'vpc.private-dns')
      .flatMap(({ hosts }) => hosts.map(({ instance }) => instance.vpc)),
  );
  const leadsOut = certain.some(({ check }) => check === 'vpc.route');
  const isBlocked = barriers.some(({ check }) => check === 'vpc.public-access-block');
  if (named.size === 0 && !leadsOut && !isBlocked) return undefined;
  const [zones, gateways, openToInternet, vpcs] = await Promise.all([
    makesEndpoints ? surroundings.endpointZones() : undefined,
    leadsOut ? surroundings.internetGateways() : undefined,
    isBlocked ? surroundings.openToInternet() : undefined,
    Promise.all(sites.map(async ({ vpc }) => (named.has(vpc.id) ? hostnamesOf(surroundings, vpc) : vpc))),
  ]);
  return sites.map((site, at) => ({
    ...site,
    vpc: vpcs[at] ?? site.vpc,
    ...(zones && { zones }),
    ...(gateways && { gateways }),
    ...(openToInternet && { openToInternet }),
  }));
}

function barriersOf(site: Site, dependencies: readonly Dependency[]): readonly Barrier[] {
  return [
    ...missingEndpoints(site, dependencies),
    ...dependencies.filter(({ verdict }) => verdict !== 'info').flatMap((dependency) => onTheWay(site, dependency)),
  ];
}

function onTheWay(site: Site, dependency: Dependency): readonly Barrier[] {
  const usersOf = (endpoint: Endpoint): readonly Host[] =>
    dependency.hosts.filter((host) => endpointFor(site, dependency.service, host) === endpoint);
  return [
    ...endpointsFor(site, dependency.service).flatMap((endpoint) =>
      endpointBarriers(site, dependency, endpoint, usersOf(endpoint)),
    ),
    ...resolverBarriers(site, dependency),
    ...zoneBarriers(site, dependency),
    ...routeBarriers(site, dependency),
    ...internetBlocks(site, dependency),
    ...pathBarriers(site, dependency),
  ];
}
